// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// One track in a destination's queue.
public struct Entry: Hashable, Sendable {
    /// Its number, never reused.
    public var id: EntryID
    /// The order that it came with.
    public var order: OrderKey
    /// What it plays.
    public var track: Track
    /// Entries play in the order of their ranks.
    public var rank: Int64
    /// Whether frames of it have left the device.
    public var begun = false
    /// The label of the client that ordered it, if it has one.
    public var by: String?

    /// Makes an entry.
    public init(
        id: EntryID, order: OrderKey, track: Track, rank: Int64 = 0, begun: Bool = false,
        by label: String? = nil
    ) {
        self.id = id
        self.order = order
        self.track = track
        self.rank = rank
        self.begun = begun
        by = label
    }

    var piece: Piece { Piece(entry: id, path: track.path) }
}

/// How an entry ended.
public enum EntryEnd: Hashable, Sendable {
    /// Heard to its end.
    case finished
    /// Somebody moved on.
    case skipped
    /// Replaced, or cut off, by another order.
    case superseded
    /// Removed, cleared or cancelled, or its destination is gone.
    case cancelled(Reason?)
    /// Waited too long for sound.
    case expired
    /// Could not be played.
    case failed(Reason)

    /// The end as an outcome.
    public var outcome: Outcome {
        switch self {
        case .finished: .finished
        case .skipped: .skipped
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
        case .cancelled(let reason): reason
        case .expired: Reason(.late, "it waited too long to begin")
        case .finished, .skipped, .superseded: nil
        }
    }
}
