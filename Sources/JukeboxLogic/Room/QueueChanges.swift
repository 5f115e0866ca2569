// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// A change of a queue that can be taken back.
struct QueueChange: Hashable, Sendable {
    /// The word of the command, for people.
    var word: String
    var what: What

    enum What: Hashable, Sendable {
        /// Entries left the queue.
        case removed(Removal)
        /// An entry that stood between two others was moved; its rank was this.
        case moved(EntryID, Queue.Run)
        /// The entries that wait had this order.
        case mixed([EntryID])
    }

    /// Entries that left a queue, and what the room did then.
    struct Removal: Hashable, Sendable {
        var runs: [Queue.Run]
        /// Whether the first entry of the first run was the current one.
        var hadCurrent: Bool
        /// The position in it, in milliseconds.
        var milliseconds: Int64
        var intent: Intent
        /// The play that took their place.
        var replacedBy: OrderKey?
        /// Whether they were noted as played.
        var passed = false

        var count: Int { runs.reduce(0) { $0 + $1.entries.count } }
    }

    /// About how many bytes of memory it keeps.
    var bytes: Int {
        switch what {
        case .removed(let removal):
            removal.runs.reduce(100) { sum, run in
                run.entries.reduce(sum) { $0 + $1.bytes }
            }
        case .moved(_, let run): run.entries.reduce(100) { $0 + $1.bytes }
        case .mixed(let order): 100 + order.count * 8
        }
    }
}

extension Entry {
    /// About how many bytes of memory it takes.
    fileprivate var bytes: Int {
        160 + track.path.text.utf8.count + track.title.utf8.count + track.artist.utf8.count
            + track.album.utf8.count
    }
}

/// The last changes of a queue, which `undo` takes back; forgotten when the daemon ends.
///
/// At least the last 20 are kept, unless they take more than 16 MiB: then fewer, but the last one
/// in any case.
struct QueueChanges: Hashable, Sendable {
    static let most = 50
    static let mostBytes = 16 << 20
    /// The most numbers that are remembered; with more, older changes are forgotten.
    static let mostNames = 100_000

    private var changes: [QueueChange] = []
    private var bytes = 0
    /// The numbers of entries that came back, by the numbers that they had before.
    private var names: [EntryID: EntryID] = [:]

    mutating func add(_ change: QueueChange) {
        if names.count > Self.mostNames { self = QueueChanges() }
        changes.append(change)
        bytes += change.bytes
        while changes.count > 1,
            changes.count > Self.most || bytes > Self.mostBytes
        {
            bytes -= changes.removeFirst().bytes
        }
    }

    /// The last change, to be taken back.
    var last: QueueChange? { changes.last }

    /// Forgets the last change, which was taken back.
    mutating func removeLast() {
        guard let change = changes.popLast() else { return }
        bytes -= change.bytes
        if changes.isEmpty { names = [:] }
    }

    /// Notes the number that an entry has now.
    mutating func rename(_ old: EntryID, to new: EntryID) {
        if !changes.isEmpty { names[old] = new }
    }

    /// The number that an entry has now.
    func present(_ id: EntryID) -> EntryID {
        var id = id
        // Numbers only rise, so this ends.
        while let next = names[id], next > id { id = next }
        return id
    }
}
