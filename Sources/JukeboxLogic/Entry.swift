// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// One track in a destination's queue.
public struct Entry: Hashable, Sendable {
    /// Its number, never reused.
    public var id: EntryID
    /// Whose order it came with.
    public var order: OrderKey
    /// What it plays.
    public var track: Track
    /// Where it stands: entries play in the order of their ranks.
    public var rank: Int64
    /// Whether frames of it have left the device.
    public var begun = false

    /// Makes an entry.
    public init(id: EntryID, order: OrderKey, track: Track, rank: Int64, begun: Bool = false) {
        self.id = id
        self.order = order
        self.track = track
        self.rank = rank
        self.begun = begun
    }

    var piece: Piece { Piece(entry: id, path: track.path) }
}

/// What a room is meant to do.
public enum Intent: String, Sendable {
    /// Play what stands in the queue.
    case playing
    /// Hold the sound where it is.
    case paused
    /// Be silent; the queue stays.
    case stopped
}

/// What is kept of a room besides its entries.
public struct RoomRecord: Hashable, Sendable {
    /// Which room.
    public var name: DestinationName
    /// What it was meant to do.
    public var intent: Intent
    /// The entry that was playing or held.
    public var current: EntryID?
    /// Where in it.
    public var milliseconds: Int64
    /// How loud.
    public var volume: Volume
    /// How loud when it is not muted.
    public var unmuted: Volume

    /// Makes a record.
    public init(
        name: DestinationName, intent: Intent = .stopped, current: EntryID? = nil,
        milliseconds: Int64 = 0, volume: Volume = .full, unmuted: Volume = .full
    ) {
        self.name = name
        self.intent = intent
        self.current = current
        self.milliseconds = milliseconds
        self.volume = volume
        self.unmuted = unmuted
    }
}

/// What is known of a ticket that has not ended yet.
public struct TicketRecord: Hashable, Sendable {
    /// The journal's key.
    public var key: OrderKey
    /// The number that people see.
    public var ticket: Ticket
    /// How long it may wait for a device.
    public var expiry: MonotonicTime.Span
    /// Where it stands.
    public var outcome: Outcome
    /// Where its entries stand.
    public var destination: DestinationName?
    /// The playlist that was ordered, if it was one.
    public var playlist: String?
    /// Entries that have not ended, with those that follow.
    public var open = 0
    /// How many tracks of a long list are still looked up.
    public var following = 0
    /// Whether an entry was heard to its end, or skipped while it played.
    public var finished = false
    /// Whether an entry was replaced.
    public var superseded = false
    /// Whether an entry was withdrawn.
    public var cancelled = false
    /// Whether an entry waited too long.
    public var expired = false
    /// Why the first entry that failed did.
    public var firstFailure: Reason?
    /// Since when it has waited for the jukebox or a device: when it was placed, or when the
    /// daemon that knew it was last alive.
    public var placed: MonotonicTime

    /// Makes a ticket's record.
    public init(
        key: OrderKey, ticket: Ticket, expiry: MonotonicTime.Span, outcome: Outcome,
        placed: MonotonicTime
    ) {
        self.key = key
        self.ticket = ticket
        self.expiry = expiry
        self.outcome = outcome
        self.placed = placed
    }

    mutating func took(_ end: EntryEnd) {
        open -= 1
        switch end {
        case .finished: finished = true
        case .superseded: superseded = true
        case .cancelled: cancelled = true
        case .expired: expired = true
        case .failed(let reason): firstFailure = firstFailure ?? reason
        }
    }

    /// How it ends, now that no entry is open.
    var end: EntryEnd {
        if finished { return .finished }
        if superseded { return .superseded }
        if cancelled { return .cancelled }
        if expired { return .expired }
        return .failed(firstFailure ?? Reason(.notFound, "nothing of it could be played"))
    }
}

/// How an entry ended.
public enum EntryEnd: Hashable, Sendable {
    /// Heard to its end, or skipped while it played.
    case finished
    /// Replaced by another order.
    case superseded
    /// Withdrawn.
    case cancelled
    /// Waited too long for a device.
    case expired
    /// Could not be played.
    case failed(Reason)

    /// The end as an outcome.
    public var outcome: Outcome {
        switch self {
        case .finished: .finished
        case .superseded: .superseded
        case .cancelled: .cancelled
        case .expired: .expired
        case .failed: .failed
        }
    }

    /// Why, where there is a reason to tell.
    public var reason: Reason? {
        switch self {
        case .failed(let reason): reason
        case .expired: Reason(.late, "it waited too long to begin")
        case .finished, .superseded, .cancelled: nil
        }
    }
}
