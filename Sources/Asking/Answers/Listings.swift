// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// A page of the newest orders: the answer to `orders`.
public struct OrderListing: Equatable, Sendable {
    /// The orders, the newest first.
    public var orders: [OrderAnswer]
    /// Whether there are older ones.
    public var hasMore: Bool

    /// Reads an answer; nil if it is not a list of orders.
    public init?(_ json: JSON) {
        guard let list = json["orders"] else { return nil }
        orders = list.elements.compactMap { OrderAnswer($0) }
        hasMore = json["more"]?.bool ?? false
    }

    /// The page as an answer.
    public var json: JSON {
        ["orders": .array(orders.map(\.json)), "more": .bool(hasMore)]
    }
}

/// A page of a room's queue: the answer to `queue`.
public struct QueueListing: Equatable, Sendable {
    /// The room.
    public var destination: String
    /// The tracks with their entries, the playing one first.
    public var entries: [TrackAnswer]
    /// Whether more follow.
    public var hasMore: Bool

    /// Reads an answer; nil if it is not a queue.
    public init?(_ json: JSON) {
        guard let list = json["entries"] else { return nil }
        destination = json.text("destination") ?? ""
        entries = list.elements.map(TrackAnswer.init)
        hasMore = json["more"]?.bool ?? false
    }

    /// The page as an answer.
    public var json: JSON {
        [
            "destination": .string(destination), "entries": .array(entries.map(\.json)),
            "more": .bool(hasMore),
        ]
    }
}

/// Tracks that were found: the answer to `search`.
public struct TrackListing: Equatable, Sendable {
    /// The tracks.
    public var tracks: [TrackAnswer]
    /// Whether the list was cut.
    public var hasMore: Bool

    /// Reads an answer; nil if it is not a list of tracks.
    public init?(_ json: JSON) {
        guard let list = json["tracks"] else { return nil }
        tracks = list.elements.map(TrackAnswer.init)
        hasMore = json["more"]?.bool ?? false
    }

    /// The list as an answer.
    public var json: JSON {
        ["tracks": .array(tracks.map(\.json)), "more": .bool(hasMore)]
    }
}

/// The names of the playlists: the answer to `playlists`.
public struct PlaylistListing: Equatable, Sendable {
    /// The names, sorted.
    public var names: [String]
    /// Whether more follow.
    public var hasMore: Bool

    /// Reads an answer; nil if it is not a list of playlists.
    public init?(_ json: JSON) {
        guard json["playlists"] != nil else { return nil }
        names = json.texts("playlists")
        hasMore = json["more"]?.bool ?? false
    }

    /// The list as an answer.
    public var json: JSON { ["playlists": JSON(names), "more": .bool(hasMore)] }
}

/// The lines of a playlist: the answer to `playlist`.
public struct PlaylistAnswer: Equatable, Sendable {
    /// A line of the file, from 1, with a path or a problem.
    public struct Line: Equatable, Sendable {
        /// The line's number.
        public var line: Int
        /// The path, or what is wrong.
        public var text: String
    }

    /// The lines that name music.
    public var items: [Line]
    /// The lines that cannot be played.
    public var problems: [Line]
    /// Whether more follow.
    public var hasMore: Bool

    /// Reads an answer; nil if it is not a playlist.
    public init?(_ json: JSON) {
        guard let list = json["items"] else { return nil }
        func lines(_ list: JSON?, _ name: String) -> [Line] {
            (list?.elements ?? []).map {
                Line(line: $0.count("line"), text: $0.text(name) ?? "")
            }
        }
        items = lines(list, "path")
        problems = lines(json["problems"], "text")
        hasMore = json["more"]?.bool ?? false
    }

    /// The lines as an answer.
    public var json: JSON {
        func lines(_ lines: [Line], _ name: String) -> JSON {
            .array(
                lines.map {
                    .object([.init("line", .int(Int64($0.line))), .init(name, .string($0.text))])
                })
        }
        return [
            "items": lines(items, "path"), "problems": lines(problems, "text"),
            "more": .bool(hasMore),
        ]
    }
}

/// News of orders that began to play or ended: the answer to `news`.
public struct NewsListing: Equatable, Sendable {
    /// One piece of news.
    public struct News: Equatable, Sendable {
        /// Its number; later news has a higher one.
        public var number: Int64
        /// The outcome that was reached.
        public var outcome: Outcome
        /// When, in milliseconds since 1970, and as RFC 3339 writes it.
        public var milliseconds: Int64, at: String
        /// The order.
        public var order: OrderAnswer

        init?(_ json: JSON) {
            guard let number = json["id"]?.int, let moment = json["at_ms"]?.int,
                let outcome = json.text("outcome").flatMap(Outcome.init(word:)),
                let order = json["order"].flatMap({ OrderAnswer($0) })
            else { return nil }
            self.number = number
            self.outcome = outcome
            milliseconds = moment
            at = json.text("at") ?? ""
            self.order = order
        }
    }

    /// The news, the oldest first.
    public var news: [News]
    /// The number of the last news that there is.
    public var last: Int64

    /// Reads an answer; nil if it is not news.
    public init?(_ json: JSON) {
        guard let last = json["last"]?.int else { return nil }
        self.last = last
        news = (json["news"]?.elements ?? []).compactMap(News.init)
    }
}
