// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines

/// Changes of orders and queues since the daemon's start: the answer to `changes`.
///
/// The daemon keeps the newest 1000 changes in memory. Several changes of a queue in one answer are
/// one.
public struct ChangeListing: Equatable, Sendable {
    /// One change.
    public enum Change: Equatable, Sendable {
        /// An order has a new outcome; the other facts are those at the time of the answer.
        case order(OrderAnswer)
        /// A room's queue changed; a later change has a higher revision.
        case queue(String, revision: Int64)
    }

    /// The changes, the oldest first.
    public var changes: [Change]
    /// The number to ask with the next time.
    public var last: Int64
    /// Whether changes before these are lost: the daemon restarted, or there were too many.
    public var hasGap: Bool
    /// Whether more follow.
    public var hasMore: Bool

    /// Makes a page.
    public init(changes: [Change], last: Int64, hasGap: Bool, hasMore: Bool) {
        self.changes = changes
        self.last = last
        self.hasGap = hasGap
        self.hasMore = hasMore
    }

    /// Reads an answer; nil if it is not a list of changes.
    public init?(_ json: JSON) {
        guard let list = json["changes"], let last = json["last"]?.int else { return nil }
        changes = list.elements.compactMap(Change.init)
        self.last = last
        hasGap = json["gap"]?.bool ?? false
        hasMore = json["more"]?.bool ?? false
    }

    /// The page as an answer.
    public var json: JSON {
        [
            "last": .int(last), "gap": .bool(hasGap), "changes": .array(changes.map(\.json)),
            "more": .bool(hasMore),
        ]
    }
}

extension ChangeListing.Change {
    init?(_ json: JSON) {
        if let order = json["order"].flatMap({ OrderAnswer($0) }) {
            self = .order(order)
        } else if let room = json.text("queue") {
            self = .queue(room, revision: json["revision"]?.int ?? 0)
        } else {
            return nil
        }
    }

    /// The change as an answer has it.
    public var json: JSON {
        switch self {
        case .order(let order): ["order": order.json]
        case .queue(let room, let revision):
            ["queue": .string(room), "revision": .int(revision)]
        }
    }
}
