// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import Names

// Sentences that are commands, and the answers to them.
extension Desk {
    /// Returns the command that a whole sentence means; nil if it may be music.
    ///
    /// With `anyRoom`, the sentence may name a room that does not exist.
    func command(in sentence: String, anyRoom: Bool = false) -> SpokenCommand? {
        let places = ((try? ring.rooms) ?? []).map {
            SpokenDestination(DestinationName($0.name), nicknames: names.nicknames(of: $0))
        }
        return Understanding(places: places, names: NoNames()).command(sentence, anyRoom: anyRoom)
    }

    /// Adds the spoken sentence to an answer; `wanted` is the order that it answers.
    func told(_ answer: OrderAnswer, _ speech: Speech, wanted: Order? = nil) -> Told {
        var answered = answer
        if answer.outcome?.isTerminal == true, answer.trackCount == 0,
            let command = wanted.flatMap(command(of:))
        {
            if answer.outcome == .finished, let words = spoken(command, answer, speech) {
                return Told(answer: answer, speech: words)
            }
            if command.action == .volumeOutOfRange {
                return Told(answer: answer, speech: speech.text("volumeRange"))
            }
            if case .verb(let verb) = command.action { answered.verb = verb.word }
        }
        let room = snapshot(answer.destination)
        let called = answer.destination.map { names.name(of: $0, room, in: speech.code) }
        return Told(
            answer: answer,
            speech: speech.spoken(answered, room: room, called: called, wanted: wanted))
    }

    /// The command that an order or its sentence is, in the order's own room if it has one; nil for
    /// music.
    private func command(of order: Order) -> SpokenCommand? {
        let room = order.destination.map(SpokenCommand.Rooms.one)
        guard case .play(let wanted) = order.verb else {
            return SpokenCommand(.verb(order.verb), in: room ?? .unsaid)
        }
        guard let said = wanted.query.flatMap({ command(in: $0) }) else { return nil }
        return SpokenCommand(said.action, in: room ?? said.rooms)
    }

    private func spoken(
        _ command: SpokenCommand, _ answer: OrderAnswer, _ speech: Speech
    ) -> String? {
        switch command.action {
        case .verb(let verb):
            let room: String? = if case .one(let name) = command.rooms { name.text } else { nil }
            return speech.done(
                verb, in: room.map { names.name(of: $0, snapshot($0), in: speech.code) },
                everywhere: command.rooms == .all)
        case .whatPlays:
            var rooms = (try? ring.rooms) ?? []
            if case .one(let name) = command.rooms { rooms.removeAll { $0.name != name.text } }
            return speech.whatPlays(rooms, self)
        case .volumeOutOfRange: return nil
        }
    }

    private func snapshot(_ room: String?) -> RoomSnapshot? {
        room.flatMap { name in (try? ring.rooms)?.first { $0.name == name } }
    }
}

/// An empty library: commands are recognised without one.
private struct NoNames: KnownNames {
    func hasTrack(title: String?, artist: String?, album: String?) -> Bool { false }
    func playlist(_ key: String) -> String? { nil }
}
