// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// A change that a commit wrote to the journal.
public enum Change: Hashable, Sendable {
    /// An order has a new outcome.
    case order(Ticket, Outcome)
    /// A room's queue: its entries, their order, or which one is current.
    case queue(DestinationName)
}

/// The changes of one commit: each outcome, and each room's queue once.
struct CommitChanges {
    private(set) var list: [Change] = []
    private var queues: Set<DestinationName> = []

    mutating func add(_ change: Change) {
        if case .queue(let name) = change, !queues.insert(name).inserted { return }
        list.append(change)
    }
}
