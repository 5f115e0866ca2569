// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The look of a part of a line.
public struct Style: Hashable, Sendable {
    /// The parameters of SGR, the escape sequence that sets it (ECMA-48, 8.3.117).
    let codes: [UInt8]

    /// The terminal's own look.
    public static let plain = Style(codes: [])
    /// Bold.
    public static let bold = Style(codes: [1])
    /// Dim, for what matters less.
    public static let dim = Style(codes: [2])
    /// Red, for what is wrong.
    public static let red = Style(codes: [31])
    /// Green, for what goes on.
    public static let green = Style(codes: [32])
    /// Yellow, for what waits.
    public static let yellow = Style(codes: [33])
    /// Cyan, for names.
    public static let cyan = Style(codes: [36])

    /// Both looks together.
    public static func + (one: Style, other: Style) -> Style {
        Style(codes: one.codes + other.codes)
    }

    /// The sequence that switches it on.
    var sequence: String {
        "\u{1B}[" + codes.map { String($0) }.joined(separator: ";") + "m"
    }
}
