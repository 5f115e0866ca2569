// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

// Commands that change a queue; `Jukebox+Undo.swift` takes them back.
extension Jukebox {
    mutating func clear(_ name: DestinationName) -> Acted {
        guard let room = rooms[name] else { return .done() }
        guard !room.queue.upcoming.isEmpty else {
            let text =
                room.queue.current == nil
                ? "the queue of \(name) was empty already"
                : "the queue of \(name) was empty already, except for the current song"
            return .already(text)
        }
        return .done(takeWaiting(name, "clear"), Self.removed(room.queue.upcoming.count, name))
    }

    mutating func crop(_ name: DestinationName) -> Acted {
        guard let room = rooms[name], room.queue.current != nil else {
            return .failed("nothing plays in \(name)")
        }
        guard !room.queue.upcoming.isEmpty else {
            return .already("only the current song was in the queue of \(name) already")
        }
        return .done(takeWaiting(name, "crop"), Self.removed(room.queue.upcoming.count, name))
    }

    private static func removed(_ count: Int, _ name: DestinationName) -> String {
        let songs = count == 1 ? "1 song was" : "\(count) songs were"
        return "\(songs) removed from the queue of \(name)"
    }

    private mutating func takeWaiting(_ name: DestinationName, _ word: String) -> [Effect] {
        let after = rooms[name]?.queue.current?.id
        let gone = rooms[name]?.queue.clear() ?? []
        rooms[name]?.note(word, [Queue.Run(entries: gone, after: after)], hadCurrent: false)
        return gone.flatMap { close($0, .cancelled(nil)) }
    }

    mutating func shuffle(_ name: DestinationName) -> Acted {
        guard var room = rooms.removeValue(forKey: name) else { return .done() }
        defer { rooms[name] = room }
        guard room.queue.upcoming.count > 1 else {
            return .already("fewer than two songs wait in \(name)")
        }
        let order = room.queue.upcoming.map(\.id)
        let reranked = room.queue.shuffle(&dice)
        room.changes.add(QueueChange(word: "shuffle", what: .mixed(order)))
        return .done([.keepRanks(reranked)], "\(order.count) songs were mixed in \(name)")
    }

    /// Plays an entry now.
    ///
    /// Those before it are skipped, as if `next` had been said for each: `previous` and `undo` bring
    /// them back.
    mutating func jump(_ name: DestinationName, _ entry: EntryID) -> Acted {
        guard var room = rooms.removeValue(forKey: name) else { return .done() }
        defer { rooms[name] = room }
        guard
            room.queue.current?.id == entry
                || room.queue.upcoming.contains(where: { $0.id == entry })
        else { return .failed("entry \(entry) is not in the queue of \(name) any more") }
        let milliseconds = room.milliseconds
        let hadCurrent = room.queue.current != nil
        let intent = room.intent
        let over = room.queue.jump(to: entry)
        room.begin(at: 0)
        room.intent = .playing
        room.held = nil
        room.trouble.wasAsked()
        guard let over, !over.entries.isEmpty else { return .done() }
        let removal = QueueChange.Removal(
            runs: [over], hadCurrent: hadCurrent, milliseconds: milliseconds, intent: intent,
            passed: true)
        room.changes.add(QueueChange(word: "jump", what: .removed(removal)))
        return .done(over.entries.flatMap { close($0, .skipped) })
    }

    // MARK: Entries by their numbers

    /// The first of some rooms whose queue has an entry.
    func room(with entry: EntryID, of names: [DestinationName]) -> DestinationName? {
        names.first { name in
            guard let queue = rooms[name]?.queue else { return false }
            return queue.current?.id == entry || queue.upcoming.contains { $0.id == entry }
        }
    }

    func noEntry(_ entry: EntryID, in names: [DestinationName]) -> Reason {
        Reason(.notNow, "no entry \(entry) in \(Self.queues(names))")
    }

