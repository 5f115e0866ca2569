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

    /// Reads an answer, also a brief one; nil if it is not a queue.
    public init?(_ json: JSON) {
        destination = json.text("destination") ?? ""
        if let rows = json["rows"] {
            entries = QueuedTrack.read(rows.elements, labels: json.texts("labels"), json)
        } else if let list = json["entries"] {
            entries = list.elements.map(QueuedTrack.init)
        } else {
            return nil
        }
        total = json["total"].flatMap(\.int).map { max(0, Int(clamping: $0)) }
        milliseconds = json.milliseconds(fromSeconds: "total_s")
        hasMore = json["more"]?.bool ?? false
    }

    /// The page as an answer.
    public var json: JSON {
        .object(
            [
                .init("destination", .string(destination)),
                .init("entries", .array(entries.map(\.json))),
            ]
                + totals)
    }

    private var totals: [JSON.Member] {
        [
            .init("total", JSON(total.map(Int64.init))),
            .init("total_s", JSON.seconds(milliseconds)),
            .init("more", .bool(hasMore)),
        ]
    }

    /// The page as a brief answer, with a row for each entry.
    ///
    /// A row has the entry's number, title, artist, length in milliseconds, and the index of its
    /// label. `current` is the current entry, and `first` the position of the first one that waits.
    public var briefJSON: JSON {
        var labels: [String] = []
        var indices: [String: Int64] = [:]
        let rows = entries.map { entry -> JSON in
            let index = entry.by.map { label -> Int64 in
                if let known = indices[label] { return known }
                indices[label] = Int64(labels.count)
                labels.append(label)
                return Int64(labels.count - 1)
            }
            return .array([
                JSON(entry.entry), .string(entry.track.title), .string(entry.track.artist),
                JSON(entry.track.milliseconds), JSON(index),
            ])
        }
        return .object(
            [
                .init("destination", .string(destination)),
                .init("current", JSON(entries.first { $0.isCurrent }?.entry)),
                .init("first", JSON(entries.first { !$0.isCurrent }?.position.map(Int64.init))),
                .init("rows", .array(rows)), .init("labels", JSON(labels)),
            ] + totals)
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

extension QueuedTrack {
    /// Reads the rows of a brief answer.
    fileprivate static func read(
        _ rows: [JSON], labels: [String], _ json: JSON
    ) -> [QueuedTrack] {
        let current = json["current"]?.int
        var position = json["first"]?.int.map { Int(clamping: $0) } ?? 1
        var entries: [QueuedTrack] = []
        entries.reserveCapacity(rows.count)
        for row in rows {
            let cells = row.elements
            guard cells.count >= 5, let entry = cells[0].int else { continue }
            let track = TrackAnswer(
                title: cells[1].string ?? "", artist: cells[2].string ?? "",
                milliseconds: cells[3].int, entry: entry)
            let label = cells[4].int.flatMap { Int(exactly: $0) }
            let by = label.flatMap { labels.indices.contains($0) ? labels[$0] : nil }
            let isCurrent = entry == current
            entries.append(QueuedTrack(track, position: isCurrent ? nil : position, by: by))
            // A hostile position must not overflow.
            if !isCurrent { position &+= 1 }
        }
        return entries
    }
}
