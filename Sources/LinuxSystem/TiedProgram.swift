// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// A program that the kernel kills when this process ends, however it ends.
///
/// It is not waited for when this value goes out of scope: `end` does that.
public struct TiedProgram: ~Copyable {
    private var process: ChildProcess
    /// The process id.
    public var pid: CInt { process.pid }
    /// The number of the pidfd, which is readable once the program has ended.
    public var pidfd: CInt { process.pidfd.number }

    /// Starts a program.
    ///
    /// The corresponding C functions are `fork`, `prctl` with `PR_SET_PDEATHSIG`, and `execv`.
    ///
    /// - Parameters:
    ///   - program: The path of the program.
    ///   - arguments: Its arguments.
    ///   - output: Where its stdout and stderr go.
    /// - Throws: If it could not be started.
    public init(_ program: String, _ arguments: [String], output: CInt) throws(SystemError) {
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        let pid = unsafe cl_spawn_tied(program, &words, output)
        guard pid > 0 else { throw .last("exec", program) }
        process = try ChildProcess(started: pid)
    }

    /// Sends a signal; it reaches this program or nobody.
    public borrowing func signal(_ signal: CInt) { process.signal(signal) }

    /// Collects the end of the program; nil while it runs.
    public mutating func reap() -> ExitStatus? { process.collect() }

    /// Ends the program: asks it to, and kills it if it has not ended by the moment.
    ///
    /// - Parameter moment: When it is killed.
    /// - Returns: How it ended; nil if the kernel cannot kill it now.
    public mutating func end(by moment: MonotonicTime) -> ExitStatus? {
        if let status = reap() { return status }
        signal(SIGTERM)
        wait(until: moment)
        if let status = reap() { return status }
        signal(SIGKILL)
        wait(until: Clock.monotonic + .seconds(5))
        return reap()
    }

    private borrowing func wait(until moment: MonotonicTime) {
        var watched = [Watched(pidfd)]
        while Clock.monotonic < moment, !watched[0].isReadable { poll(&watched, until: moment) }
    }
}
