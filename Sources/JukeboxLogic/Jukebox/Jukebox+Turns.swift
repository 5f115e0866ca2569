// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

// The order of submission: a command never overtakes a play that was adopted before it and that
// may go to its destination. Pause and stop act at once on the sound, and in their turn on the
// queue, where those plays have been placed as if nothing had been stopped. A volume has nothing to
// do with plays, and removing or moving an entry names one that is in a queue already. A toggle that
// waits leaves the sound alone: only its turn shows whether it is a pause.
extension Jukebox {
    /// Carries a command out now, or lets it wait for the plays before it.
    mutating func inTurn(
        _ key: OrderKey, _ verb: Order.Verb, _ name: DestinationName, at now: MonotonicTime
    ) -> [Effect] {
        guard undecidedOrders.blocks(name), verb.waitsForPlays else {
            return command(key, verb, name, at: now)
        }
        undecidedOrders.wait(key, verb, for: name)
        switch verb {
        case .pause where rooms[name]?.audibleIntent == .playing: rooms[name]?.hush = .paused
        case .stop: rooms[name]?.hush = .stopped
        default: return []
        }
        return keep(name) + tellPlayer(name, at: now)
    }

    /// Carries out the commands whose turn has come, since a play was decided.
    mutating func takeTurns(at now: MonotonicTime) -> [Effect] {
        var effects: [Effect] = []
        for name in undecidedOrders.destinationsWithCommands {
            while let next = undecidedOrders.next(for: name) {
                effects += command(next.key, next.verb, name, at: now)
            }
            if rooms[name]?.hush != nil, !undecidedOrders.hasCommands(for: name) {
                rooms[name]?.hush = nil
                effects += keep(name) + tellPlayer(name, at: now)
            }
        }
        return effects
    }

    // MARK: Withdrawing

    mutating func cancel(
        _ key: OrderKey, _ ticket: Ticket, at now: MonotonicTime
    ) -> [Effect] {
        guard let target = keys[ticket], target != key else {
            let text = "ticket \(ticket) has ended already, or never was"
            return post(key, .failed, Reason(.notNow, text))
        }
        if undecidedOrders.take(target) != nil {
            return post(target, .cancelled) + post(key, .finished) + takeTurns(at: now)
        }
        guard let name = tickets[target]?.destination else {
            let text = "ticket \(ticket) is a command; it is being carried out"
            return post(key, .failed, Reason(.notNow, text))
        }
        // The rest of a long list, if it is still looked up, is withdrawn with it.
        let following = tickets[target]?.following ?? 0
        tickets[target]?.open -= following
        tickets[target]?.following = 0
        var effects = remove([target], .cancelled(nil), from: name, at: now)
        if tickets[target] != nil { effects += post(target, .cancelled) }
        return effects + post(key, .finished)
    }

    /// Takes all entries of some orders out of a room's queue, in one pass.
    mutating func remove(
        _ keys: Set<OrderKey>, _ end: EntryEnd, from name: DestinationName, at now: MonotonicTime
    ) -> [Effect] {
        guard !keys.isEmpty, var room = rooms.removeValue(forKey: name) else { return [] }
        var gone = room.queue.removeAll { keys.contains($0.order) }
        if let current = room.queue.current, keys.contains(current.order) {
            gone.insert(current, at: 0)
            _ = room.skip()
        }
        rooms[name] = room
        guard !gone.isEmpty else { return [] }
        var effects: [Effect] = []
        for entry in gone { effects += close(entry, end) }
        return effects + keep(name) + tellPlayer(name, at: now)
    }
}

extension Order.Verb {
    /// Whether it has to wait for the plays that were placed before it.
    fileprivate var waitsForPlays: Bool {
        switch self {
        case .pause, .resume, .toggle, .stop, .next, .previous, .jump, .seek: true
        case .clear, .crop, .shuffle, .undo: true
        case .volume, .remove, .move: false
        case .play, .cancel, .reload, .updateLibrary: false  // these take another way
        }
    }
}
