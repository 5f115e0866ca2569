// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
internal import Synchronization

/// The right and the duty to collect one child process.
///
/// Dropped before the process was collected, it kills the process without waiting for its end,
/// and leaves it to `Strays`.
struct ChildProcess: ~Copyable {
    let pid: pid_t
    /// Readable once the process has ended.
    let pidfd: Descriptor
    private(set) var isCollected = false

    /// Opens the pidfd of a process that was just started.
    ///
    /// The C function is `pidfd_open`.
    init(started pid: pid_t) throws(SystemError) {
        let number = cl_pidfd_open(pid)
        guard number >= 0 else {
            let error = SystemError.last("pidfd_open")
            kill(pid, SIGKILL)
            Strays.add(pid)
            throw error
        }
        self.pid = pid
        pidfd = Descriptor(owning: number)
    }

    deinit {
        guard !isCollected else { return }
        cl_pidfd_kill(pidfd.number, SIGKILL)
        Strays.add(pid)
        Strays.collect()
    }

    borrowing func signal(_ signal: CInt) { cl_pidfd_kill(pidfd.number, signal) }

    /// Collects the process if it has ended; nil while it runs.
    mutating func collect() -> ExitStatus? {
        var status: CInt = 0
        let answer = unsafe waitpid(pid, &status, WNOHANG)
        // The kernel keeps no status while SIGCHLD is ignored, which is inherited from a parent.
        if answer == -1, cl_errno() == ECHILD {
            isCollected = true
            return .unknown
        }
        guard answer == pid else { return nil }
        isCollected = true
        return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .signalled(status & 0x7F)
    }
}

/// Killed processes without an owner, until they are collected.
///
/// Each start and each release of a child collects the ended ones; a `Reaper` takes over the rest.
enum Strays {
    private static let pids = Mutex<[pid_t]>([])

    static func add(_ pid: pid_t) { pids.withLock { $0.append(pid) } }

    /// Collects those that have ended, without blocking.
    static func collect() {
        pids.withLock { pids in
            pids.removeAll { pid in
                var status: CInt = 0
                return unsafe waitpid(pid, &status, WNOHANG) != 0
            }
        }
    }

    /// Removes and returns all of them.
    static func take() -> [pid_t] {
        pids.withLock { pids in
            defer { pids = [] }
            return pids
        }
    }
}
