// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines

/// A page of the newest orders: the answer to `orders`.
public struct OrderListing: Equatable, Sendable {
    /// The orders, the newest first.
    public var orders: [OrderAnswer]
    /// Whether there are older ones.
    public var hasMore: Bool

    /// Makes a page.
    public init(orders: [OrderAnswer], hasMore: Bool) {
        self.orders = orders
        self.hasMore = hasMore
    }

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

/// Tracks that were found: the answer to `search`.
public struct TrackListing: Equatable, Sendable {
    /// The tracks.
    public var tracks: [TrackAnswer]
    /// Whether the list was cut.
    public var hasMore: Bool
    /// The search that found them, if a misspelled word was replaced.
    public var corrected: String?

    /// Makes a list.
    public init(tracks: [TrackAnswer], hasMore: Bool, corrected: String? = nil) {
        self.tracks = tracks
        self.hasMore = hasMore
        self.corrected = corrected
    }

    /// Reads an answer; nil if it is not a list of tracks.
    public init?(_ json: JSON) {
        guard let list = json["tracks"] else { return nil }
        tracks = list.elements.map(TrackAnswer.init)
        hasMore = json["more"]?.bool ?? false
        corrected = json.text("corrected")
    }

    /// The list as an answer.
    public var json: JSON {
        .object(
            [.init("tracks", .array(tracks.map(\.json))), .init("more", .bool(hasMore))]
                + (corrected.map { [.init("corrected", .string($0))] } ?? []))
    }
}

/// A page of the playlists' names: the answer to `playlists`.
public struct PlaylistListing: Equatable, Sendable {
    /// The names, sorted.
    public var names: [String]
    /// Whether more follow.
    public var hasMore: Bool

    /// Makes a page.
    public init(names: [String], hasMore: Bool) {
        self.names = names
        self.hasMore = hasMore
    }

    /// Reads an answer; nil if it is not a list of playlists.
    public init?(_ json: JSON) {
        guard json["playlists"] != nil else { return nil }
        names = json.texts("playlists")
        hasMore = json["more"]?.bool ?? false
    }

    /// The list as an answer.
    public var json: JSON { ["playlists": JSON(names), "more": .bool(hasMore)] }
}
