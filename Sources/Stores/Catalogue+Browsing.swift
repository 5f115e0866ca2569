// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import Names
internal import JukeboxModel

extension Catalogue {
    /// An artist, an album or a genre, with how much there is of it.
    public struct Group: Hashable, Sendable {
        /// The name, in one of its spellings.
        public var name: String
        /// The artist of an album; empty if there are several, and for the other kinds.
        public var artist = ""
        /// The year of an album; zero if unknown.
        public var year: Int64 = 0
        /// Its tracks.
        public var tracks: Int
        /// The albums of an artist.
        public var albums: Int?
    }

    /// The artists in the order of their keys.
    public func artists(from start: Int = 0, atMost count: Int) throws -> [Group] {
        try groups(
            """
            SELECT artist, count(*), count(DISTINCT nullif(albumKey, '')) FROM tracks
            WHERE problem IS NULL AND artistKey > '' GROUP BY artistKey
            ORDER BY artistKey LIMIT ? OFFSET ?
            """, [count, start]
        ) { Group(name: $0[0], tracks: $0[1], albums: $0[2]) }
    }

    /// The albums in the order of their keys; those of one name by different artists are several.
    public func albums(from start: Int = 0, atMost count: Int) throws -> [Group] {
        try groups(
            Self.albums("albumKey > ''", "albumKey, albumArtistKey"), [count, start], Self.album)
    }

    /// The albums on which an artist is heard, the oldest first.
    public func albums(of artist: String, from start: Int = 0, atMost count: Int) throws -> [Group]
    {
        let key = Folding.key(artist)
        return try groups(
            Self.albums(
                "albumKey > '' AND (artistKey = ? OR albumArtistKey = ?)",
                "max(year), albumKey, albumArtistKey"), [key, key, count, start], Self.album)
    }

    private static func albums(_ condition: String, _ order: String) -> String {
        """
        SELECT album, albumArtist, min(artist), count(DISTINCT artistKey), max(year), count(*)
        FROM tracks WHERE problem IS NULL AND \(condition)
        GROUP BY albumKey, albumArtistKey ORDER BY \(order) LIMIT ? OFFSET ?
        """
    }

    private static func album(_ row: Row) -> Group {
        let owner: String = row[1]
        let artist: String = row[3] == 1 ? row[2] : ""
        return Group(
            name: row[0], artist: owner.isEmpty ? artist : owner, year: row[4], tracks: row[5])
    }

    /// The tracks of all albums of a name, in their order.
    public func tracks(
        ofAlbum album: String, from start: Int = 0, atMost count: Int
    ) throws -> [FoundTrack] {
        try queue.inDatabase { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM tracks WHERE problem IS NULL AND albumKey = ?
                    ORDER BY albumArtistKey, disc, track, path LIMIT ? OFFSET ?
                    """, arguments: [Folding.key(album), count, start]
            ).map(FoundTrack.init)
        }
    }

    /// The genres in the order of their keys.
    public func genres(from start: Int = 0, atMost count: Int) throws -> [Group] {
        Array(try allGenres().dropFirst(start).prefix(count))
    }

    private func allGenres() throws -> [Group] {
        let sets = try groups(
            """
            SELECT genre, count(*) FROM tracks WHERE problem IS NULL AND genreKey > ''
            GROUP BY genreKey
            """, []
        ) { Group(name: $0[0], tracks: $0[1]) }
        var genres: [String: Group] = [:]
        for set in sets {
            for name in Genres(set.name).names {
                genres[Folding.key(name), default: Group(name: name, tracks: 0)].tracks +=
                    set.tracks
            }
        }
        return genres.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The artists of a genre.
    public func artists(
        ofGenre genre: String, from start: Int = 0, atMost count: Int
    ) throws -> [Group] {
        try groups(
            """
            SELECT artist, count(*), count(DISTINCT nullif(albumKey, '')) FROM tracks
            WHERE problem IS NULL AND genreKey IN (
                SELECT DISTINCT genreKey FROM tracks WHERE problem IS NULL
                    AND instr('; ' || genreKey || '; ', '; ' || ? || '; ') > 0)
            GROUP BY artistKey ORDER BY artistKey LIMIT ? OFFSET ?
            """, [Folding.key(genre), count, start]
        ) { Group(name: $0[0], tracks: $0[1], albums: $0[2]) }
    }

    private func groups(
        _ sql: String, _ arguments: StatementArguments, _ group: (Row) -> Group
    ) throws -> [Group] {
        try queue.inDatabase { database in
            try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map(group)
        }
    }

    // MARK: Beginnings

    /// The names that begin with a text, each once, in the order of their keys.
    ///
    /// Each name is one step in an index, however many tracks have it.
    public func names(
        _ kind: MusicKind, beginningWith text: String, atMost count: Int
    ) throws -> [String] {
        let key = text.allSatisfy(\.isWhitespace) ? "" : Folding.key(text)
        if kind == .genre {
            return Array(
                try allGenres().map(\.name).filter { Folding.key($0).hasPrefix(key) }
                    .prefix(count))
        }
        return try queue.inDatabase { database in
            // The first name may be the text itself, and every other comes after the one before.
            func next(_ comparison: String, _ last: String) throws -> Row? {
                try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT \(kind.key), \(kind.column) FROM tracks
                            WHERE \(kind.key) \(comparison) ? AND \(kind.key) < ?
                                AND problem IS NULL AND \(kind.key) > ''
                            ORDER BY \(kind.key) LIMIT 1
                            """), arguments: [last, key + "\u{10FFFF}"])
            }
            var names: [String] = []
            var row = try next(">=", key)
            while let found = row, names.count < count {
                names.append(found[1])
                row = try next(">", found[0])
            }
            return names
        }
    }
}
