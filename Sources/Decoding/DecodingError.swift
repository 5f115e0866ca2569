// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
public import JukeboxModel

/// A file that cannot be decoded, and why.
public struct DecodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: EscapedPath
    /// The kind of error.
    public let code: Reason.Code
    /// Why, in words.
    public let why: String
    /// The error number (`errno`) of the system call that failed; zero if none did.
    public let number: CInt

    init(path: EscapedPath, code: Reason.Code, why: String) {
        self.path = path
        self.code = code
        self.why = why
        number = 0
    }

    /// An error of the file system: `away` if a disk or a server does not answer.
    init(path: EscapedPath, number: CInt) {
        self.path = path
        self.number = number
        code = Self.saysAway.contains(number) ? .away : .unreadable
        why = "\(Self.meaning(number)) (\(number))"
    }

    /// `cannot play “/music/a.mp3”: No such file or directory (2)`.
    public var description: String { "cannot play “\(path)”: \(why)" }

    /// The error as a ticket's reason.
    public var reason: Reason { Reason(code, description) }

    /// The C library's words for the error number.
    public var meaning: String { Self.meaning(number) }

    private static func meaning(_ number: CInt) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }

    /// Error numbers that blame the disk or the network and not the file; see errno(3).
    private static let saysAway: Set<CInt> = [
        EIO, ESTALE, ENOTCONN, ETIMEDOUT, EHOSTDOWN, ENODEV, ENXIO, EHOSTUNREACH, ENETUNREACH,
        ENOMEDIUM, ENETDOWN, ENETRESET, ECONNREFUSED, ECONNRESET, ECONNABORTED, ESHUTDOWN,
        EREMOTEIO, ENOLINK, ECOMM,
    ]
}
