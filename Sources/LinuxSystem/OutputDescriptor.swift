// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
internal import JukeboxModel

/// Writes what a person reads, and waits as long as that takes.
public enum OutputDescriptor {
    /// Writes all bytes, also to a descriptor that does not block.
    ///
    /// If nobody reads them, the process ends as by SIGPIPE, also where that signal is ignored.
    ///
    /// - Parameters:
    ///   - bytes: what to write.
    ///   - descriptor: where to.
    /// - Throws: any other error, such as a full disk.
    public static func writeAll(_ bytes: [UInt8], to descriptor: CInt) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let count = writeBytes(descriptor, rest) else {
                if cl_errno() == EPIPE { StopSignal.end(by: SIGPIPE) }
                throw .last("write")
            }
            rest = rest.dropFirst(count)
            guard count == 0 else { continue }
            var watched = [Watched(descriptor, reading: false, writing: true)]
            poll(&watched, until: nil)
        }
    }
}

/// The signals of a program that has taken over a terminal.
public enum StopSignal: Sendable {
    /// The terminal has another size.
    case resize
    /// Ctrl-Z.
    case pause
    /// The process goes on after a stop.
    case resume
    /// The process is asked to end.
    case end

    /// The numbers of all of them.
    public static let all: [CInt] = [
        SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP, SIGQUIT,
    ]

    /// What a number means.
    public init(_ number: CInt) {
        switch number {
        case SIGWINCH: self = .resize
        case SIGTSTP: self = .pause
        case SIGCONT: self = .resume
        default: self = .end
        }
    }

    /// Stops the process until somebody lets it go on.
    public static func stopHere() { _ = kill(getpid(), SIGSTOP) }

    /// Ends the process as if it had not caught the signal: a shell sees 128 plus its number.
    public static func end(by number: CInt) -> Never {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, number)
        _ = signal(number, nil)  // SIG_DFL is the null pointer
        _ = kill(getpid(), number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
        _exit(128 + number)
    }
}
