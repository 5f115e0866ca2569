// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Glibc
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import Terminal

/// What a trial shows: on a terminal one line that changes in place, elsewhere a line for each song.
struct TrialScreen {
    /// Whether a line is changed in place.
    private let isTerminal: Bool
    private let screen: Screen
    private let isQuiet: Bool
    private let hasJSON: Bool
    private var shown = ""
    /// The entry that was shown last.
    private var entry: Int64?

    init(isQuiet: Bool, hasJSON: Bool) {
        screen = Scene.standard.screen
        isTerminal = screen.moves && !isQuiet && !hasJSON
        self.isQuiet = isQuiet
        self.hasJSON = hasJSON
    }

    /// Shows how far the scan is.
    mutating func show(_ scan: LibraryTotals.Scan) {
        let total = max(1, scan.toRead, scan.read)
        let bar = screen.symbols.bar(Int64(scan.read), of: Int64(total), width: 24)
        redraw("looking for music \(bar.text) \(scan.seen) files found, \(scan.read) read")
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
        put("\r\u{1B}[K")
    }

    /// Prints a line above the one that changes: its JSON with --json, otherwise its words.
    mutating func print(_ json: String, else words: String) {
        endLine()
        if hasJSON {
            printJSON(json)
        } else if !isQuiet {
            say(words)
        }
    }

    private mutating func redraw(_ line: String) {
        guard isTerminal, line != shown else { return }
        shown = line
        let columns = Scene.standard.screen.columns ?? 80
        put("\r\u{1B}[K\(line.visible().cut(to: columns - 1))")
    }

    /// A terminal that takes nothing more is gone, and its signal ends the trial.
    private func put(_ text: String) { _ = writeBytes(1, Array(text.utf8)[...]) }
}
