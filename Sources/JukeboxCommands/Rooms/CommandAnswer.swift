// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing
internal import Terminal

/// What a command that was carried out answers with: what to know about it, and its room's state.
struct CommandAnswer {
    let order: OrderAnswer
    /// Its room; nil for a command without one, and if the room is not on the board.
    let room: DestinationStatus?

    /// How long a player may take to say where it is after a seek or a start.
    private static let patience = MonotonicTime.Span.milliseconds(300)

    init(order: OrderAnswer, room: DestinationStatus?) {
        self.order = order
        self.room = room
    }

    /// Reads the room from the board, as soon as it shows what the command has led to.
    ///
    /// - Parameters:
    ///   - order: The order of the command.
    ///   - verb: The command.
    ///   - sent: When it was sent.
    ///   - session: Where the board is.
    /// - Throws: `Failure` without a board.
    init(
        _ order: OrderAnswer, _ verb: Order.Verb, since sent: MonotonicTime, in session: Session
    ) throws {
        guard let name = order.destination, verb.kind.row?.takesRoom == true || verb.changesQueue
        else {
            self.init(order: order, room: nil)
            return
        }
        let attachment = try session.attach()
        let end = sent + Self.patience
        while true {
            let count = attachment.view.changes
            let picture = BoardPicture(attachment, directory: session.directory, only: [name])
            let room = picture.rooms.first
            let left = end - Clock.monotonic
            if !verb.movesSound || left.nanoseconds <= 0 || room?.hasSettled(since: sent) ?? true {
                self.init(order: order, room: room)
                return
            }
            attachment.view.waitForChange(from: count, atMost: left)
        }
    }

    /// The order's facts, and the status of its room.
    var json: JSON {
        guard let room, case .object(let members) = order.json else { return order.json }
        return .object(members + [.init("room", room.json)])
    }

    /// What there is to know about the command, and the room in a line.
    func lines(_ scene: Scene) -> [Line] {
        let note = order.reason.map { Line($0.text) }
        let state = room.map { RoomWords($0, scene).stateLine }
        let lines = [note, state].compactMap { $0 }.filter { !$0.isEmpty }
        return (lines.isEmpty ? [Line("done")] : lines).flatMap {
            $0.wrapped(to: scene.screen.columns, indent: 2)
        }
    }
}

extension DestinationStatus {
    /// Whether the board shows where the sound is since a moment, or why there is none.
    fileprivate func hasSettled(since moment: MonotonicTime) -> Bool {
        guard isUp, room.state == "playing", room.held == nil, room.waitingFor == nil else {
            return true
        }
        return room.device == "open" && room.placeAt ?? 0 >= moment.nanoseconds
    }
}

extension Order.Verb {
    /// Whether it starts the sound, or moves it to another place or another song.
    fileprivate var movesSound: Bool {
        switch self {
        case .resume, .toggle, .next, .previous, .jump, .seek: true
        case .play, .pause, .stop, .volume, .clear, .crop, .shuffle, .remove, .move, .undo, .cancel,
            .reload, .updateLibrary:
            false
        }
    }

    /// Whether its answer shows the room although no room is said with it.
    fileprivate var changesQueue: Bool {
        switch self {
        case .jump, .remove, .move: true
        case .play, .pause, .resume, .toggle, .stop, .next, .previous, .seek, .volume, .clear,
            .crop,
            .shuffle, .undo, .cancel, .reload, .updateLibrary:
            false
        }
    }
}
