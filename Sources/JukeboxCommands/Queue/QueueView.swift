// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import Terminal

/// A room's queue in columns: the position, the song, its length, and who ordered it.
struct QueueView {
    let queue: QueueListing
    /// The room on the board; nil if it is not there.
    let room: DestinationStatus?
    let scene: Scene

    init(_ queue: QueueListing, _ room: DestinationStatus?, _ scene: Scene) {
        self.queue = queue
        self.room = room
        self.scene = scene
    }

    var lines: [Line] {
        guard !queue.entries.isEmpty else {
            return [Line("the queue of ") + Line(queue.destination, .bold) + Line(" is empty")]
        }
        guard scene.screen.columns != nil || scene.screen.hasColour else { return [head] + plain }
        let table = Table(
            [
                .init(.right, importance: 4), .init(importance: 3, minimum: 8),
                .init(.right, importance: 2), .init(importance: 1, minimum: 4),
            ], rows: queue.entries.map(row))
        return [head] + table.lines(in: scene.screen.columns, ellipsis: scene.symbols.ellipsis)
    }

    /// `kitchen: 4 songs, 12 min`.
    private var head: Line {
        let count = queue.total ?? queue.entries.count
        var text = count == 1 ? ": 1 song" : ": \(count) songs"
        if let total = queue.milliseconds, total > 0 {
            text += ", " + TimeText.span(milliseconds: total)
        }
        return Line(queue.destination, .bold) + Line(text)
    }

    /// The rows for a pipe, which has no width and no colour: a queue of 20,000 songs takes a third of
    /// the time of a table.
    private var plain: [Line] {
        let songs = queue.entries.map { entry -> (text: String, columns: Int) in
            let track = entry.track
            let title = track.title.isEmpty ? "?" : track.title
            let text = (track.artist.isEmpty ? title : title + " by " + track.artist).visible()
            return (text, text.columns)
        }
        let lengths = queue.entries.map { length($0) ?? "" }
        let place = String(queue.entries.last?.position ?? 1).utf8.count
        let song = songs.reduce(0) { max($0, $1.columns) }
        let time = lengths.reduce(0) { max($0, $1.utf8.count) }
        return queue.entries.indices.map { index in
            let entry = queue.entries[index]
            let number = entry.position.map(String.init) ?? mark.text
            var text = Self.spaces(place - number.count)
            text += number
            text += "  "
            text += songs[index].text
            if !lengths[index].isEmpty || entry.by != nil {
                text += Self.spaces(
                    song - songs[index].columns + time - lengths[index].utf8.count + 2)
                text += lengths[index]
            }
            if let by = entry.by {
                text += "  "
                text += by
            }
            return Line(text)
        }
    }

    private static func spaces(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }

    private func length(_ entry: QueuedTrack) -> String? {
        entry.track.milliseconds.map { TimeText.clock(milliseconds: max(0, $0)) }
    }

    private func row(_ entry: QueuedTrack) -> [Line] {
        let song = RoomWords.song(entry.track, entry.isCurrent ? .bold : .plain)
        return [
            entry.position.map { Line("\($0)", .dim) } ?? mark, song,
            Line(length(entry) ?? "", .dim),
            Line(entry.by ?? "", .cyan),
        ]
    }

    /// The mark of the current song.
    private var mark: Line {
        room.map { RoomWords($0, scene).symbol } ?? Line(scene.symbols.playing)
    }
}
