// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

// A long list comes in two pieces, so that its first song does not wait for its last line.
extension Jukebox {
    /// Takes in the rest of a list, unless its order was withdrawn in the meantime.
    mutating func foundMore(
        _ key: OrderKey, _ tracks: [Track], at now: MonotonicTime
    ) -> [Effect] {
        guard var ticket = tickets[key] else { return [] }
        // The list may have been edited between two readings.
        ticket.open += tracks.count - ticket.following
        ticket.following = 0
        tickets[key] = ticket
        let isWithdrawn =
            ticket.ends.cancelled + ticket.ends.superseded + ticket.ends.expired > 0
        guard let name = ticket.destination, var room = rooms[name],
            !isWithdrawn || room.queue.entries.contains(where: { $0.order == key })
        else {
            tickets[key]?.open -= tracks.count
            return endIfOver(key)
        }
        rooms[name] = nil
        // The beginning was heard to its end: the room has run out, and goes on.
        if room.queue.isEmpty, !tracks.isEmpty { room.intent = .playing }
        let last = room.queue.upcoming.lastIndex { $0.order == key }
        let change = room.queue.insert(entries(tracks, key), at: last.map { $0 + 1 } ?? 0)
        rooms[name] = room
        var effects: [Effect] = [.keepEntries(name, change.added)]
        if !change.reranked.isEmpty { effects.append(.keepRanks(change.reranked)) }
        return effects + endIfOver(key) + keep(name) + tellPlayer(name, at: now)
    }

    private mutating func endIfOver(_ key: OrderKey) -> [Effect] {
        guard let ticket = tickets[key], ticket.open == 0 else { return [] }
        let (outcome, reason) = ticket.end
        return post(key, outcome, reason)
    }
}
