// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import Stores

/// What the main thread is told.
enum MainMessage: Sendable {
    /// Orders were journalled.
    case adopted([AdoptedOrder])
    /// Something for the pure jukebox.
    case event(Event)
    /// The intake has written everything and ended.
    case intakeEnded
}

/// An order that the journal holds.
struct AdoptedOrder: Sendable {
    var key: OrderKey
    var ticket: Ticket
    var order: Order
    var submitted: WallTime
    /// Where its outcome is shown.
    var slotID: SlotID
    var atStart = false
}

/// What the intake thread is told.
enum IntakeMessage: Sendable {
    /// Write this.
    case record(DatedRecord)
    /// Keep this much history from now on.
    case keepHistory(HistoryLimits)
    /// Write what there is, and end.
    case end
}

/// What the lookup thread is told.
enum LookupMessage: Sendable {
    /// Look these names up.
    case lookUp(OrderKey, Order.Request)
    /// Look the rest of a long list up, of which so many tracks are queued.
    case lookUpRest(OrderKey, Order.Request, after: Int)
    /// Other settings hold.
    case settings(Settings)
}

/// What the library thread is told.
enum LibraryMessage: Sendable {
    /// Scan the music directories; nil is our own wish.
    case scan(OrderKey?, prune: Bool)
    /// Something was mounted, or a player has found its music again: what the last scan missed may
    /// be there now.
    case musicMayBeBack
    /// A player has measured how long a song is.
    case learned(EscapedPath, milliseconds: Int64)
    /// Other settings hold.
    case settings(Settings)
}

/// What the ask thread is told.
enum AskMessage: Sendable {
    /// The journal has changed.
    case committed
    /// Other settings hold.
    case settings(Settings)
}

/// How much of the history is kept.
struct HistoryLimits: Sendable, Equatable {
    var days: Int
    var orders: Int

    init(_ settings: Settings) {
        days = settings.limits.historyDays
        orders = settings.limits.historyOrders
    }
}
