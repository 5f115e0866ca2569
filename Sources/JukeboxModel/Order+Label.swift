// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension Order {
    /// The most bytes of a label.
    public static let longestLabel = 64

    /// Makes a label for `by` from any name: without control characters, cut to its bytes.
    ///
    /// - Returns: the label; nil if nothing is left of the name.
    public static func label(from name: String) -> String? {
        var label = ""
        for character in name where !character.unicodeScalars.contains(where: isControl) {
            guard label.utf8.count + character.utf8.count <= longestLabel else { break }
            label.append(character)
        }
        return label.allSatisfy(\.isWhitespace) ? nil : label
    }

    /// Whether a text can be a label.
    public static func isLabel(_ text: String) -> Bool {
        (1...longestLabel).contains(text.utf8.count)
            && !text.unicodeScalars.contains(where: isControl)
    }

    /// The C0 and C1 controls, DEL, line and paragraph separators, and the marks that change the
    /// direction of writing.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
