// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A line for a terminal: parts of visible text with a look each.
///
/// Every text in it was made visible, so it holds no line end and no escape sequence.
public struct Line: Hashable, Sendable, ExpressibleByStringLiteral {
    private struct Part: Hashable, Sendable {
        var text: String
        var style: Style
    }
    private var parts: [Part] = []

    /// Makes an empty line.
    public init() {}

    /// Makes a line of one look; control characters in the text are shown visibly.
    public init(_ text: String, _ style: Style = .plain) {
        if !text.isEmpty { parts = [Part(text: text.visible(), style: style)] }
    }

    /// Makes a plain line.
    public init(stringLiteral text: String) { self.init(text) }

    /// The text without its looks.
    public var text: String {
        parts.count == 1 ? parts[0].text : parts.reduce(into: "") { $0 += $1.text }
    }

    /// Whether it has no text.
    public var isEmpty: Bool { parts.isEmpty }

    /// The columns that it takes.
    public var columns: Int { parts.reduce(0) { $0 + $1.text.columns } }

    /// One line after the other.
    public static func + (one: Line, other: Line) -> Line {
        var line = one
        line.parts += other.parts
        return line
    }

    /// Adds a line at the end.
    public static func += (line: inout Line, other: Line) { line.parts += other.parts }

    /// The line, or its beginning with an ellipsis, so that it fits.
    ///
    /// - Parameters:
    ///   - limit: the most columns that it may take.
    ///   - ellipsis: what ends a line that was cut.
    /// - Returns: a line of at most so many columns.
    public func cut(to limit: Int, ellipsis: String = "…") -> Line {
        guard columns > limit else { return self }
        var line = Line()
        var room = limit
        for part in parts {
            let width = part.text.columns
            // A part that just fits is cut too: something follows it.
            let text =
                width < room ? part.text : (part.text + " ").cut(to: room, ellipsis: ellipsis)
            if !text.isEmpty { line.parts.append(Part(text: text, style: part.style)) }
            guard width < room else { break }
            room -= width
        }
        return line
    }

    /// The line with spaces up to a number of columns; a longer one stays as it is.
    ///
    /// - Parameters:
    ///   - width: the columns to fill.
    ///   - alignment: the side of the text.
    /// - Returns: a line of at least so many columns.
    public func padded(to width: Int, _ alignment: Alignment = .left) -> Line {
        let missing = width - columns
        guard missing > 0 else { return self }
        let spaces = Line(String(repeating: " ", count: missing))
        return alignment == .left ? self + spaces : spaces + self
    }

    /// The line broken at its spaces.
    ///
    /// - Parameters:
    ///   - limit: the most columns of a line; nil if nothing limits it. Longer words stay whole.
    ///   - indent: the spaces before each line but the first.
    /// - Returns: at least one line.
    public func wrapped(to limit: Int?, indent: Int = 0) -> [Line] {
        guard let limit, columns > limit else { return [self] }
        let margin = Line(String(repeating: " ", count: max(0, min(indent, limit - 8))))
        var lines = [Line()]
        var width = 0
        for word in words {
            let columns = word.columns
            if width > 0, width + 1 + columns > limit {
                lines.append(margin)
                width = margin.columns
                lines[lines.count - 1] += word
            } else {
                lines[lines.count - 1] += width > 0 ? Line(" ") + word : word
                width += width > 0 ? 1 : 0
            }
            width += columns
        }
        return lines
    }

    /// The parts between its spaces.
    private var words: [Line] {
        var words = [Line()]
        for part in parts {
            for (index, piece) in part.text.split(
                separator: " ", omittingEmptySubsequences: false
            ).enumerated() {
                if index > 0 { words.append(Line()) }
                guard !piece.isEmpty else { continue }
                words[words.count - 1].parts.append(Part(text: String(piece), style: part.style))
            }
        }
        return words.filter { !$0.isEmpty }
    }

    /// The bytes for the terminal, without a line end.
    ///
    /// - Parameter colour: whether looks are written.
    /// - Returns: the text, with escape sequences for its looks only.
    public func rendered(colour: Bool) -> String {
        guard colour else { return text }
        return parts.reduce(into: "") { text, part in
            if part.style == .plain {
                text += part.text
            } else {
                text += part.style.sequence + part.text + "\u{1B}[0m"
            }
        }
    }
}

extension [Line] {
    /// The lines that are not empty, with a separator between them.
    ///
    /// - Parameter separator: what stands between two lines.
    /// - Returns: one line.
    public func joined(by separator: Line) -> Line {
        var joined = Line()
        for line in self where !line.isEmpty {
            if !joined.isEmpty { joined += separator }
            joined += line
        }
        return joined
    }
}
