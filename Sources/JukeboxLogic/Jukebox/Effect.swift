// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel
public import Names

/// An action of the daemon; effects are carried out in order.
public enum Effect: Hashable, Sendable {
    /// Resolve the names of an order, and bring the answer back as `found`.
    case lookUp(OrderKey, Order.Request)
    /// Tell the journal and the board the state of a ticket.
    case post(OrderKey, Ticket, Outcome, Reason?)
    /// Record the meaning of an order.
    case note(OrderKey, Meaning)
    /// Keep new entries of a room.
    case keepEntries(DestinationName, [Entry])
    /// Keep the ranks that these entries have now.
    case keepRanks([Entry])
    /// Keep that an entry is being heard.
    case keepBegun(EntryID)
    /// Keep how an entry ended.
    case keepEnd(EntryID, EntryEnd)
    /// Keep a room's state.
    case keepRoom(RoomRecord)
    /// Start a destination's player.
    case spawn(DestinationName)
    /// Dismiss the player of a removed destination, without waiting for its end.
    case dismiss(DestinationName)
    /// Send a line to it.
    case say(DestinationName, PlayerCommand)
    /// Kill it.
    case kill(DestinationName, why: String)
    /// Keep an entry's real length, in the queue and in the catalogue.
    case learned(EntryID, Track)
    /// An order begins to sound without having to wait for anything.
    case startsAtOnce(OrderKey)
    /// Put a destination's snapshot on the board.
    case show(DestinationName)
    /// Read the settings again, for this order.
    case reload(OrderKey)
    /// Scan the music directories, for this order.
    case updateLibrary(OrderKey, prune: Bool)
}

/// The meaning of an order.
public struct Meaning: Hashable, Sendable {
    /// The room.
    public var destination: DestinationName
    /// How many tracks.
    public var tracks: Int
    /// Other matches that were equally good.
    public var alternatives: [String]
    /// How many lines of a playlist were skipped.
    public var skippedLines: Int
    /// The playlist, if it was one.
    public var playlist: String?
    /// The reason why it will not be heard although its turn has come; nil if it is heard or waits
    /// its turn.
    public var silent: Silence?
}

/// An event for the jukebox.
public enum Event: Hashable, Sendable {
    /// An order was journalled; `age` is how long ago the client sent it.
    case adopted(OrderKey, Ticket, Order, age: MonotonicTime.Span, atStart: Bool)
    /// The meaning of an order's names, and the other parts of its sentence.
    case found(OrderKey, Finding, SpokenContext = SpokenContext())
    /// The rest of a long list, whose beginning was `found`.
    case foundMore(OrderKey, [Track])
    /// An order that the daemon carried out itself has ended: failed for this reason, or finished
    /// with this note.
    case carriedOut(OrderKey, Reason?, hasFailed: Bool)
    /// A player said something.
    case player(DestinationName, PlayerEvent)
    /// A player has ended and was collected, or could not be started.
    case playerEnded(DestinationName, why: String)
    /// Sound devices came or went.
    case devicesChanged
    /// Something was mounted or unmounted.
    case mountsChanged
    /// The moment of `nextAlarm` has come.
    case alarm
    /// The daemon is to end: players fade out.
    case stopping
}

/// The result of a lookup.
public enum Finding: Hashable, Sendable {
    /// These tracks; others that were equally good; how many lines of a playlist were skipped; and
    /// how many tracks will follow as `foundMore`, so that a long list can start early.
    case tracks(
        [Track], alternatives: [String] = [], skippedLines: Int = 0, following: Int = 0)
    /// Nothing that can be played, and why.
    case nothing(Reason)
    /// The sentence is not music but a command or a question.
    case command(SpokenCommand)
}
