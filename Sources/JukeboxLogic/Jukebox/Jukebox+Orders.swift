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
        tickets[key]?.isLate = age > rules.holdAfter
        tickets[key]?.isFromStart = atStart
        tickets[key]?.by = order.by
        keys[ticket] = key
        if atStart, order.verb.isCommand {
            return post(key, .expired, Reason(.late, "the jukebox was not running"))
        }
        if age > expiry {
            return post(key, .expired, Reason(.late, "it waited too long for the jukebox"))
        }
        if !order.mayControl, order.verb.isCommand { return refuseControl(key) }
        switch order.verb {
        case .reload: return [.reload(key)]
        case .updateLibrary(let prune): return [.updateLibrary(key, prune: prune)]
        case .cancel(let ticket): return cancel(key, ticket, at: now)
        default: break
        }
        return forDestination(key, order, at: now)
    }

    private mutating func forDestination(
        _ key: OrderKey, _ order: Order, at now: MonotonicTime
    ) -> [Effect] {
        let name = rules.destination(order.destination)
        guard rooms[name] != nil else { return refuse(key, unknown: name) }
        // Without a destination, an entry is found by its number alone.
        let scope = order.destination == nil ? rules.destinations : [name]
        switch order.verb {
        case .remove(let spans):
            let found = spans.first.flatMap { self.room(with: $0.first, of: scope) }
            return noted(key, order, found) + removed(key, spans, from: scope, at: now)
        case .move(let entry, let position):
            return noted(key, order, self.room(with: entry, of: scope))
                + moved(key, entry, in: scope, Int(position), at: now)
        case .jump(let entry):
            guard let found = self.room(with: entry, of: scope) else {
                return post(key, .failed, noEntry(entry, in: scope))
            }
            return noted(key, order, found) + inTurn(key, order.verb, found, at: now)
        default: break
        }
        guard case .play(let request) = order.verb else {
            return noted(key, order, name) + inTurn(key, order.verb, name, at: now)
        }
        guard !request.isEmpty else {
            return post(key, .refused, Reason(.invalid, "the order names nothing to play"))
        }
        // A sentence may name its destination itself.
        let isOpen = request.query != nil && order.destination == nil
        undecidedOrders.add(key, order, to: isOpen ? nil : name)
        return [.lookUp(key, request)]
    }

    /// Notes the room of a command that named none, or named it by a nickname, so that its client
    /// learns which one it was.
    private func noted(
        _ key: OrderKey, _ order: Order, _ name: DestinationName?
    ) -> [Effect] {
        guard let name, order.destination != name else { return [] }
        let meaning = Meaning(
            destination: name, tracks: 0, alternatives: [], skippedLines: 0, playlist: nil)
        return [.note(key, meaning)]
    }

    mutating func refuse(_ key: OrderKey, unknown name: DestinationName) -> [Effect] {
        post(key, .refused, rules.refusal(of: name))
    }

    mutating func found(
        _ key: OrderKey, _ finding: Finding, _ context: SpokenContext, at now: MonotonicTime
    ) -> [Effect] {
        guard let order = undecidedOrders.take(key) else {
            return []  // it was cancelled while its names were resolved
        }
        let effects = decide(key, order, finding, context, at: now)
        return effects + takeTurns(at: now)
    }

    private mutating func decide(
        _ key: OrderKey, _ order: Order, _ finding: Finding, _ context: SpokenContext,
        at now: MonotonicTime
    ) -> [Effect] {
        if case .command(let command) = finding { return obey(key, order, command, at: now) }
        // The order's own destination and mode win over those in its sentence.
        let name = rules.destination(order.destination ?? context.destination)
        let mode = order.mode == .append ? context.mode ?? .append : order.mode
        guard let room = rooms[name] else { return refuse(key, spoken: name) }
        if !order.mayControl, mode == .now || mode == .replace {
            let text = "this client may only add music to a queue, not play it “\(mode.word)”"
            return post(key, .refused, Reason(.scope, text))
        }
        guard case .tracks(let tracks, let alternatives, let skipped, let following) = finding,
            !tracks.isEmpty
        else {
            guard case .nothing(let reason) = finding else { return [] }
            return post(key, .refused, reason)
        }
        let standing = mode == .replace ? 0 : room.queue.upcoming.count
        let count = tracks.count + following
        guard standing + count <= rules.queueLimit else {
            let text =
                "the queue of \(name) holds \(standing) of at most \(rules.queueLimit) entries"
            return post(key, .refused, Reason(.queueFull, text))
        }
        let meaning = Meaning(
            destination: name, tracks: count, alternatives: alternatives, skippedLines: skipped,
            playlist: context.playlist)
        return enqueue(key, order, tracks, following: following, mode, meaning, at: now)
    }

    /// Puts what was found into the room's queue.
    private mutating func enqueue(
        _ key: OrderKey, _ order: Order, _ tracks: [Track], following: Int, _ mode: Order.Mode,
        _ meaning: Meaning, at now: MonotonicTime
    ) -> [Effect] {
        let name = meaning.destination
        tickets[key]?.open = meaning.tracks
        tickets[key]?.following = following
        tickets[key]?.destination = name
        tickets[key]?.playlist = meaning.playlist
        tickets[key]?.placed = now
        tickets[key]?.outcome = .queued
        var effects =
            tickets[key]?.isLate == true
            ? placeLate(tracks, of: key, in: name)
            : place(tracks, of: key, in: name, mode, isSentence: order.isSentence, at: now)
        countExpiry(of: key, in: name)
        let told = tellPlayer(name, at: now)
        var note = meaning
        note.silent = rooms[name]?.silence
        effects = [.note(key, note)] + post(key, .resolved) + effects + post(key, .queued)
        if starts(key, name, told) { effects.append(.startsAtOnce(key)) }
        return effects + keep(name) + told
    }

    /// Whether the player was just told to play an entry of this order.
    private func starts(_ key: OrderKey, _ name: DestinationName, _ effects: [Effect]) -> Bool {
        guard let current = rooms[name]?.queue.current, current.order == key else { return false }
        return effects.contains { effect in
            guard case .say(name, let command) = effect else { return false }
            guard case .play(let piece, _, paused: false) = command.action else { return false }
            return piece.entry == current.id
        }
    }

    private mutating func place(
        _ tracks: [Track], of key: OrderKey, in name: DestinationName, _ mode: Order.Mode,
        isSentence: Bool, at now: MonotonicTime
    ) -> [Effect] {
        // Taken out, so that a long queue is changed in place and not copied.
        guard var room = rooms.removeValue(forKey: name) else { return [] }
        var over: [Entry] = []
        let startsNow = room.intent == .stopped || room.isHeldBack(rules, at: now)
        switch mode {
        case .replace:
            over = room.takeAll(for: key)
        case .now where !startsNow: over = [room.skip()].compactMap { $0 }
        case .now, .append, .next:
            // A silent room plays what is ordered at once; what was stopped comes after it.
            if startsNow {
                room.queue.putBack()
                room.begin(at: 0)
            }
        }
        let isFirst = startsNow || mode == .now || mode == .next
        let change = room.queue.insert(
            entries(tracks, key), at: isFirst ? 0 : room.queue.upcoming.count)
        let endsPause = isSentence && rules.resumeOnOrder && room.intent == .paused
        if startsNow || endsPause || mode == .now || mode == .replace {
            room.intent = .playing
            room.held = nil
            room.trouble.wasAsked()
        }
        rooms[name] = room
        var effects: [Effect] = [.keepEntries(name, change.added)]
        if !change.reranked.isEmpty { effects.append(.keepRanks(change.reranked)) }
        for entry in over { effects += close(entry, .superseded) }
        return effects
    }

    /// Puts a late order at the end; in a room that does not play, it waits for a person.
    private mutating func placeLate(
        _ tracks: [Track], of key: OrderKey, in name: DestinationName
    ) -> [Effect] {
        guard var room = rooms.removeValue(forKey: name) else { return [] }
        let change = room.queue.insert(entries(tracks, key), at: room.queue.upcoming.count)
        if room.intent != .playing {
            room.intent = .paused
            room.held = room.queue.count
        }
        rooms[name] = room
        return [.keepEntries(name, change.added)]
    }

    /// Makes entries with new numbers.
    mutating func entries(_ tracks: [Track], _ key: OrderKey) -> [Entry] {
        let start = nextEntry
        nextEntry += Int64(tracks.count)
        let label = tickets[key]?.by
        return tracks.enumerated().map { index, track in
            Entry(id: EntryID(start + Int64(index)), order: key, track: track, by: label)
        }
    }
}

extension Order {
    /// Whether it says in free words what it wants, as people speak.
    fileprivate var isSentence: Bool {
        if case .play(let request) = verb { request.query != nil } else { false }
    }
}
