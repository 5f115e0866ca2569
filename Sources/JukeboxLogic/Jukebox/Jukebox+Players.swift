// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

extension Jukebox {
    mutating func player(
        _ name: DestinationName, _ event: PlayerEvent, at now: MonotonicTime
    ) -> [Effect] {
        guard let room = rooms[name] else { return [] }
        let waited = room.supervision.waitsForDisk
        rooms[name]?.supervision.answered(event.obeyed, at: now)
        let effects = take(name, event, at: now)
        return waited ? effects + [.show(name)] : effects
    }

    private mutating func take(
        _ name: DestinationName, _ event: PlayerEvent, at now: MonotonicTime
    ) -> [Effect] {
        switch event.news {
        case .ready:
            rooms[name]?.isReady(at: now)
            return tellPlayer(name, at: now)
        case .device(let state, let text):
            rooms[name]?.device(state, text, at: now)
            rooms[name]?.countDenial(at: now)
            return [.show(name)]
        case .length(let entry, let milliseconds):
            guard let track = rooms[name]?.queue.learn(entry, milliseconds: milliseconds) else {
                return []
            }
            return [.learned(entry, track), .show(name)]
        case .obeyed, .underrun: return []
        case .playing, .position, .paused, .following, .ended, .failed:
            // It is about something that was since replaced by another command.
            if rooms[name]?.mirror.isStale(event.obeyed) != false { return [] }
            return takeOfPiece(name, event, at: now)
        }
    }

    private mutating func takeOfPiece(
        _ name: DestinationName, _ event: PlayerEvent, at now: MonotonicTime
    ) -> [Effect] {
        switch event.news {
        case .playing(let heard): return playing(name, heard, at: now)
        case .position(let heard):
            guard heard.entry == rooms[name]?.queue.current?.id else { return [] }
            rooms[name]?.heard(heard, at: now)
            rooms[name]?.countDenial(at: now)
            return [.show(name)]
        case .paused(let heard):
            guard heard.entry == rooms[name]?.queue.current?.id else { return [] }
            rooms[name]?.wasPaused(heard)
            rooms[name]?.countDenial(at: now)
            return [.show(name)] + keep(name)
        case .following(let entry):
            rooms[name]?.mirror.confirmed(following: entry, by: event.obeyed)
            return []
        case .ended(let entry): return over(name, entry, .finished, at: now)
        case .failed(let entry, let reason) where reason.code == .away:
            return away(name, entry, reason, at: now)
        case .failed(let entry, let reason): return over(name, entry, .failed(reason), at: now)
        case .ready, .obeyed, .underrun, .device, .length: return []  // these took another way
        }
    }

    private mutating func playing(
        _ name: DestinationName, _ heard: PlaybackPosition, at now: MonotonicTime
    ) -> [Effect] {
        guard let entry = rooms[name]?.queue.current, entry.id == heard.entry else { return [] }
        rooms[name]?.heard(heard, at: now)
        rooms[name]?.queue.markBegun()
        rooms[name]?.countDenial(at: now)
        var effects: [Effect] = [.show(name)]
        if !entry.begun { effects += [.keepBegun(entry.id)] + keep(name) }
        if tickets[entry.order]?.outcome == .queued {
            effects += post(entry.order, .playing)
        }
        return effects
    }

    /// An entry has come to its end in the player.
    private mutating func over(
        _ name: DestinationName, _ entry: EntryID, _ end: EntryEnd, at now: MonotonicTime
    ) -> [Effect] {
        guard let current = rooms[name]?.queue.current, current.id == entry else {
            // The following file cannot be opened.
            rooms[name]?.mirror.lost(entry)
            guard let gone = rooms[name]?.queue.remove(entry) else { return [] }
            return close(gone, end) + tellPlayer(name, at: now)
        }
        let reranked = rooms[name]?.advance() ?? []
        let ranks: [Effect] = reranked.isEmpty ? [] : [.keepRanks(reranked)]
        return close(current, end) + ranks + tellPlayer(name, at: now) + keep(name)
    }

    /// The music is away: the entry waits for it, at the position that was reached.
    private mutating func away(
        _ name: DestinationName, _ entry: EntryID, _ reason: Reason, at now: MonotonicTime
    ) -> [Effect] {
        guard let current = rooms[name]?.queue.current, current.id == entry else {
            rooms[name]?.mirror.lost(entry)
            return []  // it is tried again when its turn comes
        }
        let position = rooms[name]?.milliseconds ?? 0
        rooms[name]?.mirror.forgetLoaded()
        rooms[name]?.begin(at: position)
        rooms[name]?.trouble.music(entry, reason.text, at: now)
        return tellPlayer(name, at: now)
    }

    mutating func playerEnded(
        _ name: DestinationName, _ why: String, at now: MonotonicTime
    ) -> [Effect] {
        guard rooms[name] != nil else { return [] }
        let culprit = rooms[name]?.playerEnded(why, at: now)
        guard let culprit, let current = rooms[name]?.queue.current, current.id == culprit else {
            return tellPlayer(name, at: now)
        }
        let text = "the player died over it \(DeathTally.limit) times (\(why))"
        return over(name, culprit, .failed(Reason(.player, text)), at: now)
    }
}
