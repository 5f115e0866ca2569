// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Writes what has changed of a full screen, and nothing else.
///
/// A pure value: it keeps what the terminal shows and returns the bytes that bring it up to date.
/// A line is cleared from its end on and never as a whole, so nothing flickers.
public struct Redraw: Sendable {
    private var shown: [String] = []
    private var columns = 0
    private var rows = 0
    private var isFresh = true

    /// Makes a redraw of a screen of unknown contents.
    public init() {}

    /// Forgets what the terminal shows, so that the next time all of it is written.
    public mutating func invalidate() { isFresh = true }

    /// Brings the screen up to date.
    ///
    /// - Parameters:
    ///   - lines: all that is to be seen; what does not fit is cut off.
    ///   - screen: the terminal; one without a size has 80 columns and 24 rows.
    /// - Returns: the bytes to write, empty if nothing changed.
    public mutating func bytes(for lines: [Line], on screen: Screen) -> String {
        let (columns, rows) = (screen.columns ?? 80, screen.rows ?? 24)
        let isNew = isFresh || columns != self.columns || rows != self.rows
        self.columns = columns
        self.rows = rows
        isFresh = false
        let fitting = Self.fitting(lines, rows, screen).map { $0.cut(to: columns) }
        var bytes = ""
        var rendered: [String] = []
        for (index, line) in fitting.enumerated() {
            let text = line.rendered(colour: screen.hasColour)
            rendered.append(text)
            guard isNew || index >= shown.count || shown[index] != text else { continue }
            // CUP, the text, EL; EL in the last column would clear the last character.
            bytes += "\u{1B}[\(index + 1);1H" + text
            if line.columns < columns { bytes += "\u{1B}[K" }
        }
        // ED clears all below; a screen that is full has nothing there.
        if isNew || fitting.count < shown.count, fitting.count < rows {
            bytes += "\u{1B}[\(fitting.count + 1);1H\u{1B}[J"
        }
        shown = rendered
        return bytes
    }

    private static func fitting(_ lines: [Line], _ rows: Int, _ screen: Screen) -> [Line] {
        guard lines.count > rows, rows > 1 else { return Array(lines.prefix(rows)) }
        let hidden = lines.count - rows + 1
        return lines.prefix(rows - 1) + [Line("\(screen.symbols.ellipsis) \(hidden) more", .dim)]
    }
}
