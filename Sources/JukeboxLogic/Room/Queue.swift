// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import DequeModule
internal import JukeboxModel

/// What a destination plays, will play and has played.
///
/// Ranks say in which order entries play, also after a restart. They rise strictly from `current`
/// through `upcoming`, with gaps between them, so that an insertion or a move changes the rank of
/// the entries that it moves and, in most cases, of no other.
struct Queue: Hashable, Sendable {
    /// What plays, is held, or was stopped.
    private(set) var current: Entry?
    /// What comes after it.
    var waiting = WaitingEntries()
    /// What was heard before, the last one last; at most `mostPlayed`.
    private(set) var played: [Track] = []

    static let mostPlayed = 50
    /// The distance between the ranks of entries that are added one after the other.
    static let gap: Int64 = 1 << 20

    init() {}

    /// Puts kept entries back, in any order.
    init(kept entries: [Entry], current id: EntryID?) {
        waiting = WaitingEntries(Deque(entries.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }))
        if let id, upcoming.contains(where: { $0.id == id }) { _ = makeCurrent(id) }
    }

    /// What comes after the current entry, in playing order.
    var upcoming: Deque<Entry> { waiting.list }

    var isEmpty: Bool { current == nil && upcoming.isEmpty }

    /// How many entries there are, with the current one.
    var count: Int { upcoming.count + (current == nil ? 0 : 1) }

    /// The current entry, or else the next.
    var head: Entry? { current ?? upcoming.first }

    /// Every entry, in playing order.
    var entries: [Entry] { (current.map { [$0] } ?? []) + upcoming }

    // MARK: Adding and moving

    /// What an insertion or a move changed: the entries that are new, and those that only have
    /// another rank.
    struct Change: Hashable {
        var added: [Entry] = []
        var reranked: [Entry] = []
    }

    /// Inserts entries before the one at `index` of `upcoming`; their ranks are given here.
    mutating func insert(_ entries: [Entry], at index: Int) -> Change {
        guard !entries.isEmpty else { return Change() }
        let index = min(upcoming.count, max(0, index))
        let low = index > 0 ? upcoming[index - 1].rank : current?.rank
        let high = index < upcoming.count ? upcoming[index].rank : nil
        let (first, step) = Self.ranks(entries.count, after: low, before: high)
        var added = entries
        for offset in added.indices { added[offset].rank = first + step * Int64(offset) }
        waiting.insert(added, at: index)
        return Change(added: added, reranked: spread(from: index + added.count))
    }

    /// Moves a waiting entry; index 0 is the next to play.
    ///
    /// - Returns: the entries whose rank has changed; nil when no such entry waits.
    mutating func move(_ id: EntryID, to index: Int) -> [Entry]? {
        guard let entry = remove(id) else { return nil }
        let change = insert([entry], at: index)
        return change.added + change.reranked
    }

    /// The first rank and the step for some entries between two neighbours.
    static func ranks(
        _ count: Int, after low: Int64?, before high: Int64?
    ) -> (first: Int64, step: Int64) {
        guard let high else { return ((low ?? 0) + gap, gap) }
        guard let low else { return (high - gap * Int64(count), gap) }
        let step = (high - low) / Int64(count + 1)
        // Where they do not fit, those after them move on (`spread`).
        return step > 0 ? (low + step, step) : (low + gap, gap)
    }

    /// Lets ranks rise again from an index on.
    private mutating func spread(from index: Int) -> [Entry] {
        var moved: [Entry] = []
        var index = max(1, index)
        while index < upcoming.count, upcoming[index].rank <= upcoming[index - 1].rank {
            waiting.setRank(upcoming[index - 1].rank + Self.gap, at: index)
            moved.append(upcoming[index])
            index += 1
        }
        return moved
    }

    // MARK: Going on

    /// The next waiting entry becomes the current one, if there is none.
    mutating func takeNext() {
        guard current == nil else { return }
        current = waiting.popFirst()
    }

    /// Makes an entry the current one, wherever it waits; the entry that was current is put back
    /// before the others.
    ///
    /// - Returns: the entries whose rank has changed; nil when it is in no queue.
    mutating func makeCurrent(_ id: EntryID) -> [Entry]? {
        if current?.id == id { return [] }
        guard var entry = remove(id) else { return nil }
        putBack()
        guard let first = upcoming.first, entry.rank >= first.rank else {
            current = entry
            return []
        }
        entry.rank = first.rank - Self.gap
        current = entry
        return [entry]
    }

    /// The current entry waits again, before all others.
    mutating func putBack() {
        guard let entry = current else { return }
        current = nil
        waiting.prepend(entry)
    }

    /// The current entry is over; it can be gone back to if some of it was heard.
    mutating func finishCurrent() -> Entry? {
        guard let entry = current else { return nil }
        if entry.begun { passed([entry.track]) }
        current = nil
        return entry
    }

    /// Notes tracks that can be gone back to.
    mutating func passed(_ tracks: [Track]) {
        played += tracks.suffix(Self.mostPlayed)
        if played.count > Self.mostPlayed { played.removeFirst(played.count - Self.mostPlayed) }
    }

    /// Forgets the tracks that were passed last, where they are these.
    mutating func unpassed(_ tracks: [Track]) {
        let tracks = tracks.suffix(Self.mostPlayed)
        if played.suffix(tracks.count) == tracks { played.removeLast(tracks.count) }
    }

    /// Takes the track that was heard last, to go back to it.
    mutating func takePlayed() -> Track? { played.popLast() }

    // MARK: Removing

    /// Takes one waiting entry out.
    mutating func remove(_ id: EntryID) -> Entry? {
        guard let index = upcoming.firstIndex(where: { $0.id == id }) else { return nil }
        return waiting.remove(at: index)
    }

    /// Takes the waiting entries out that match, in one pass.
    mutating func removeAll(where matches: (Entry) -> Bool) -> [Entry] {
        var gone: [Entry] = []
        var kept: Deque<Entry> = []
        for entry in upcoming {
            if matches(entry) { gone.append(entry) } else { kept.append(entry) }
        }
        if !gone.isEmpty { waiting = WaitingEntries(kept) }
        return gone
    }

    /// Takes all waiting entries out.
    mutating func clear() -> [Entry] {
        defer { waiting = WaitingEntries() }
        return Array(upcoming)
    }

    // MARK: What is learned of entries

    /// Notes that frames of the current entry have left the device.
    mutating func markBegun() { current?.begun = true }

    /// Corrects an entry's length.
    ///
    /// - Returns: its track; nil when the entry is in no queue, or the length is known.
    mutating func learn(_ id: EntryID, milliseconds: Int64) -> Track? {
        if current?.id == id {
            guard current?.track.milliseconds != milliseconds else { return nil }
            current?.track.milliseconds = milliseconds
            return current?.track
        }
        guard let index = upcoming.firstIndex(where: { $0.id == id }),
            upcoming[index].track.milliseconds != milliseconds
        else { return nil }
        waiting.setLength(milliseconds, at: index)
        return upcoming[index].track
    }
}
