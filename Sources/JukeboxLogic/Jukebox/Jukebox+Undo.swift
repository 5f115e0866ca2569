// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

// Taking back the last change of a queue. An outcome never changes once it is posted, so entries
// that had ended come back as new ones: they belong to the ticket of the undo, which is finished
// already, and keep the label of the client that ordered them.
extension Jukebox {
    mutating func undo(_ name: DestinationName, _ key: OrderKey) -> Acted {
        guard let change = rooms[name]?.changes.last else {
            return .failed("there is no change of the queue of \(name) to take back")
        }
        guard var room = rooms.removeValue(forKey: name) else { return .done() }
        defer { rooms[name] = room }
        let taken = "“\(change.word)” was taken back"
        switch change.what {
        case .mixed(let order):
            let old = order.map(room.changes.present)
            room.changes.removeLast()
            return .done([.keepRanks(room.queue.arrange(like: old))], taken)
        case .moved(let entry, let run):
            let id = room.changes.present(entry)
            let reranked = room.putBack(id, run)
            room.changes.removeLast()
            guard let reranked else { return .done([], "\(taken), but the song has gone") }
            return .done([.keepRanks(reranked)], taken)
        case .removed(let removal):
            let standing = removal.replacedBy == nil ? room.queue.upcoming.count : 0
            guard standing + removal.count <= rules.queueLimit else {
                return .failed(
                    "the queue of \(name) holds \(standing) of at most \(rules.queueLimit) entries")
            }
            let effects = restore(removal, &room, key)
            let songs = removal.count == 1 ? "1 song is" : "\(removal.count) songs are"
            return .done(effects, "\(taken): \(songs) back in the queue of \(name)")
        }
    }

    /// Puts entries that left a queue back.
    private mutating func restore(
        _ removal: QueueChange.Removal, _ room: inout Room, _ key: OrderKey
    ) -> [Effect] {
        var effects: [Effect] = []
        if let order = removal.replacedBy { effects += takeOut(order, &room) }
        let first = removal.runs.first
        let next = first?.before.map(room.changes.present)
        let wasEmpty = room.queue.isEmpty
        // What the change cut off plays on, unless something else plays by now.
        let current = room.queue.current?.id
        let returns = removal.hadCurrent && (current == nil || current == next)
        if returns {
            if removal.passed { room.queue.unpassed(first?.entries.map(\.track) ?? []) }
            room.queue.putBack()
        }
        let places = room.places(of: removal.runs, currentReturns: returns)
        var runs: [(index: Int, entries: [Entry])] = []
        var names: [(old: EntryID, new: EntryID)] = []
        for (run, index) in zip(removal.runs, places) {
            let fresh = entries(again: run.entries, key)
            names += zip(run.entries, fresh).map { ($0.id, $1.id) }
            runs.append((index, fresh))
        }
        let change = room.queue.insert(Self.sorted(runs))
        room.changes.removeLast()
        for name in names { room.changes.rename(name.old, to: name.new) }
        if returns {
            room.queue.takeNext()
            room.begin(at: removal.milliseconds)
        }
        if wasEmpty { room.intent = removal.intent }
        effects.append(.keepEntries(room.name, change.added))
        if !change.reranked.isEmpty { effects.append(.keepRanks(change.reranked)) }
        return effects
    }

    /// Takes what is left of a play that had replaced a queue out of it.
    private mutating func takeOut(_ order: OrderKey, _ room: inout Room) -> [Effect] {
        var gone = room.queue.removeAll { $0.order == order }
        if let current = room.queue.current, current.order == order {
            gone.insert(current, at: 0)
            _ = room.skip()
        }
        return gone.flatMap { close($0, .superseded) }
    }

    private static func sorted(
        _ runs: [(index: Int, entries: [Entry])]
    ) -> [(index: Int, entries: [Entry])] {
        runs.enumerated().sorted {
            ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
        }.map(\.element)
    }

    /// The same tracks as new entries.
    private mutating func entries(again old: [Entry], _ key: OrderKey) -> [Entry] {
        var fresh = entries(old.map(\.track), key)
        for index in fresh.indices { fresh[index].by = old[index].by }
        return fresh
    }
}

extension Room {
    /// Before which waiting entries runs stood: next to their old neighbours, or else by rank.
    fileprivate func places(of runs: [Queue.Run], currentReturns: Bool) -> [Int] {
        var indices: [EntryID: Int] = [:]
        for (index, entry) in queue.upcoming.enumerated() { indices[entry.id] = index }
        return runs.enumerated().map { number, run in
            currentReturns && number == 0 ? 0 : place(of: run, indices)
        }
    }

    private func place(of run: Queue.Run, _ indices: [EntryID: Int]) -> Int {
        if let after = run.after.map(changes.present) {
            if queue.current?.id == after { return 0 }
            if let index = indices[after] { return index + 1 }
        }
        if let index = run.before.map(changes.present).flatMap({ indices[$0] }) { return index }
        guard let rank = run.entries.first?.rank else { return 0 }
        return queue.firstIndex(above: rank)
    }

    /// Moves an entry back to where it was.
    ///
    /// - Returns: the entries whose rank has changed; nil if the entry does not wait any more.
    fileprivate mutating func putBack(_ id: EntryID, _ run: Queue.Run) -> [Entry]? {
        guard let entry = queue.remove(id) else { return nil }
        var indices: [EntryID: Int] = [:]
        for (index, entry) in queue.upcoming.enumerated() { indices[entry.id] = index }
        let change = queue.insert([entry], at: place(of: run, indices))
        return change.added + change.reranked
    }
}
