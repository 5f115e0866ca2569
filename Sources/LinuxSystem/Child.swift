// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import CLinux

/// A running child process, with its pipes and its pidfd.
///
/// Dropped before it has ended, it is killed and not waited for: the next `Child`, or a `Reaper`,
/// collects it.
public struct Child: ~Copyable {
    var process: ChildProcess
    /// The process id.
    public var pid: pid_t { process.pid }
    /// The number of the pidfd, which is readable once the child has ended.
    public var pidfd: CInt { process.pidfd.number }
    /// The non-blocking write end of its stdin; -1 once closed.
    public private(set) var input: CInt
    private var inputEnd: Descriptor?
    /// The non-blocking read end of its stdout.
    public let output: Descriptor
    /// The non-blocking read end of its stderr.
    public let errors: Descriptor
    /// Whether it was collected; afterwards its number may belong to another process.
    public var hasEnded: Bool { process.isCollected }

    /// Starts a program, which is found in `PATH` if its name has no slash; with `leading`, in a
    /// new process group that it leads.
    ///
    /// The corresponding C function is `posix_spawnp`.
    public init(
        _ program: String, _ arguments: [String], leading: Bool = false
    ) throws(SystemError) {
        Strays.collect()
        let input = try Descriptor.pipe()
        let output = try Descriptor.pipe()
        let errors = try Descriptor.pipe()
        for end in [input.writing.number, output.reading.number, errors.reading.number] {
            _ = cl_set_nonblocking(end)
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_adddup2(&actions, input.reading.number, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.writing.number, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors.writing.number, 2)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        let group = leading ? POSIX_SPAWN_SETPGROUP : 0
        // The child must not inherit our ignored signals.
        var all = sigset_t()
        unsafe sigemptyset(&all)
        unsafe sigaddset(&all, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group))
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer {
            unsafe words.forEach { unsafe free($0) }
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        var pid: pid_t = 0
        let code = unsafe posix_spawnp(
            &pid, program, &actions, &attributes, &words, cl_environment())
        guard code == 0 else { throw SystemError("posix_spawn", program, code: code) }
        process = try ChildProcess(started: pid)
        self.input = input.writing.number
        let end = input.writing
        inputEnd = consume end
        self.output = output.reading
        self.errors = errors.reading
    }

    /// Sends a signal, never to another process.
    public borrowing func signal(_ signal: CInt) { process.signal(signal) }

    /// Kills the process group that this child leads; it must not have been collected yet.
    public borrowing func killGroup() { kill(-pid, SIGKILL) }

    /// Gives up writing, so that the child meets the end of its input.
    public mutating func closeInput() {
        inputEnd = nil
        input = -1
    }

    /// Collects the end of a child whose pidfd has become readable; nil while it runs.
    public mutating func reap() -> ExitStatus? { process.collect() }
}

/// How a child ended.
public enum ExitStatus: Equatable, Sendable, CustomStringConvertible {
    /// It returned this status.
    case exited(CInt)
    /// A signal ended it.
    case signalled(CInt)
    /// It ended, and the kernel did not keep how: this process ignores SIGCHLD.
    case unknown

    /// `exit status 1`, or `signal 9 (Killed)`.
    public var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signalled(let number):
            unsafe "signal \(number) (\(strsignal(number).map { unsafe String(cString: $0) } ?? "?"))"
        case .unknown: "an unknown exit status"
        }
    }
}
