// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem

/// What the place that text goes to can show.
public struct Screen: Equatable, Sendable {
    /// Its columns; nil where nothing limits a line: a file or a pipe.
    public var columns: Int?
    /// Its rows; nil if they are unknown.
    public var rows: Int?
    /// Whether it is a terminal.
    public var isTerminal: Bool
    /// Whether text may have a look.
    public var hasColour: Bool
    /// Whether it understands the sequences that move the cursor.
    public var moves: Bool
    /// The signs that it can show.
    public var symbols: Symbols

    /// Makes a screen.
    public init(
        columns: Int? = nil, rows: Int? = nil, isTerminal: Bool = false, hasColour: Bool = false,
        moves: Bool = false, symbols: Symbols = .unicode
    ) {
        self.columns = columns
        self.rows = rows
        self.isTerminal = isTerminal
        self.hasColour = hasColour
        self.moves = moves
        self.symbols = symbols
    }

    /// The screen that a descriptor writes to.
    ///
    /// - Parameters:
    ///   - descriptor: 1 for standard output, 2 for standard error.
    ///   - variable: reads a variable of the environment.
    public init(descriptor: CInt, _ variable: (String) -> String?) {
        let isTerminal = TerminalDevice.isTerminal(descriptor)
        let size = isTerminal ? TerminalDevice.size(of: descriptor) : nil
        self.init(size: size, isTerminal: isTerminal, variable)
    }

    /// Decides from the device's facts and the environment.
    ///
    /// The size is the device's, else COLUMNS, else 80 for a terminal. Colour is for terminals but
    /// TERM=dumb; NO_COLOR (no-color.org) forbids it and CLICOLOR_FORCE (bixense.com/clicolors)
    /// asks for it anywhere. An empty variable counts as unset.
    init(size: TerminalDevice.Size?, isTerminal: Bool, _ variable: (String) -> String?) {
        func value(_ name: String) -> String? {
            variable(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        let named = value("COLUMNS").flatMap { Int($0) }.flatMap { 1...10_000 ~= $0 ? $0 : nil }
        columns = size?.columns ?? named ?? (isTerminal ? 80 : nil)
        rows = size?.rows
        self.isTerminal = isTerminal
        moves = isTerminal && value("TERM") != nil && value("TERM") != "dumb"
        let isForced = value("CLICOLOR_FORCE").map { $0 != "0" } ?? false
        let isRefused = value("NO_COLOR") != nil || !isForced && value("CLICOLOR") == "0"
        hasColour = (moves || isForced) && !isRefused
        let locale = (value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "").lowercased()
        symbols = locale.contains("utf-8") || locale.contains("utf8") ? .unicode : .ascii
    }
}
