// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

extension Jukebox {
    /// What carrying out a command came to.
    struct Acted {
        /// What has to be kept.
        var effects: [Effect] = []
        /// Why it cannot be done; then nothing was.
        var problem: String?
        /// What to know about it: that there was nothing to do, or what it changed.
        var note: Reason?

        static func done(_ effects: [Effect] = [], _ note: String? = nil) -> Acted {
            Acted(effects: effects, note: note.map { Reason(.note, $0) })
        }

        static func already(_ text: String) -> Acted { Acted(note: Reason(.already, text)) }

        static func failed(_ problem: String) -> Acted { Acted(problem: problem) }
    }

    /// Carries a command out; it ends *finished*, or *failed* with why it cannot be obeyed.
    mutating func command(
        _ key: OrderKey, _ verb: Order.Verb, _ name: DestinationName, at now: MonotonicTime
    ) -> [Effect] {
        guard rooms[name] != nil else { return post(key, .failed, Self.gone(name)) }
        let acted = act(verb, name, key)
        if let problem = acted.problem {
            return post(key, .failed, Reason(.notNow, problem))
        }
        return acted.effects + keep(name) + tellPlayer(name, at: now)
            + post(key, .finished, acted.note)
    }

    /// Changes what a room is meant to do.
    mutating func act(
        _ verb: Order.Verb, _ name: DestinationName, _ key: OrderKey
    ) -> Acted {
        switch verb {
        case .pause: return pause(name)
        case .resume: return resume(name)
        case .toggle: return rooms[name]?.intent == .playing ? pause(name) : resume(name)
        case .stop: return stop(name)
        case .next: return next(name)
        case .previous: return previous(name, key)
        case .jump(let entry): return jump(name, entry)
        case .seek(let seek): return seeked(name, seek)
        case .volume(let change): return changeVolume(name, change)
        case .clear: return clear(name)
        case .crop: return crop(name)
        case .shuffle: return shuffle(name)
        case .undo: return undo(name, key)
        case .play, .cancel, .reload, .updateLibrary, .remove, .move:
            return .done()  // these take another way
        }
    }

    private mutating func pause(_ name: DestinationName) -> Acted {
        guard let room = rooms[name], !room.queue.isEmpty, room.intent != .stopped else {
            return .failed("nothing plays in \(name)")
        }
        guard room.intent != .paused else { return .already("\(name) was paused already") }
        rooms[name]?.intent = .paused
        return .done()
    }

    private mutating func resume(_ name: DestinationName) -> Acted {
        guard let room = rooms[name], !room.queue.isEmpty else {
            return .failed("the queue of \(name) is empty")
        }
        rooms[name]?.intent = .playing
        rooms[name]?.held = nil
        rooms[name]?.trouble.wasAsked()
        let wasPlaying = room.intent == .playing && room.held == nil
        return wasPlaying ? .already("\(name) was playing already") : .done()
    }

    private mutating func stop(_ name: DestinationName) -> Acted {
        let wasStopped = rooms[name]?.intent == .stopped
        rooms[name]?.intent = .stopped
        rooms[name]?.held = nil
        rooms[name]?.endTrouble()
        rooms[name]?.begin(at: 0)
        return wasStopped ? .already("\(name) was stopped already") : .done()
    }

    private mutating func next(_ name: DestinationName) -> Acted {
        guard let gone = rooms[name]?.skip() else { return .failed("nothing plays in \(name)") }
        return .done(close(gone, .skipped))
    }

    /// Starts the entry again; within its first three seconds, plays the one before.
    private mutating func previous(
        _ name: DestinationName, _ key: OrderKey
    ) -> Acted {
        guard var room = rooms[name] else { return .done() }
        if room.intent == .stopped, !room.queue.isEmpty || !room.queue.played.isEmpty {
            room.intent = .playing
        }
        guard room.queue.current == nil || room.milliseconds < 3000,
            let track = room.queue.takePlayed()
        else {
            if room.queue.isEmpty { return .failed("nothing was played in \(name)") }
            room.begin(at: 0)
            rooms[name] = room
            return .done()
        }
        room.queue.putBack()
        let change = room.queue.insert(entries([track], key), at: 0)
        room.queue.takeNext()
        room.begin(at: 0)
        rooms[name] = room
        let reranked: [Effect] = change.reranked.isEmpty ? [] : [.keepRanks(change.reranked)]
        return .done([.keepEntries(name, change.added)] + reranked)
    }
}
