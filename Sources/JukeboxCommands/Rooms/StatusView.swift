// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import Terminal

/// All rooms at a glance: problems first, then a row for each room, then the daemon.
struct StatusView {
    let rooms: [DestinationStatus]
    let daemon: DaemonState
    let scene: Scene

    /// How the daemon is.
    struct DaemonState: Equatable {
        var isUp: Bool
        var pid: UInt32
        var hasDiskTrouble: Bool
        var directory: String
    }

    /// The lines; each fits the screen if it is cut.
    var lines: [Line] {
        let words = rooms.map { RoomWords($0, scene) }
        var problems = words.compactMap(\.problemLine)
        if daemon.isUp, daemon.hasDiskTrouble {
            problems.insert(
                problem("the journal cannot be written (disk full?); orders wait in the ring"),
                at: 0)
        }
        if !daemon.isUp {
            problems.insert(
                problem("the jukebox is not running in \(daemon.directory); orders wait for it"),
                at: 0)
        }
        let columns = scene.screen.columns
        let table = Table(Self.columns(isWide: columns ?? 80 >= 60), rows: words.map(row))
        let rows = table.lines(in: columns, ellipsis: scene.symbols.ellipsis)
        let broken = problems.flatMap { $0.wrapped(to: columns, indent: 2) }
        let last = columns.map { fine.cut(to: $0, ellipsis: scene.symbols.ellipsis) } ?? fine
        return broken + rows + (daemon.isUp ? [last] : [])
    }

    private func problem(_ text: String) -> Line {
        Line("\(scene.symbols.problem) \(text)", .bold + .red)
    }

    private var fine: Line {
        Line("jukebox up (pid \(daemon.pid)) in \(daemon.directory)", .dim)
    }

    /// Room, song, bar, position, volume, queue, next song.
    private static func columns(isWide: Bool) -> [Table.Column] {
        [
            .init(importance: 8, minimum: isWide ? 24 : 8),
            .init(importance: 7, minimum: isWide ? 20 : 8),
            .init(importance: 2), .init(.right, importance: 6), .init(.right, importance: 5),
            .init(importance: 4), .init(importance: 1, minimum: 12),
        ]
    }

    private func row(_ words: RoomWords) -> [Line] {
        let name = words.symbol + Line(" ") + Line(words.status.room.name, .bold)
        return [
            name, words.song, bar(words.status), words.position, words.volume, words.queue,
            words.next,
        ]
    }

    /// The progress bar, longer on a wide screen; empty without a song of known length.
    private func bar(_ status: DestinationStatus) -> Line {
        guard let elapsed = status.elapsed, let whole = status.room.duration, whole > 0 else {
            return Line()
        }
        let width = (scene.screen.columns ?? 80) >= 110 ? 20 : 8
        return scene.symbols.bar(elapsed, of: whole, width: width)
    }
}
