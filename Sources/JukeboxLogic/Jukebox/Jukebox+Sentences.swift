// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import Names

// Sentences that are commands. Names are looked up in the order of adoption, so every play that was
// adopted before such a sentence is decided when its turn comes.
extension Jukebox {
    /// Carries out a sentence that is a command; the order's own destination wins over the
    /// sentence's.
    mutating func obey(
        _ key: OrderKey, _ order: Order, _ command: SpokenCommand, at now: MonotonicTime
    ) -> [Effect] {
        let names = self.names(order, command)
        if names.count == 1, let name = names.first, rooms[name] == nil {
            return refuse(key, spoken: name)
        }
        if !order.mayControl, command.action != .whatPlays { return refuseControl(key) }
        let verb: Order.Verb
        switch command.action {
        case .whatPlays:
            return answer(key, whatPlaysIn: names)
        case .volumeOutOfRange:
            let text = "the volume is out of range; it goes from 0 to 100"
            return post(key, .refused, Reason(.invalid, text))
        case .verb(let said): verb = said
        }
        if tickets[key]?.isFromStart == true {
            return post(key, .expired, Reason(.late, "the jukebox was not running"))
        }
        if names.count == 1, let name = names.first {
            return self.command(key, verb, name, at: now)
        }
        return carryOut(key, verb, in: names, at: now)
    }

    /// Refuses a command of a client that may not control.
    mutating func refuseControl(_ key: OrderKey) -> [Effect] {
        let text = "this client may only add music to a queue, not carry out commands"
        return post(key, .refused, Reason(.scope, text))
    }

    /// Refuses an order for a room that only its sentence names, and notes the name.
    mutating func refuse(_ key: OrderKey, spoken name: DestinationName) -> [Effect] {
        let meaning = Meaning(
            destination: name, tracks: 0, alternatives: [], skippedLines: 0, playlist: nil)
        return [.note(key, meaning)] + refuse(key, unknown: name)
    }

    private func names(_ order: Order, _ command: SpokenCommand) -> [DestinationName] {
        if let name = order.destination { return [rules.destination(name)] }
        switch command.rooms {
        case .all: return rules.destinations
        case .one(let name): return [rules.destination(name)]
        case .unsaid:
            return command.action == .whatPlays
                ? rules.destinations : [rules.destination(nil)]
        }
    }

    /// Carries out a command in several rooms; it fails only if every room refuses it.
    private mutating func carryOut(
        _ key: OrderKey, _ verb: Order.Verb, in names: [DestinationName], at now: MonotonicTime
    ) -> [Effect] {
        var effects: [Effect] = []
        var problems: [String] = []
        var notes: [Reason] = []
        for name in names {
            let acted = act(verb, name, key)
            if let problem = acted.problem {
                problems.append(problem)
            } else {
                if let note = acted.note { notes.append(note) }
                effects += acted.effects + keep(name) + tellPlayer(name, at: now)
            }
        }
        guard problems.count < names.count else {
            return post(key, .failed, Reason(.notNow, problems.joined(separator: "; ")))
        }
        return effects + post(key, .finished, Self.joined(notes, of: names.count - problems.count))
    }

    /// The notes of several rooms as one: that there was nothing to do only if this is true of each.
    private static func joined(_ notes: [Reason], of count: Int) -> Reason? {
        guard !notes.isEmpty else { return nil }
        let isNothing = notes.count == count && notes.allSatisfy { $0.code == .already }
        return Reason(
            isNothing ? .already : .note, notes.map(\.text).joined(separator: "; "))
    }

    /// The song that plays in a room; nil if it is paused, stopped or empty.
    private func song(in name: DestinationName) -> Track? {
        guard let room = rooms[name], room.audibleIntent == .playing else { return nil }
        return room.queue.current?.track
    }

    /// Ends a question; notes the first room that plays, so that a door can tell it in its own
    /// language.
    private mutating func answer(_ key: OrderKey, whatPlaysIn names: [DestinationName]) -> [Effect]
    {
        let playing = names.filter { song(in: $0) != nil }
        let songs = playing.compactMap { name in
            song(in: name).map { track in
                let artist = track.artist.isEmpty ? "" : " by \(track.artist)"
                return "“\(track.title)”\(artist) is playing in \(name)"
            }
        }
        let silence = names.count == 1 ? "nothing is playing in \(names[0])" : "nothing is playing"
        let text = songs.isEmpty ? silence : songs.joined(separator: "; ")
        let ended = post(key, .finished, Reason(.question, text))
        guard let first = playing.first else { return ended }
        let meaning = Meaning(
            destination: first, tracks: 0, alternatives: [], skippedLines: 0, playlist: nil)
        return [.note(key, meaning)] + ended
    }
}
