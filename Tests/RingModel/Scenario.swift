// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The size of a world, and the events that are allowed in it.
public struct Scenario: Sendable, CustomStringConvertible {
    /// Its purpose.
    public var name: String
    /// How many slots a ring has, at most 3.
    public var slots: UInt8
    /// How many orders each client has; at most 3 clients, 6 orders.
    public var orders: [UInt8]
    /// How often a client may be killed, at any step.
    public var killsOfClients: UInt8 = 0
    /// How often the daemon may be killed, at any step; it is always started again.
    public var killsOfDaemon: UInt8 = 0
    /// How often the daemon may find its ring damaged and replace it.
    public var replacements: UInt8 = 0
    /// How often the directory may be removed, while no daemon runs and no order waits for one.
    public var removals: UInt8 = 0
    /// The number of the first ticket, and so the first slot.
    public var firstTicket: UInt8 = 1

    /// Its name.
    public var description: String { name }

    /// The scenarios of `make test`: worlds of less than two million states.
    public static let smallest = Array(small.prefix(4))

    /// The scenarios of `make prove` that must expose every mutant; the smaller worlds first.
    public static let small = [
        Scenario(
            name: "the ring is replaced under one client", slots: 1, orders: [1],
            killsOfClients: 1, killsOfDaemon: 2, replacements: 1),
        Scenario(
            name: "both sides are killed", slots: 1, orders: [1, 1], killsOfClients: 1,
            killsOfDaemon: 1),
        Scenario(name: "the daemon is killed", slots: 2, orders: [1, 1], killsOfDaemon: 1),
        Scenario(name: "two clients at once", slots: 3, orders: [2, 1], firstTicket: 2),
        Scenario(
            name: "a killed client comes back", slots: 2, orders: [2, 1], killsOfClients: 1),
        Scenario(
            name: "the directory is removed", slots: 1, orders: [1, 1], killsOfDaemon: 1,
            removals: 1),
        Scenario(
            name: "a full ring of dead clients' orders", slots: 1, orders: [2, 1],
            killsOfClients: 2),
    ]

    /// Further scenarios of `make prove`.
    public static let large = [
        Scenario(
            name: "a killed client comes back to three slots", slots: 3, orders: [2, 1],
            killsOfClients: 1),
        Scenario(
            name: "the daemon is killed among three orders", slots: 2, orders: [2, 1],
            killsOfDaemon: 1),
        Scenario(
            name: "the ring is replaced under two clients", slots: 1, orders: [1, 1],
            replacements: 1),
        Scenario(name: "three clients", slots: 3, orders: [1, 1, 1]),
        Scenario(
            name: "the ring is replaced and the daemon killed", slots: 1, orders: [1, 1],
            killsOfDaemon: 1, replacements: 1),
    ]
}

/// One line of the algorithm left out or turned round; each must be found out.
public enum Mutant: String, CaseIterable, Sendable {
    /// The daemon takes the orders that it finds in one pass.
    case onePass
    /// The second pass also takes orders that came after the first.
    case noLimit
    /// The daemon goes to sleep without looking once more.
    case noLastScan
    /// The daemon notes the doorbell after it has looked.
    case bellReadAfterScan
    /// The store of asleep is still under way while the daemon looks once more.
    case asleepNotFenced
    /// The client looks whether the daemon sleeps before it commits.
    case asleepReadBeforeCommit
    /// A client that finds the ring full does not ring.
    case fullWithoutRinging
    /// Each daemon makes a new board.
    case boardRenamed
    /// The slot is free before its outcome is posted.
    case outcomeAfterFree
    /// The slot is free before its order is journalled.
    case freeBeforeJournal
    /// A new daemon does not ask the journal which orders it holds.
    case journalNotAsked
    /// A new daemon does not look for orders that were taken.
    case takenForgotten
    /// A new daemon puts orders that were taken before those that were not.
    case takenBeforeReady
    /// A ring that was set aside is not drained.
    case oldRingNotDrained
    /// Orders in a ring that was set aside are copied without being taken.
    case salvagedWithoutTaking
    /// A client does not look whether its ring was replaced.
    case epochNotCompared
    /// A client does not look whether its files were removed under a dead daemon.
    case deadDaemonTrusted
    /// A client sends its order again without taking it back.
    case sentAgainWithoutWithdrawing
    /// The word says READY before the payload is seen.
    case commitOvertakesPayload
    /// A slot is reclaimed without asking whether its owner lives.
    case ownerNotProbed
    /// A client with a dead one's token leaves its slot unchanged.
    case deadTokenLeft
}

/// The faults that must never occur.
public enum Violation: String, Error, Sendable {
    /// An acknowledged order has no row.
    case lost
    /// An order has two rows.
    case adoptedTwice
    /// An order that was answered "full" has a row.
    case adoptedAfterFull
    /// An adopted order differs from the one that was sent.
    case torn
    /// An order came before one that had been acknowledged before it was sent.
    case overtaken
    /// The daemon sleeps although an announced order is in the ring.
    case sleepsOverAnOrder
    /// An acknowledged order's outcome was never posted.
    case untold
    /// A slot is never freed.
    case slotLost
}

extension Mutant {
    /// The smallest world in which the mutant is found out.
    public var world: Scenario {
        switch self {
        case .onePass, .noLimit: Scenario.small[3]
        case .fullWithoutRinging, .ownerNotProbed: Scenario.small[1]
        case .takenBeforeReady: Scenario.small[2]
        case .deadTokenLeft: Scenario.small[4]
        case .deadDaemonTrusted: Scenario.small[5]
        default: Scenario.small[0]
        }
    }
}
