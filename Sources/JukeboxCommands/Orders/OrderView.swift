// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import LinuxSystem
internal import Terminal

/// Orders as lines: a list of them, or one with all that is known.
struct OrderView {
    let scene: Scene

    init(_ scene: Scene) { self.scene = scene }

    // MARK: A list

    /// A row for each order: ticket, time, outcome, music, room, client and reason.
    func list(_ orders: [OrderAnswer]) -> [Line] {
        if orders.isEmpty { return [Line("no orders yet", .dim)] }
        let isWide = scene.screen.columns ?? 80 >= 60
        let table = Table(
            [
                .init(.right, importance: 7), .init(importance: 3), .init(importance: 6),
                .init(importance: 5, minimum: isWide ? 20 : 6), .init(importance: 4, minimum: 6),
                .init(importance: 1, minimum: 6), .init(importance: 2, minimum: 12),
            ], rows: orders.map(row))
        return table.lines(in: scene.screen.columns, ellipsis: scene.symbols.ellipsis)
    }

    private func row(_ order: OrderAnswer) -> [Line] {
        [
            Line("\(order.ticket)", .bold), time(order.times.submitted), outcome(order),
            music(order), Line(order.destination ?? "", .cyan), Line(order.by ?? "", .dim),
            Line(order.reason?.text ?? "", .dim),
        ]
    }

    /// `Yesterday by The Beatles +3`, or the verb of a command.
    private func music(_ order: OrderAnswer) -> Line {
        guard let track = order.tracks.first else { return Line(order.verb) }
        let song = RoomWords.song(track)
        return order.trackCount > 1 ? song + Line(" +\(order.trackCount - 1)", .dim) : song
    }

    private func outcome(_ order: OrderAnswer) -> Line {
        let style: Style =
            switch order.outcome {
            case .playing, .finished: .green
            case .failed, .refused, .expired: .red
            case .partly: .yellow
            case .skipped, .superseded, .cancelled: .dim
            case .accepted, .resolved, .queued, nil: .plain
            }
        return Line(OrderWords.outcome(order), style)
    }

    private func time(_ text: String?) -> Line {
        guard let text else { return Line() }
        guard let moment = WallTime(rfc3339: text) else { return Line(text, .dim) }
        return Line(scene.time(moment), .dim)
    }

    // MARK: One order

    /// An order with its reason, its songs and its times.
    func details(_ order: OrderAnswer) -> [Line] {
        let head =
            Line("ticket \(order.ticket) ", .bold) + outcome(order)
            + Line(order.destination.map { " in \($0)" } ?? "")
        var lines = [head]
        let notes = [order.reason?.text, OrderWords.silence(order), OrderWords.counts(order)]
        lines += notes.compactMap { $0 }.map { Line("  " + $0) }
        lines += order.failures.map { Line("  failed: \($0.track): \($0.text)", .red) }
        lines += order.tracks.map { Line("  ") + RoomWords.song($0) }
        if order.trackCount > order.tracks.count, !order.tracks.isEmpty {
            lines.append(Line("  and \(order.trackCount - order.tracks.count) more", .dim))
        }
        return lines + times(order)
    }

    private func times(_ order: OrderAnswer) -> [Line] {
        let times = order.times
        let moments = [
            ("submitted", times.submitted), ("accepted", times.accepted),
            ("durable", times.durable), ("playing", times.playing), ("finished", times.finished),
        ]
        var table = Table([.init(importance: 1), .init(importance: 2)])
        for case (let name, let moment?) in moments {
            table.rows.append([Line("  " + name, .dim), seconds(moment)])
        }
        if let by = order.by { table.rows.append([Line("  by", .dim), Line(by)]) }
        return table.lines(in: scene.screen.columns)
    }

    /// A moment in local time with its seconds; the text itself if it is not a moment.
    private func seconds(_ text: String) -> Line {
        guard let moment = WallTime(rfc3339: text) else { return Line(text) }
        let second = scene.local(moment).second
        return Line(scene.time(moment) + (second < 10 ? ":0" : ":") + "\(second)")
    }
}
