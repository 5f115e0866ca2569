// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// How many columns of a terminal a text takes. Wide characters take two (Unicode's UAX #11), marks
// none. Terminals differ in emoji sequences and in the spacing marks of Indic scripts; the larger
// number is taken, so that a line is never longer than was computed. Ambiguous characters take one.

extension Unicode.Scalar {
    /// Whether it takes no column: it joins the character before, or cannot be seen.
    var isZeroWidth: Bool {
        value >= 0x300 && UnicodeRanges.contains(value, in: UnicodeRanges.zeroWidth)
    }

    /// The columns of the scalar alone: 0, 1 or 2.
    var columns: Int {
        switch value {
        case 0x20...0x7E, 0xA0...0x2FF: return 1
        case 0x00...0x9F: return 0
        case 0x3041...0x3096, 0x30A0...0x312F, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xAC00...0xD7A3:
            return 2
        default:
            if isZeroWidth { return 0 }
            return UnicodeRanges.contains(value, in: UnicodeRanges.wide) ? 2 : 1
        }
    }
}

extension Character {
    /// The columns that the character takes on a terminal.
    public var columns: Int {
        if let value = asciiValue { return value >= 0x20 && value < 0x7F ? 1 : 0 }
        let scalars = unicodeScalars
        guard let first = scalars.first else { return 0 }
        let second = scalars.index(after: scalars.startIndex)
        guard second != scalars.endIndex else { return first.columns }
        if isEmoji(first, then: scalars[second]) { return 2 }
        return scalars.reduce(0) { $0 + $1.columns }
    }

    private func isEmoji(_ first: Unicode.Scalar, then second: Unicode.Scalar) -> Bool {
        switch second.value {
        case 0xFE0F, 0x20E3, 0x1F3FB...0x1F3FF, 0x1F1E6...0x1F1FF: true
        case 0x200D, 0xE0020...0xE007F: first.properties.isEmoji
        default: false
        }
    }
}

extension StringProtocol {
    /// The columns that the text takes on a terminal; it must be visible text.
    public var columns: Int {
        if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
        return reduce(0) { $0 + $1.columns }
    }
}

/// Which side of a cell its text stands on.
public enum Alignment: Equatable, Sendable {
    /// At the left.
    case left
    /// At the right.
    case right
}

extension String {
    /// The text, or its beginning with an ellipsis, so that it fits.
    ///
    /// - Parameters:
    ///   - limit: the most columns that it may take; less than 1 gives an empty text.
    ///   - ellipsis: what ends a text that was cut; left out if it does not fit itself.
    /// - Returns: a text of at most so many columns, cut between characters.
    public func cut(to limit: Int, ellipsis: String = "…") -> String {
        guard limit > 0 else { return "" }
        if utf8.count <= limit { return self }  // no character takes more columns than bytes
        let room = limit - ellipsis.columns
        var used = 0
        var end = startIndex
        for index in indices {
            if used <= room { end = index }
            used += self[index].columns
            if used > limit { return room < 0 ? "" : self[..<end] + ellipsis }
        }
        return self
    }

    /// The text with spaces up to a number of columns; a longer one stays as it is.
    ///
    /// - Parameters:
    ///   - width: the columns to fill.
    ///   - alignment: the side of the text.
    /// - Returns: a text of at least so many columns.
    public func padded(to width: Int, _ alignment: Alignment = .left) -> String {
        let spaces = String(repeating: " ", count: max(0, width - columns))
        return alignment == .left ? self + spaces : spaces + self
    }
}
