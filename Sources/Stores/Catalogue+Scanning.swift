// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import Names
public import JukeboxModel

extension Catalogue {
    /// The change state of a file: if it differs, the file is read again.
    public struct Stamp: Hashable, Sendable {
        /// Bytes.
        public var size: Int64
        /// Nanoseconds since 1970.
        public var modified: Int64
        /// The inode's number.
        public var inode: Int64

        /// Makes a stamp.
        public init(size: Int64, modified: Int64, inode: Int64) {
            self.size = size
            self.modified = modified
            self.inode = inode
        }
    }

    /// What a scan needs to know about a file in the catalogue.
    public struct Known: Hashable, Sendable {
        /// The file's stamp when it was read.
        public var stamp: Stamp
        /// Whether its folder was missing at the last scan.
        public var isAway: Bool
        /// Whether it is read again though its stamp is the same.
        public var mustRetry: Bool
    }

    /// Every file in the catalogue; the keys are compared as bytes.
    public func known() throws -> [EscapedPath: Known] {
        try queue.read { database in
            var known: [EscapedPath: Known] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT path, size, modified, inode, away, retry = 1 FROM tracks")
            while let row = try rows.next() {
                known[EscapedPath(escaped: row[0])] = Known(
                    stamp: Stamp(size: row[1], modified: row[2], inode: row[3]), isAway: row[4],
                    mustRetry: row[5])
            }
            return known
        }
    }

    /// Stores what a scanner reports about some files; at most 200 at a time.
    ///
    /// A problem that may pass leaves what is known about the file as it was, and the next scan
    /// reads it again.
    public func take(_ files: [FileFacts]) throws {
        try queue.write { database in
            for file in files {
                if file.retry == .nextScan {
                    try database.execute(
                        sql: """
                            UPDATE tracks SET retry = 1, away = 0
                            WHERE path = ? AND problem IS NULL
                            """, arguments: [file.path.text])
                    if database.changesCount > 0 { continue }
                }
                try Self.insert(file, into: database)
            }
        }
    }

    private static func insert(_ file: FileFacts, into database: Database) throws {
        let tags = file.tags ?? TagFacts(format: "")
        let title = tags.title.isEmpty ? Track(path: file.path).title : tags.title
        let genres = Genres(tags.genre)
        try database.run(
            sql: insertion,
            arguments: [
                file.path.text, file.size, file.modified, file.inode, file.tags?.format, title,
                tags.artist, tags.album, tags.albumArtist, tags.track, tags.disc, tags.year,
                tags.milliseconds > 0 ? tags.milliseconds : nil, tags.hasPicture, file.problem,
                Folding.key(title), Folding.key(tags.artist), Folding.key(tags.album),
                Folding.key(tags.albumArtist), file.retry.rawValue, genres.text, genres.key,
            ])
        let number = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT number FROM tracks WHERE path = ?"),
            arguments: [file.path.text])
        guard let number else { return }
        try database.run(sql: "DELETE FROM words WHERE rowid = ?", arguments: [number])
        guard file.problem == nil else { return }
        let entry = WordEntry(
            title: title, artists: [tags.artist, tags.albumArtist], album: tags.album,
            genres: genres.names, year: tags.year)
        try entry.insert(number, into: database)
    }

    /// A file that is known keeps its number, and the time at which it was first seen.
    private static let insertion = """
        INSERT INTO tracks (path, size, modified, inode, format, title, artist, album, albumArtist,
            track, disc, year, milliseconds, picture, problem, titleKey, artistKey, albumKey,
            albumArtistKey, retry, genre, genreKey, added, number)
        VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?, CAST(strftime('%s') AS INTEGER),
            (SELECT ifnull(max(number), 0) + 1 FROM tracks))
        ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified = excluded.modified,
            inode = excluded.inode, format = excluded.format, title = excluded.title,
            artist = excluded.artist, album = excluded.album, albumArtist = excluded.albumArtist,
            track = excluded.track, disc = excluded.disc, year = excluded.year,
            milliseconds = excluded.milliseconds, picture = excluded.picture,
            problem = excluded.problem, titleKey = excluded.titleKey,
            artistKey = excluded.artistKey, albumKey = excluded.albumKey,
            albumArtistKey = excluded.albumArtistKey, retry = excluded.retry,
            genre = excluded.genre, genreKey = excluded.genreKey, away = 0
        """

    /// Forgets files; or, with `away`, keeps them as away.
    public func drop(_ paths: [EscapedPath], away: Bool) throws {
        try execute(
            away
                ? "UPDATE tracks SET away = 1 WHERE path = ?" : "DELETE FROM tracks WHERE path = ?",
            for: paths)
    }

    /// Marks files as present again that were away and have not changed.
    public func comeBack(_ paths: [EscapedPath]) throws {
        try execute("UPDATE tracks SET away = 0 WHERE path = ?", for: paths)
    }

    /// Corrects a track's length, which some files state wrongly or not at all, once it has been
    /// measured by decoding.
    ///
    /// It lasts until the file changes. A path that is not in the catalogue and a length below 1 or
    /// above `TagFacts.longestLength` are ignored.
    public func learn(path: EscapedPath, milliseconds: Int64) throws {
        guard (1...TagFacts.longestLength).contains(milliseconds) else { return }
        try queue.write { database in
            try database.execute(
                sql: """
                    UPDATE tracks SET milliseconds = :length
                    WHERE path = :path AND problem IS NULL AND milliseconds IS NOT :length
                    """, arguments: ["length": milliseconds, "path": path.text])
        }
    }

    /// Lets the next scan read the files that crashed their reader.
    func retryCrashes() throws {
        try queue.write { database in
            try database.execute(sql: "UPDATE tracks SET retry = 1 WHERE retry = 2")
        }
    }

    private func execute(_ sql: String, for paths: [EscapedPath]) throws {
        guard !paths.isEmpty else { return }
        try queue.write { database in
            let statement = try database.cachedStatement(sql: sql)
            for path in paths { try statement.execute(arguments: [path.text]) }
        }
    }
}
