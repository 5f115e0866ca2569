// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

extension Jukebox {
    /// Carries a command out; it ends *finished*, or *failed* with why it cannot be obeyed.
    mutating func command(
        _ key: OrderKey, _ verb: Order.Verb, _ name: DestinationName, at now: MonotonicTime
    ) -> [Effect] {
        guard rooms[name] != nil else { return post(key, .failed, Self.gone(name)) }
        let (effects, problem) = act(verb, name, key)
        if let problem { return post(key, .failed, Reason(.notNow, problem)) }
        return effects + keep(name) + tellPlayer(name, at: now) + post(key, .finished)
    }

    /// Changes what a room is meant to do.
    ///
    /// - Returns: what has to be kept; or why it cannot be done.
    mutating func act(
        _ verb: Order.Verb, _ name: DestinationName, _ key: OrderKey
    ) -> (effects: [Effect], problem: String?) {
        switch verb {
        case .pause: return ([], pause(name))
        case .resume: return ([], resume(name))
        case .stop:
            rooms[name]?.intent = .stopped
            rooms[name]?.held = nil
            rooms[name]?.endTrouble()
            rooms[name]?.begin(at: 0)
        case .next: return next(name)
        case .previous: return previous(name, key)
        case .seek(let seek): return ([], seeked(name, seek))
        case .volume(.set(let volume)): rooms[name]?.volume = volume
        case .volume(.by(let change)):
            // A change upwards ends a mute: it counts from the volume that the mute hides.
            if let room = rooms[name] {
                let volume = room.volume == .muted && change > 0 ? room.unmuted : room.volume
                rooms[name]?.volume = volume.changed(by: change)
            }
        case .volume(.unmute):
            if let room = rooms[name], room.volume == .muted { rooms[name]?.volume = room.unmuted }
        case .clear:
            let gone = rooms[name]?.queue.clear() ?? []
            return (gone.flatMap { close($0, .cancelled(nil)) }, nil)
        case .play, .cancel, .reload, .updateLibrary, .remove, .move:
            break  // these take another way
        }
        return ([], nil)
    }

    private mutating func pause(_ name: DestinationName) -> String? {
        guard let room = rooms[name], !room.queue.isEmpty, room.intent != .stopped else {
            return "nothing plays in \(name)"
        }
        rooms[name]?.intent = .paused
        return nil
    }

    private mutating func resume(_ name: DestinationName) -> String? {
        guard let room = rooms[name], !room.queue.isEmpty else {
            return "the queue of \(name) is empty"
        }
        rooms[name]?.intent = .playing
        rooms[name]?.held = nil
        rooms[name]?.trouble.wasAsked()
        return nil
    }

    private mutating func next(_ name: DestinationName) -> ([Effect], String?) {
        guard let gone = rooms[name]?.skip() else { return ([], "nothing plays in \(name)") }
        return (close(gone, .skipped), nil)
    }

    /// Starts the entry again; within its first three seconds, plays the one before.
    private mutating func previous(
        _ name: DestinationName, _ key: OrderKey
    ) -> ([Effect], String?) {
        guard var room = rooms[name] else { return ([], nil) }
        if room.intent == .stopped, !room.queue.isEmpty || !room.queue.played.isEmpty {
            room.intent = .playing
        }
        guard room.queue.current == nil || room.milliseconds < 3000,
            let track = room.queue.takePlayed()
        else {
            if room.queue.isEmpty { return ([], "nothing was played in \(name)") }
            room.begin(at: 0)
            rooms[name] = room
            return ([], nil)
        }
        room.queue.putBack()
        let change = room.queue.insert(entries([track], key), at: 0)
        room.queue.takeNext()
        room.begin(at: 0)
        rooms[name] = room
        let reranked: [Effect] = change.reranked.isEmpty ? [] : [.keepRanks(change.reranked)]
        return ([.keepEntries(name, change.added)] + reranked, nil)
    }

    private mutating func seeked(_ name: DestinationName, _ seek: Order.Seek) -> String? {
        guard let room = rooms[name], let current = room.queue.current, room.intent != .stopped
        else { return "nothing plays in \(name)" }
        let target =
            switch seek {
            case .to(let milliseconds): milliseconds
            case .by(let milliseconds): room.milliseconds.addingSaturated(milliseconds)
            }
        // The end of a song is found out by playing it; far beyond it, a number is only hostile.
        let end = current.track.milliseconds ?? Self.longestTrack
        rooms[name]?.begin(at: min(max(0, target), max(0, min(end, Self.longestTrack))))
        return nil
    }

    /// The longest track that a position can be in: a year, in milliseconds.
    private static let longestTrack: Int64 = 366 * 86_400_000

    /// Removes an entry from the first of some destinations that has it.
    mutating func removed(
        _ key: OrderKey, _ entry: EntryID, from names: [DestinationName], at now: MonotonicTime
    ) -> [Effect] {
        for name in names {
            let gone =
                rooms[name]?.queue.current?.id == entry
                ? rooms[name]?.skip() : rooms[name]?.queue.remove(entry)
            guard let gone else { continue }
            return close(gone, .cancelled(nil)) + keep(name) + tellPlayer(name, at: now)
                + post(key, .finished)
        }
        return post(key, .failed, Reason(.notNow, "no entry \(entry) in \(Self.queues(names))"))
    }

    /// Moves an entry within the first of some destinations that has it.
    mutating func moved(
        _ key: OrderKey, _ entry: EntryID, in names: [DestinationName], _ position: Int,
        at now: MonotonicTime
    ) -> [Effect] {
        for name in names {
            if rooms[name]?.queue.current?.id == entry {
                let text = "entry \(entry) is the current song of \(name), and does not wait"
                return post(key, .failed, Reason(.notNow, text))
            }
            guard let reranked = rooms[name]?.queue.move(entry, to: max(0, position - 1)) else {
                continue
            }
            return [.keepRanks(reranked)] + tellPlayer(name, at: now) + post(key, .finished)
        }
        return post(
            key, .failed, Reason(.notNow, "no entry \(entry) waits in \(Self.queues(names))"))
    }

    private static func queues(_ names: [DestinationName]) -> String {
        names.count == 1 ? "the queue of \(names[0])" : "any queue"
    }
}

extension Int64 {
    /// The sum, at the end of the range where it would overflow.
    fileprivate func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }
}
