// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// A file that cannot be decoded, and why.
public struct DecodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: EscapedPath
    /// What kind of trouble it is.
    public let code: Reason.Code
    /// Why, in words.
    public let why: String

    /// `cannot play “/music/a.mp3”: No such file or directory (2)`.
    public var description: String { "cannot play “\(path)”: \(why)" }

    /// The error as a ticket's reason.
    public var reason: Reason { Reason(code, description) }
}
