// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// A failed system call, its object and its error number.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The C function's name.
    public let call: StaticName
    /// The object of the call; empty if it has none.
    public let object: String
    /// The error number (`errno`).
    public let code: CInt

    /// The name of a C function.
    public typealias StaticName = String

    /// Makes an error from facts.
    public init(_ call: StaticName, _ object: String, code: CInt) {
        self.call = call
        self.object = object
        self.code = code
    }

    /// The error of the call that has just failed.
    static func last(_ call: StaticName, _ object: String = "") -> SystemError {
        SystemError(call, object, code: cl_errno())
    }

    /// Whether the call may succeed a moment later.
    public var isTemporary: Bool { code == EAGAIN || code == EINTR }

    /// The kernel's words for the error number.
    public var meaning: String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    /// `open on "/x": No such file or directory (2)`.
    public var description: String {
        object.isEmpty
            ? "\(call): \(meaning) (\(code))" : "\(call) on “\(object)”: \(meaning) (\(code))"
    }
}
