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

    private func row(_ entry: QueuedTrack) -> [Line] {
        let song = RoomWords.song(entry.track, entry.isCurrent ? .bold : .plain)
        let length = entry.track.milliseconds.map { TimeText.clock(milliseconds: max(0, $0)) }
        return [
            entry.position.map { Line("\($0)", .dim) } ?? mark, song, Line(length ?? "", .dim),
            Line(entry.by ?? "", .cyan),
        ]
    }

    /// The mark of the current song.
    private var mark: Line {
        room.map { RoomWords($0, scene).symbol } ?? Line(scene.symbols.playing)
    }
}
