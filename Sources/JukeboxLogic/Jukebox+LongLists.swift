// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

// A long list comes in two pieces, so that its first song does not wait for its last line.
extension Jukebox {
    /// Takes in the rest of a list; what was withdrawn meanwhile stays withdrawn.
    mutating func foundMore(
        _ key: OrderKey, _ tracks: [Track], at now: MonotonicTime
    ) -> [Effect] {
        guard var ticket = tickets[key] else { return [] }
        // The list may have been edited between two readings.
        ticket.open += tracks.count - ticket.following
        ticket.following = 0
        tickets[key] = ticket
        guard let name = destination(holding: key, of: ticket), var room = rooms[name] else {
            tickets[key]?.open -= tracks.count
            return ticket.open == tracks.count ? end(key, ticket.end) : []
        }
        // The beginning was heard to its end: the room has run out, and goes on.
        if room.current == nil, room.upcoming.isEmpty, !tracks.isEmpty { room.intent = .playing }
        let last = room.upcoming.lastIndex { $0.order == key }
        let place = last.map { $0 + 1 } ?? 0
        let before = last.map { room.upcoming[$0].rank } ?? room.current?.rank ?? 0
        let entries = entries(tracks, key, from: before + 1)
        room.upcoming.insert(contentsOf: entries, at: place)
        let moved = room.spreadRanks(from: place + entries.count)
        rooms[name] = room
        let kept: [Effect] =
            [.keepEntries(name, entries)] + (moved.isEmpty ? [] : [.keepRanks(moved)])
        return kept + keep(name) + tellPlayer(name, at: now)
    }

    /// The room whose queue a list's beginning stands in; nil when all of it was withdrawn.
    private func destination(holding key: OrderKey, of ticket: TicketRecord) -> DestinationName? {
        let holding = rooms.values.first { room in
            room.current?.order == key || room.upcoming.contains { $0.order == key }
        }
        if let holding { return holding.name }
        let isWithdrawn = ticket.cancelled || ticket.superseded || ticket.expired
        return isWithdrawn ? nil : ticket.destination
    }
}

extension Room {
    /// Lets ranks count up again from an index on.
    ///
    /// - Returns: the entries whose rank has changed.
    mutating func spreadRanks(from index: Int) -> [Entry] {
        var moved: [Entry] = []
        for index in max(1, index)..<max(1, index, upcoming.count)
        where upcoming[index].rank <= upcoming[index - 1].rank {
            upcoming[index].rank = upcoming[index - 1].rank + 1
            moved.append(upcoming[index])
        }
        return moved
    }
}
