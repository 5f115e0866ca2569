// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import Stores

/// The messages to the main thread.
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
    /// The slot on the board for its outcome.
    var slotID: SlotID
    var atStart = false
}

/// The messages to the intake thread.
enum IntakeMessage: Sendable {
    /// Write this.
    case record(DatedRecord)
    /// Use these history limits.
    case keepHistory(HistoryLimits)
    /// Write the pending records, and end.
    case end
}

/// The messages to the lookup thread.
enum LookupMessage: Sendable {
    /// Resolve these names.
    case lookUp(OrderKey, Order.Request)
    /// Look up the rest of a long list after its first tracks, which are queued.
    case lookUpRest(OrderKey, Order.Request, after: Int)
    /// Use these settings.
    case settings(Settings)
}

/// The messages to the library thread.
enum LibraryMessage: Sendable {
    /// Scan the music folders; nil: no order asked for it.
    case scan(OrderKey?, prune: Bool)
    /// Something was mounted, or a player has found its music again: what the last scan missed may
    /// be there now.
    case musicMayBeBack
    /// A player has measured how long a song is.
    case learned(EscapedPath, milliseconds: Int64)
    /// Use these settings.
    case settings(Settings)
}

/// A message to the playlists thread.
enum PlaylistMessage: Sendable {
    /// A client asks for the names of playlists, after one of them.
    case names(ConnectionID, count: Int?, after: String?)
    /// A client asks for the lines of a playlist, after one of them.
    case show(ConnectionID, String, count: Int?, after: Int64?)
    /// A client asks for names that may be playlists', or what an order would play.
    case answer(ConnectionID, Question)
    /// Other settings are in force.
    case settings(Settings)
}

/// The number of a connection of `ask`; never reused.
struct ConnectionID: Hashable, Sendable {
    var number: UInt64
}

/// The messages to the ask thread.
enum AskMessage: Sendable {
    /// The journal has changed.
    case committed
    /// The playlists thread has answered the question of a connection.
    case answered(ConnectionID, JSON)
    /// Use these settings.
    case settings(Settings)
}

/// The limits of the history.
struct HistoryLimits: Sendable, Equatable {
    var days: Int
    var orders: Int

    init(_ settings: Settings) {
        days = settings.limits.historyDays
        orders = settings.limits.historyOrders
    }
}
