// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import Names

extension Jukebox {
    mutating func adopted(
        _ key: OrderKey, _ ticket: Ticket, _ order: Order, age: MonotonicTime.Span, atStart: Bool,
        at now: MonotonicTime
    ) -> [Effect] {
        let expiry = order.expirySeconds.map { .seconds(Int64($0)) } ?? rules.expiry
        tickets[key] = TicketRecord(
            key: key, ticket: ticket, expiry: expiry, outcome: .accepted, placed: now)
        if atStart, order.verb.isCommand {
            return post(key, .expired, Reason(.late, "the jukebox was not running"))
        }
        if age > expiry {
            return post(key, .expired, Reason(.late, "it waited too long for the jukebox"))
        }
        switch order.verb {
        case .reload: return [.reload(key)]
        case .updateLibrary(let prune): return [.updateLibrary(key, prune: prune)]
        case .cancel(let ticket): return cancel(key, ticket, at: now)
        default: break
        }
        let name = rules.destination(order.destination)
        guard rooms[name] != nil else { return refuse(key, unknown: name) }
        guard case .play(let wanted) = order.verb else {
            return command(key, order.verb, name, at: now)
        }
        guard !wanted.isEmpty else {
            return post(key, .refused, Reason(.invalid, "the order names nothing to play"))
        }
        orders[key] = order
        return [.lookUp(key, wanted)]
    }

    private mutating func refuse(_ key: OrderKey, unknown name: DestinationName) -> [Effect] {
        let names = rules.destinations.map(\.text)
        let text = "no destination “\(name)”; there are: \(names.joined(separator: ", "))"
        return post(key, .refused, Reason(.destination, text, candidates: Array(names.prefix(3))))
    }

    /// Ends a ticket with an outcome that is not an entry's.
    mutating func post(_ key: OrderKey, _ outcome: Outcome, _ reason: Reason? = nil) -> [Effect] {
        orders[key] = nil
        guard let ticket = tickets.removeValue(forKey: key) else { return [] }
        return [.post(key, ticket.ticket, outcome, reason)]
    }

    mutating func found(
        _ key: OrderKey, _ finding: Finding, _ said: SpokenContext, at now: MonotonicTime
    ) -> [Effect] {
        guard let order = orders.removeValue(forKey: key), var ticket = tickets[key] else {
            return []  // it was cancelled while it was looked up
        }
        // What the order says for itself goes before what its sentence says.
        let name = rules.destination(order.destination ?? said.destination)
        let mode = order.mode == .append ? said.mode ?? .append : order.mode
        guard let room = rooms[name] else { return refuse(key, unknown: name) }
        guard case .tracks(let tracks, let alternatives, let skipped, let following) = finding,
            !tracks.isEmpty
        else {
            guard case .nothing(let reason) = finding else { return [] }
            return post(key, .refused, reason)
        }
        let standing = mode == .replace ? 0 : room.upcoming.count
        let count = tracks.count + following
        guard standing + count <= rules.queueLimit else {
            let text =
                "the queue of \(name) holds \(standing) of at most \(rules.queueLimit) entries"
            return post(key, .refused, Reason(.queueFull, text))
        }
        ticket.open = count
        ticket.following = following
        ticket.destination = name
        ticket.playlist = said.playlist
        ticket.outcome = .queued
        ticket.placed = now
        tickets[key] = ticket
        var effects: [Effect] = [
            .note(
                key,
                Meaning(
                    destination: name, tracks: count, alternatives: alternatives,
                    skippedLines: skipped, playlist: said.playlist)),
            .post(key, ticket.ticket, .resolved, nil),
        ]
        effects += place(tracks, following: following, of: key, in: name, mode)
        effects.append(.post(key, ticket.ticket, .queued, nil))
        return effects + keep(name) + tellPlayer(name, at: now)
    }

    private mutating func place(
        _ tracks: [Track], following: Int, of key: OrderKey, in name: DestinationName,
        _ mode: Order.Mode
    ) -> [Effect] {
        // Taken out, so that a long queue is changed in place and not copied.
        guard var room = rooms.removeValue(forKey: name) else { return [] }
        var over: [(Entry, EntryEnd)] = []
        let wasSilent = room.intent == .stopped
        if mode == .replace {
            over = ([room.current].compactMap { $0 } + room.upcoming).map { ($0, .superseded) }
            room.current = nil
            room.upcoming = []
        } else if mode == .now, let current = room.current, !wasSilent {
            over = [(current, current.begun ? .finished : .superseded)]
            room.played.append(current.track)
            room.current = nil
        } else if wasSilent, let current = room.current {
            // A silent room plays what is ordered at once; what was stopped comes after it.
            room.upcoming.insert(current, at: 0)
            room.current = nil
        }
        if room.current == nil { room.restart(at: 0) }
        let first = wasSilent || mode == .now || mode == .next
        let entries = entries(tracks, following: following, key, room, first: first)
        if first {
            room.upcoming.insert(contentsOf: entries, at: 0)
        } else {
            room.upcoming.append(contentsOf: entries)
        }
        if wasSilent || mode == .now || mode == .replace { room.intent = .playing }
        rooms[name] = room
        return [.keepEntries(name, entries)] + over.flatMap { close($0.0, $0.1) }
    }

    /// Makes entries whose ranks stand before or behind all that wait.
    private mutating func entries(
        _ tracks: [Track], following: Int, _ key: OrderKey, _ room: Room, first: Bool
    ) -> [Entry] {
        let count = Int64(tracks.count + following)
        let rank =
            if first {
                (room.upcoming.first?.rank ?? room.current.map { $0.rank + count + 1 } ?? 0) - count
            } else {
                (room.upcoming.last?.rank ?? room.current?.rank ?? 0) + 1
            }
        return entries(tracks, key, from: rank)
    }

    /// Makes entries with new numbers and ranks that count up from `rank`.
    mutating func entries(_ tracks: [Track], _ key: OrderKey, from rank: Int64) -> [Entry] {
        let start = nextEntry
        nextEntry += Int64(tracks.count)
        return tracks.enumerated().map { index, track in
            Entry(
                id: EntryID(start + Int64(index)), order: key, track: track,
                rank: rank + Int64(index))
        }
    }

    private mutating func cancel(
        _ key: OrderKey, _ ticket: Ticket, at now: MonotonicTime
    ) -> [Effect] {
        guard let target = tickets.values.first(where: { $0.ticket == ticket }), target.key != key
        else {
            let text = "ticket \(ticket) has ended already, or never was"
            return post(key, .failed, Reason(.notNow, text))
        }
        if orders[target.key] != nil { return post(target.key, .cancelled) + post(key, .finished) }
        return remove(entriesOf: target.key, .cancelled, at: now) + post(key, .finished)
    }

    /// Takes all entries of an order out of every queue.
    mutating func remove(
        entriesOf key: OrderKey, _ end: EntryEnd, at now: MonotonicTime
    ) -> [Effect] {
        var effects: [Effect] = []
        for name in rules.destinations {
            guard var room = rooms[name] else { continue }
            var gone = room.upcoming.filter { $0.order == key }
            room.upcoming.removeAll { $0.order == key }
            if let current = room.current, current.order == key {
                gone.insert(current, at: 0)
                room.skip()
            }
            guard !gone.isEmpty else { continue }
            rooms[name] = room
            for entry in gone { effects += close(entry, end) }
            effects += keep(name) + tellPlayer(name, at: now)
        }
        return effects
    }
}
