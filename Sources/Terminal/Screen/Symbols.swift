// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The signs that a terminal can show.
public struct Symbols: Equatable, Sendable {
    /// Something plays.
    public let playing: String
    /// It is paused.
    public let paused: String
    /// Nothing plays.
    public let stopped: String
    /// Something is wrong.
    public let problem: String
    /// What comes next.
    public let next: String
    /// The end of a text that was cut.
    public let ellipsis: String
    /// The done part of a bar.
    public let done: String
    /// The rest of a bar.
    public let rest: String

    /// For a locale with UTF-8.
    public static let unicode = Symbols(
        playing: "▶", paused: "⏸", stopped: "⏹", problem: "!", next: "→", ellipsis: "…",
        done: "█", rest: "░")
    /// For every other locale.
    public static let ascii = Symbols(
        playing: ">", paused: "=", stopped: "-", problem: "!", next: "then", ellipsis: "~",
        done: "#", rest: ".")

    /// A progress bar.
    ///
    /// - Parameters:
    ///   - part: how much is done, of `whole`.
    ///   - whole: all of it; without a positive number nothing is done.
    ///   - width: the columns of the bar.
    /// - Returns: a line of exactly so many columns, or an empty one.
    public func bar(_ part: Int64, of whole: Int64, width: Int) -> Line {
        guard width > 0 else { return Line() }
        let share = whole > 0 ? min(1, max(0, Double(part) / Double(whole))) : 0
        let filled = Int(share * Double(width))
        return Line(String(repeating: done, count: filled), .green)
            + Line(String(repeating: rest, count: width - filled), .dim)
    }
}
