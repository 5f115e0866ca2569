// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// A copy of this process that does a work of its own, with no terminal and no signals from there.
public struct ForkedProcess: ~Copyable {
    private var process: ChildProcess
    /// The number of the pidfd, which is readable once the process has ended.
    public var pidfd: CInt { process.pidfd.number }

    /// Divides this process, which must have a single thread.
    ///
    /// The new process leads a session, ignores SIGINT, SIGTERM, SIGHUP and SIGPIPE, and has nothing
    /// open as stdin, stdout and stderr. It ends when `work` returns.
    ///
    /// The corresponding C function is `fork`.
    ///
    /// - Parameter work: What the new process does.
    /// - Throws: If there is no room for another process.
    public init(_ work: () -> Void) throws(SystemError) {
        let pid = cl_fork()
        guard pid >= 0 else { throw .last("fork") }
        if pid == 0 {
            cl_leave_terminal()
            work()
            _exit(0)
        }
        process = try ChildProcess(started: pid)
    }

    /// Waits until the process has ended, at most until a moment.
    ///
    /// - Returns: Whether it has ended.
    public mutating func wait(until moment: MonotonicTime) -> Bool {
        var watched = [Watched(process.pidfd.number)]
        while process.collect() == nil {
            guard Clock.monotonic < moment else { return false }
            poll(&watched, until: moment)
        }
        return true
    }
}
