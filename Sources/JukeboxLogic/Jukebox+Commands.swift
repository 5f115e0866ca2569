// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

extension Jukebox {
    /// Carries a command out at once; it ends *finished*, or *failed* with why it cannot be obeyed.
    mutating func command(
        _ key: OrderKey, _ verb: Order.Verb, _ name: DestinationName, at now: MonotonicTime
    ) -> [Effect] {
        var effects: [Effect] = []
        var problem: String?
        switch verb {
        case .pause: problem = pause(name)
        case .resume: problem = resume(name)
        case .stop:
            rooms[name]?.intent = .stopped
            rooms[name]?.restart(at: 0)
            // `tellPlayer` tells the player to stop.
            rooms[name]?.stopLoaded()
        case .next: effects = next(name)
        case .previous: effects = previous(name, key)
        case .seek(let seek): problem = seeked(name, seek)
        case .volume(.set(let volume)): rooms[name]?.volume = volume
        case .volume(.by(let change)):
            if let volume = rooms[name]?.volume { rooms[name]?.volume = volume.changed(by: change) }
        case .volume(.unmute):
            if let room = rooms[name], room.volume == .muted { rooms[name]?.volume = room.unmuted }
        case .clear:
            let gone = rooms[name]?.upcoming ?? []
            rooms[name]?.upcoming = []
            for entry in gone { effects += close(entry, .cancelled) }
        case .remove(let entry): return removed(key, entry, at: now)
        case .move(let entry, let position): return moved(key, entry, Int(position), at: now)
        case .play, .cancel, .reload, .updateLibrary: break  // these took another way
        }
        if let problem { return post(key, .failed, Reason(.notNow, problem)) }
        return effects + keep(name) + tellPlayer(name, at: now) + post(key, .finished)
    }

    private mutating func pause(_ name: DestinationName) -> String? {
        guard rooms[name]?.current != nil, rooms[name]?.intent != .stopped else {
            return "nothing plays in \(name)"
        }
        rooms[name]?.intent = .paused
        return nil
    }

    private mutating func resume(_ name: DestinationName) -> String? {
        guard let room = rooms[name], room.current != nil || !room.upcoming.isEmpty else {
            return "the queue of \(name) is empty"
        }
        rooms[name]?.intent = .playing
        return nil
    }

    private mutating func next(_ name: DestinationName) -> [Effect] {
        guard let current = rooms[name]?.current else { return [] }
        rooms[name]?.skip()
        return close(current, current.begun ? .finished : .cancelled)
    }

    /// Starts the entry again; within its first three seconds, plays the one before.
    private mutating func previous(_ name: DestinationName, _ key: OrderKey) -> [Effect] {
        guard var room = rooms[name] else { return [] }
        guard room.current == nil || room.milliseconds < 3000, let track = room.played.popLast()
        else {
            rooms[name]?.restart(at: 0)
            return []
        }
        if let current = room.current { room.upcoming.insert(current, at: 0) }
        let rank = (room.upcoming.first?.rank ?? 1) - 1
        let entry = Entry(id: EntryID(nextEntry), order: key, track: track, rank: rank)
        nextEntry += 1
        room.current = entry
        room.restart(at: 0)
        if room.intent == .stopped { room.intent = .playing }
        rooms[name] = room
        return [.keepEntries(name, [entry])]
    }

    private mutating func seeked(_ name: DestinationName, _ seek: Order.Seek) -> String? {
        guard let room = rooms[name], room.current != nil, room.intent != .stopped else {
            return "nothing plays in \(name)"
        }
        let target =
            switch seek {
            case .to(let milliseconds): milliseconds
            case .by(let milliseconds): room.milliseconds + milliseconds
            }
        rooms[name]?.restart(at: max(0, target))
        return nil
    }

    private mutating func removed(
        _ key: OrderKey, _ entry: EntryID, at now: MonotonicTime
    ) -> [Effect] {
        for name in rules.destinations {
            guard var room = rooms[name] else { continue }
            let gone: Entry
            if let current = room.current, current.id == entry {
                gone = current
                room.skip()
            } else if let index = room.upcoming.firstIndex(where: { $0.id == entry }) {
                gone = room.upcoming.remove(at: index)
            } else {
                continue
            }
            rooms[name] = room
            return close(gone, .cancelled) + keep(name) + tellPlayer(name, at: now)
                + post(key, .finished)
        }
        return post(key, .failed, Reason(.notNow, "no entry \(entry) in any queue"))
    }

    private mutating func moved(
        _ key: OrderKey, _ entry: EntryID, _ position: Int, at now: MonotonicTime
    ) -> [Effect] {
        for name in rules.destinations {
            guard var room = rooms[name],
                let index = room.upcoming.firstIndex(where: { $0.id == entry })
            else { continue }
            let moved = room.upcoming.remove(at: index)
            room.upcoming.insert(moved, at: min(room.upcoming.count, max(0, position - 1)))
            for index in room.upcoming.indices { room.upcoming[index].rank = Int64(index) }
            rooms[name] = room
            return [.keepRanks(room.upcoming)] + tellPlayer(name, at: now) + post(key, .finished)
        }
        return post(key, .failed, Reason(.notNow, "no entry \(entry) waits in any queue"))
    }
}
