// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension String {
    /// The text made safe for a terminal: each character that could control the terminal, or change
    /// the direction of writing, is replaced by “�”.
    ///
    /// Names come from the tags of foreign files. Replaced are the C0, DEL and C1 controls, the
    /// line and paragraph separators, and the marks that change the direction of writing.
    ///
    /// - Parameter keepingLines: whether line ends and tabs stay; for a text of several lines whose
    ///   parts are already plain.
    /// - Returns: the text, with the same number of Unicode scalars.
    public func plain(keepingLines: Bool = false) -> String {
        guard unicodeScalars.contains(where: { Self.isControl($0, keepingLines) }) else {
            return self
        }
        var text = ""
        for scalar in unicodeScalars {
            text.unicodeScalars.append(Self.isControl(scalar, keepingLines) ? "\u{FFFD}" : scalar)
        }
        return text
    }

    private static func isControl(_ scalar: Unicode.Scalar, _ keepingLines: Bool) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: !keepingLines
        case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
