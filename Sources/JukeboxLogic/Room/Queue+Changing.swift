// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import DequeModule
internal import JukeboxModel

// Changes of many entries at once. Each takes one pass, however many entries it changes.
extension Queue {
    /// Entries that stood together in a queue, and their neighbours there.
    struct Run: Hashable, Sendable {
        var entries: [Entry]
        /// The entry before them; nil: they stood first.
        var after: EntryID?
        /// The entry after them; nil: they stood last.
        var before: EntryID?
    }

    /// Why spans cannot be taken out.
    enum SpanProblem: Hashable {
        /// An entry is not in the queue.
        case gone(EntryID)
        /// The last entry stands before the first, or there are more or fewer between them.
        case changed
    }

    // MARK: Spans

    /// The indices of spans in `entries`, sorted, without overlaps; or why there are none.
    func ranges(of spans: [EntrySpan]) -> Result<[Range<Int>], SpanFailure> {
        var found: [EntryID: Int?] = [:]
        for span in spans {
            found[span.first] = .some(nil)
            found[span.last] = .some(nil)
        }
        for (index, entry) in entries.enumerated() where found[entry.id] != nil {
            found[entry.id] = index
        }
        var ranges: [Range<Int>] = []
        for span in spans {
            guard let first = found[span.first] ?? nil else {
                return .failure(SpanFailure(.gone(span.first)))
            }
            guard let last = found[span.last] ?? nil else {
                return .failure(SpanFailure(.gone(span.last)))
            }
            guard first <= last, span.count.map({ $0 == last - first + 1 }) ?? true else {
                return .failure(SpanFailure(.changed))
            }
            ranges.append(first..<last + 1)
        }
        return .success(Self.merged(ranges))
    }

    /// A problem with spans as an error.
    struct SpanFailure: Error, Hashable {
        let problem: SpanProblem

        init(_ problem: SpanProblem) { self.problem = problem }
    }

    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                let end = max(last.upperBound, range.upperBound)
                merged[merged.count - 1] = last.lowerBound..<end
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// Takes waiting entries out by sorted ranges of indices in `entries`.
    ///
    /// - Returns: the runs; the first one begins with the current entry if that is in the first
    ///   range. It stays current, for the caller to end.
    mutating func take(_ ranges: [Range<Int>]) -> [Run] {
        let all = entries
        var runs: [Run] = []
        var kept: Deque<Entry> = []
        var index = current == nil ? 0 : 1
        for range in ranges {
            runs.append(
                Run(
                    entries: Array(all[range]),
                    after: range.lowerBound > 0 ? all[range.lowerBound - 1].id : nil,
                    before: range.upperBound < all.count ? all[range.upperBound].id : nil))
            if index < range.lowerBound { kept.append(contentsOf: all[index..<range.lowerBound]) }
            index = max(index, range.upperBound)
        }
        kept.append(contentsOf: all[index...])
        waiting = WaitingEntries(kept)
        return runs
    }

    /// Makes a waiting entry the current one, and takes out what is before it.
    ///
    /// - Returns: what was taken out, with the entry that was current first; nil if no such entry
    ///   waits.
    mutating func jump(to id: EntryID) -> Run? {
        guard let index = upcoming.firstIndex(where: { $0.id == id }) else { return nil }
        let over = (current.map { [$0] } ?? []) + upcoming.prefix(index)
        waiting.removeFirst(index)
        if let entry = current, !entry.begun { passed([entry.track]) }
        _ = finishCurrent()
        passed(over.dropFirst(over.count - index).map(\.track))
        takeNext()
        return Run(entries: over, after: nil, before: id)
    }

    // MARK: The order

    /// Mixes the waiting entries; the ranks stay where they are.
    ///
    /// - Returns: the entries whose rank has changed.
    mutating func shuffle(_ dice: inout Dice) -> [Entry] {
        var mixed = Array(upcoming)
        for index in mixed.indices.dropFirst().reversed() {
            mixed.swapAt(index, dice.next(below: index + 1))
        }
        return arrange(mixed)
    }

    /// Puts the waiting entries back into an old order; those that are not in it stay where they are.
    ///
    /// - Returns: the entries whose rank has changed.
    mutating func arrange(like order: [EntryID]) -> [Entry] {
        var places: [EntryID: Int] = [:]
        for (place, id) in order.enumerated() { places[id] = place }
        let known = upcoming.filter { places[$0.id] != nil }
        var sorted = known.sorted { (places[$0.id] ?? 0) < (places[$1.id] ?? 0) }[...]
        return arrange(upcoming.map { places[$0.id] == nil ? $0 : sorted.popFirst() ?? $0 })
    }

    /// Gives the waiting entries another order, and the ranks that are there.
    private mutating func arrange(_ entries: [Entry]) -> [Entry] {
        var entries = entries
        var moved: [Entry] = []
        for (index, old) in upcoming.enumerated() where entries[index].id != old.id {
            entries[index].rank = old.rank
            moved.append(entries[index])
        }
        waiting = WaitingEntries(Deque(entries))
        return moved
    }

    // MARK: Putting back

    /// Inserts runs before indices of `upcoming`, which must rise.
    mutating func insert(_ runs: [(index: Int, entries: [Entry])]) -> Change {
        var change = Change()
        var all: Deque<Entry> = []
        var low = current?.rank
        var rest = runs[...]
        for index in 0...upcoming.count {
            while let run = rest.first, run.index <= index || index == upcoming.count {
                rest.removeFirst()
                let high = index < upcoming.count ? upcoming[index].rank : nil
                var (rank, step) = Self.ranks(run.entries.count, after: low, before: high)
                for var entry in run.entries {
                    entry.rank = rank
                    all.append(entry)
                    change.added.append(entry)
                    low = rank
                    (rank, step) = (rank + step, step)
                }
            }
            guard index < upcoming.count else { break }
            var entry = upcoming[index]
            if let low, entry.rank <= low {
                entry.rank = low + Self.gap
                change.reranked.append(entry)
            }
            low = entry.rank
            all.append(entry)
        }
        waiting = WaitingEntries(all)
        return change
    }

    /// The index of the first waiting entry with a higher rank.
    func firstIndex(above rank: Int64) -> Int {
        var range = 0..<upcoming.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range =
                upcoming[middle].rank > rank
                ? range.lowerBound..<middle : middle + 1..<range.upperBound
        }
        return range.lowerBound
    }

    /// A waiting entry and its neighbours.
    func run(at index: Int) -> Run {
        Run(
            entries: [upcoming[index]], after: index > 0 ? upcoming[index - 1].id : current?.id,
            before: index + 1 < upcoming.count ? upcoming[index + 1].id : nil)
    }
}
