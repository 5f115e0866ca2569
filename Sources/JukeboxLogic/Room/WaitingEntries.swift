// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import DequeModule
internal import JukeboxModel

/// The entries that wait in a queue, and how long they are together.
///
/// The total is kept up to date by each change, so that to know it costs nothing.
struct WaitingEntries: Hashable, Sendable {
    /// The entries, in playing order.
    private(set) var list: Deque<Entry> = []
    /// The sum of the lengths that are known.
    private(set) var milliseconds: Int64 = 0
    /// How many entries have an unknown length.
    private(set) var unknown = 0

    init(_ list: Deque<Entry> = []) {
        self.list = list
        for entry in list { count(entry.track) }
    }

    mutating func insert(_ entries: [Entry], at index: Int) {
        for entry in entries { count(entry.track) }
        list.insert(contentsOf: entries, at: index)
    }

    mutating func popFirst() -> Entry? {
        guard let entry = list.popFirst() else { return nil }
        count(entry.track, -1)
        return entry
    }

    mutating func prepend(_ entry: Entry) {
        count(entry.track)
        list.prepend(entry)
    }

    mutating func remove(at index: Int) -> Entry {
        // The common case costs nothing, however long the queue is.
        let entry = index == 0 ? list.removeFirst() : list.remove(at: index)
        count(entry.track, -1)
        return entry
    }

    mutating func removeFirst(_ number: Int) {
        for entry in list.prefix(number) { count(entry.track, -1) }
        list.removeFirst(number)
    }

    mutating func setRank(_ rank: Int64, at index: Int) { list[index].rank = rank }

    mutating func setLength(_ milliseconds: Int64, at index: Int) {
        count(list[index].track, -1)
        list[index].track.milliseconds = milliseconds
        count(list[index].track)
    }

    /// Lengths come from foreign files: each counts for at most a year, so that no sum overflows.
    private mutating func count(_ track: Track, _ sign: Int64 = 1) {
        guard let length = track.milliseconds else {
            unknown += Int(sign)
            return
        }
        milliseconds += sign * min(max(0, length), Track.longest)
    }
}

extension Track {
    /// The longest track that is counted, and that a position can be in: a year, in milliseconds.
    static let longest: Int64 = 366 * 86_400_000
}
