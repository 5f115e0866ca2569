// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Glibc
internal import JSONLines
internal import JukeboxModel

/// What a trial shows: on a terminal one line that changes in place, elsewhere a line for each song.
struct TrialScreen {
    private let isTerminal: Bool
    private let isQuiet: Bool
    private let hasJSON: Bool
    private var shown = ""
    /// The entry that was shown last.
    private var entry: Int64?

    init(isQuiet: Bool, hasJSON: Bool) {
        isTerminal = isatty(1) == 1 && !isQuiet && !hasJSON
        self.isQuiet = isQuiet
        self.hasJSON = hasJSON
    }

    /// Shows how far the scan is.
    mutating func show(_ scan: LibraryTotals.Scan) {
        let (read, total) = (max(0, scan.read), max(1, scan.toRead, scan.read))
        let filled = min(30, 30 * read / total)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
        redraw("looking for music [\(bar)] \(scan.seen) files found, \(read) read")
    }

    /// Shows what plays; elsewhere than on a terminal only if it is another song.
    mutating func show(_ status: DestinationStatus) {
        let room = status.room
        let line = String(status.line.dropFirst(room.name.count + 2))
        if isTerminal { return redraw(line) }
        guard let track = room.track, entry != room.entry else { return }
        entry = room.entry
        print(track.json.line, else: "playing  \(track.spoken)")
    }

    /// Ends the line that changes in place.
    mutating func endLine() {
        guard !shown.isEmpty else { return }
        shown = ""
        Swift.print("\r\u{1B}[K", terminator: "")
        fflush(nil)
    }

    /// Prints a line above the one that changes: its JSON with --json, otherwise its words.
    mutating func print(_ json: String, else words: String) {
        endLine()
        if hasJSON {
            printJSON(json)
        } else if !isQuiet {
            say(words)
        }
        fflush(nil)
    }

    private mutating func redraw(_ line: String) {
        guard isTerminal, line != shown else { return }
        shown = line
        Swift.print("\r\u{1B}[K\(Self.cut(line.plain(), to: Self.columns - 1))", terminator: "")
        fflush(nil)
    }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// A text that fits; characters beyond Latin may take two columns.
    private static func cut(_ text: String, to columns: Int) -> String {
        var left = columns
        return String(
            text.prefix { character in
                left -= character.unicodeScalars.contains { $0.value >= 0x1100 } ? 2 : 1
                return left >= 0
            })
    }
}
