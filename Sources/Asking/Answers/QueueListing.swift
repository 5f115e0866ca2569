// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
internal import JukeboxModel

/// A page of a room's queue: the answer to `queue`.
public struct QueueListing: Equatable, Sendable {
    /// The room.
    public var destination: String
    /// The entries, the current one first.
    public var entries: [QueuedTrack]
    /// How many entries there are in all, with the current one; nil on a page after the first.
    public var total: Int?
    /// How long they are together, in milliseconds, as far as that is known.
    public var milliseconds: Int64?
    /// Whether more follow.
    public var hasMore: Bool

    /// Makes a page.
    public init(
        destination: String, entries: [QueuedTrack], total: Int? = nil, milliseconds: Int64? = nil,
        hasMore: Bool
    ) {
        self.destination = destination
        self.entries = entries
        self.total = total
        self.milliseconds = milliseconds
        self.hasMore = hasMore
    }

    /// Reads an answer; nil if it is not a queue.
    public init?(_ json: JSON) {
        guard let list = json["entries"] else { return nil }
        destination = json.text("destination") ?? ""
        entries = list.elements.map(QueuedTrack.init)
        total = json["total"].flatMap(\.int).map { max(0, Int(clamping: $0)) }
        milliseconds = json.milliseconds(fromSeconds: "total_s")
        hasMore = json["more"]?.bool ?? false
    }

    /// The page as an answer.
    public var json: JSON {
        [
            "destination": .string(destination), "entries": .array(entries.map(\.json)),
            "total": JSON(total.map(Int64.init)), "total_s": JSON.seconds(milliseconds),
            "more": .bool(hasMore),
        ]
    }
}

/// An entry of a queue in an answer.
public struct QueuedTrack: Equatable, Sendable {
    /// The track, with its entry's number.
    public var track: TrackAnswer
    /// Its position: 1 is the next to play; nil for the current entry.
    public var position: Int?
    /// The ticket of its order; nil if that is forgotten.
    public var ticket: Int64?
    /// The label of the client that ordered it, if it has one.
    public var by: String?

    /// Makes an entry.
    public init(_ track: TrackAnswer, position: Int?, ticket: Int64? = nil, by label: String? = nil)
    {
        self.track = track
        self.position = position
        self.ticket = ticket
        by = label
    }

    /// Reads an entry; missing members are empty.
    public init(_ json: JSON) {
        track = TrackAnswer(json)
        position = json["position"]?.int.map { Int(clamping: $0) }
        ticket = json["ticket"]?.int
        by = json.text("by")
    }

    /// Its number.
    public var entry: Int64? { track.entry }

    /// Whether it is the current entry, which plays or is held.
    public var isCurrent: Bool { position == nil }

    /// `Yesterday by The Beatles`, fit for a terminal.
    public var spoken: String { track.spoken }

    /// The entry as an answer has it.
    public var json: JSON {
        guard case .object(let members) = track.json else { return track.json }
        return .object(
            [
                .init("position", JSON(position.map(Int64.init))),
                .init("playing", .bool(isCurrent)),
            ] + members + [.init("ticket", JSON(ticket)), .init("by", JSON(by))])
    }
}
