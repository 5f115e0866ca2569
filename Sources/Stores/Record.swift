// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxLogic
public import JukeboxModel

/// A piece of news and when it was one: the disk may take its time.
public struct DatedRecord: Sendable {
    /// What happened.
    public var record: Record
    /// When.
    public var at: WallTime

    /// Dates a record.
    public init(_ record: Record, at moment: WallTime) {
        self.record = record
        at = moment
    }
}

/// One piece of news for the journal.
public enum Record: Sendable {
    /// Where a ticket stands.
    case outcome(OrderKey, Outcome, Reason?)
    /// The meaning of an order.
    case note(OrderKey, Meaning)
    /// New entries of a room.
    case entries(DestinationName, [Entry])
    /// The ranks that entries have now.
    case ranks([Entry])
    /// An entry is being heard.
    case begun(EntryID)
    /// How an entry ended.
    case end(EntryID, EntryEnd)
    /// How long an entry really is, in milliseconds.
    case length(EntryID, Int64)
    /// A destination's state.
    case room(RoomRecord)
}
