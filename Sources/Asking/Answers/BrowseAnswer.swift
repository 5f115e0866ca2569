// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines

/// A page of artists, albums or genres, or the tracks of an album: the answer to `browse`.
public struct BrowseAnswer: Equatable, Sendable {
    /// An artist, an album or a genre, and how much there is of it.
    public struct Group: Equatable, Sendable {
        /// Its name.
        public var name: String
        /// The artist of an album; nil if it has several, and for the other kinds.
        public var artist: String?
        /// The year of an album; nil if unknown.
        public var year: Int64?
        /// How many tracks it has.
        public var tracks: Int
        /// How many albums an artist has.
        public var albums: Int?

        /// Makes a group.
        public init(
            name: String, artist: String? = nil, year: Int64? = nil, tracks: Int,
            albums: Int? = nil
        ) {
            self.name = name
            self.artist = artist
            self.year = year
            self.tracks = tracks
            self.albums = albums
        }

        init(_ json: JSON) {
            self.init(
                name: json.text("name") ?? "", artist: json.text("artist"),
                year: json["year"]?.int, tracks: json.count("tracks"),
                albums: json["albums"] == nil ? nil : json.count("albums"))
        }

        /// The group in an answer.
        public var json: JSON {
            let members: [JSON.Member] = [
                .init("name", .string(name)), .init("artist", JSON(artist)),
                .init("year", JSON(year)), .init("tracks", .int(Int64(tracks))),
                .init("albums", JSON(albums.map(Int64.init))),
            ]
            return .object(members.filter { $0.value != .null })
        }
    }

    /// The groups; empty for the tracks of an album.
    public var groups: [Group]
    /// The tracks of an album.
    public var tracks: [TrackAnswer]
    /// Whether more follow.
    public var hasMore: Bool

    /// Makes a page.
    public init(groups: [Group] = [], tracks: [TrackAnswer] = [], hasMore: Bool) {
        self.groups = groups
        self.tracks = tracks
        self.hasMore = hasMore
    }

    /// Reads an answer; nil if it is not one to `browse`.
    public init?(_ json: JSON) {
        guard json["groups"] != nil || json["tracks"] != nil else { return nil }
        groups = (json["groups"]?.elements ?? []).map(Group.init)
        tracks = (json["tracks"]?.elements ?? []).map(TrackAnswer.init)
        hasMore = json["more"]?.bool ?? false
    }

    /// The page as an answer.
    public var json: JSON {
        [
            "groups": .array(groups.map(\.json)), "tracks": .array(tracks.map(\.json)),
            "more": .bool(hasMore),
        ]
    }
}

/// Names that begin with a text: the answer to `complete`.
public struct NameListing: Equatable, Sendable {
    /// The names, each once, sorted.
    public var names: [String]
    /// Whether there are more.
    public var hasMore: Bool

    /// Makes a list.
    public init(names: [String], hasMore: Bool) {
        self.names = names
        self.hasMore = hasMore
    }

    /// Reads an answer; nil if it is not a list of names.
    public init?(_ json: JSON) {
        guard json["names"] != nil else { return nil }
        names = json.texts("names")
        hasMore = json["more"]?.bool ?? false
    }

    /// The list as an answer.
    public var json: JSON { ["names": JSON(names), "more": .bool(hasMore)] }
}
