// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

extension Jukebox {
    mutating func player(
        _ name: DestinationName, _ event: PlayerEvent, at now: MonotonicTime
    ) -> [Effect] {
        guard rooms[name] != nil else { return [] }
        rooms[name]?.link.obeyed(event.obeyed)
        switch event.news {
        case .ready:
            rooms[name]?.playerReady(at: now)
            return tellPlayer(name, at: now)
        case .obeyed: return []  // that it answered is all there is to it
        case .playing(let heard): return playing(name, heard, at: now)
        case .position(let heard):
            rooms[name]?.heard(heard, at: now)
            return [.show(name)]
        case .paused(let heard):
            rooms[name]?.heard(heard, at: now)
            return [.show(name)] + keep(name)
        case .ended(let entry): return over(name, entry, .finished, at: now)
        case .failed(let entry, let reason): return over(name, entry, .failed(reason), at: now)
        case .underrun, .following, .length: return []
        case .device(let state, let text):
            rooms[name]?.device(state, text, at: now)
            return [.show(name)]
        }
    }

    func keep(_ name: DestinationName) -> [Effect] {
        rooms[name].map { [.keepRoom($0.record)] } ?? []
    }

    private mutating func playing(
        _ name: DestinationName, _ heard: PlaybackPosition, at now: MonotonicTime
    ) -> [Effect] {
        rooms[name]?.heard(heard, at: now)
        guard let entry = rooms[name]?.current, entry.id == heard.entry else { return [] }
        rooms[name]?.current?.begun = true
        rooms[name]?.forgetDeaths()
        var effects: [Effect] = [.show(name)]
        if !entry.begun { effects += [.keepBegun(entry.id)] + keep(name) }
        if var ticket = tickets[entry.order], ticket.outcome != .playing {
            ticket.outcome = .playing
            tickets[entry.order] = ticket
            effects.append(.post(ticket.key, ticket.ticket, .playing, nil))
        }
        return effects
    }

    /// An entry has come to its end in the player.
    private mutating func over(
        _ name: DestinationName, _ entry: EntryID, _ end: EntryEnd, at now: MonotonicTime
    ) -> [Effect] {
        guard var room = rooms[name] else { return [] }
        var ended: Entry?
        if room.current?.id == entry {
            ended = room.current
            if case .failed = end {
                room.skip()
            } else {
                room.advance()
            }
        } else if let index = room.upcoming.firstIndex(where: { $0.id == entry }) {
            ended = room.upcoming.remove(at: index)
        }
        rooms[name] = room
        guard let ended else { return [] }  // late news of an entry that is over already
        return close(ended, end) + keep(name) + tellPlayer(name, at: now)
    }

    mutating func playerEnded(
        _ name: DestinationName, _ why: String, at now: MonotonicTime
    ) -> [Effect] {
        guard let culprit = rooms[name]?.playerEnded(why, at: now) else { return [.show(name)] }
        let reason = Reason(.player, "the player died over it three times (\(why))")
        rooms[name]?.forgetDeaths()
        return over(name, culprit, .failed(reason), at: now)
    }

    /// Notes an entry's end, and its ticket's when it was the last.
    mutating func close(_ entry: Entry, _ end: EntryEnd) -> [Effect] {
        var effects: [Effect] = [.keepEnd(entry.id, end)]
        guard var ticket = tickets[entry.order] else { return effects }
        ticket.took(end)
        tickets[entry.order] = ticket
        if ticket.open == 0 { effects += self.end(entry.order, ticket.end) }
        return effects
    }

    /// Ends a ticket, once.
    mutating func end(_ key: OrderKey, _ end: EntryEnd) -> [Effect] {
        orders[key] = nil
        guard let ticket = tickets.removeValue(forKey: key) else { return [] }
        return [.post(key, ticket.ticket, end.outcome, end.reason)]
    }
}