    /// Removes spans of entries from the first of some rooms that has the first entry: all of them,
    /// or nothing if the queue is not as the client has seen it.
    mutating func removed(
        _ key: OrderKey, _ spans: [EntrySpan], from names: [DestinationName],
        at now: MonotonicTime
    ) -> [Effect] {
        guard let first = spans.first?.first, let name = room(with: first, of: names),
            var room = rooms.removeValue(forKey: name)
        else {
            let entry = spans.first?.first ?? EntryID(0)
            return post(key, .failed, noEntry(entry, in: names))
        }
        switch room.queue.ranges(of: spans) {
        case .failure(let failure):
            rooms[name] = room
            return post(key, .failed, Self.reason(failure.problem, name))
        case .success(let ranges):
            let hadCurrent = room.queue.current != nil && ranges.first?.lowerBound == 0
            let milliseconds = room.milliseconds
            let runs = room.queue.take(ranges)
            if hadCurrent { _ = room.skip() }
            room.note("remove", runs, hadCurrent: hadCurrent, milliseconds: milliseconds)
            rooms[name] = room
            let gone = runs.flatMap(\.entries)
            let effects = gone.flatMap { close($0, .cancelled(nil)) }
            let note = Reason(.note, Self.removed(gone.count, name))
            return effects + keep(name) + tellPlayer(name, at: now) + post(key, .finished, note)
        }
    }

    private static func reason(_ problem: Queue.SpanProblem, _ name: DestinationName) -> Reason {
        switch problem {
        case .gone(let entry):
            Reason(
                .notNow,
                "entry \(entry) is not in the queue of \(name) any more; nothing was removed")
        case .changed:
            Reason(.notNow, "the queue of \(name) has changed meanwhile; nothing was removed")
        }
    }

    /// Moves an entry within the first of some rooms that has it.
    mutating func moved(
        _ key: OrderKey, _ entry: EntryID, in names: [DestinationName], _ position: Int,
        at now: MonotonicTime
    ) -> [Effect] {
        guard let name = room(with: entry, of: names), var room = rooms.removeValue(forKey: name)
        else {
            let text = "no entry \(entry) waits in \(Self.queues(names))"
            return post(key, .failed, Reason(.notNow, text))
        }
        guard let index = room.queue.upcoming.firstIndex(where: { $0.id == entry }) else {
            rooms[name] = room
            let text = "entry \(entry) is the current song of \(name), and does not wait"
            return post(key, .failed, Reason(.notNow, text))
        }
        let target = min(max(0, position - 1), room.queue.upcoming.count - 1)
        guard target != index else {
            rooms[name] = room
            let text = "entry \(entry) was at position \(index + 1) already"
            return post(key, .finished, Reason(.already, text))
        }
        let run = room.queue.run(at: index)
        let reranked = room.queue.move(entry, to: target) ?? []
        room.changes.add(QueueChange(word: "move", what: .moved(entry, run)))
        rooms[name] = room
        return [.keepRanks(reranked)] + tellPlayer(name, at: now)
            + post(key, .finished)
    }

    private static func queues(_ names: [DestinationName]) -> String {
        names.count == 1 ? "the queue of \(names[0])" : "any queue"
    }
}

extension Room {
    /// Remembers that entries left the queue.
    mutating func note(
        _ word: String, _ runs: [Queue.Run], hadCurrent: Bool, milliseconds: Int64 = 0
    ) {
        let removal = QueueChange.Removal(
            runs: runs, hadCurrent: hadCurrent, milliseconds: milliseconds, intent: intent)
        changes.add(QueueChange(word: word, what: .removed(removal)))
    }

    /// Takes all entries out for a play that replaces them, and remembers them.
    mutating func takeAll(for key: OrderKey) -> [Entry] {
        let current = queue.current
        let over = (current.map { [$0] } ?? []) + queue.clear()
        let position = milliseconds
        _ = skip()
        guard !over.isEmpty else { return [] }
        let removal = QueueChange.Removal(
            runs: [Queue.Run(entries: over)], hadCurrent: current != nil, milliseconds: position,
            intent: intent, replacedBy: key)
        changes.add(QueueChange(word: "play", what: .removed(removal)))
        return over
    }
}
