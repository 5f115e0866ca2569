// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import JukeboxLogic
internal import Names
public import JukeboxModel

/// `catalogue.db`: what music there is; rebuilt by a scan whenever it is lost.
///
/// Belongs to the thread that answers questions.
public final class Catalogue {
    let queue: DatabaseQueue

    /// Opens the catalogue, or makes it.
    public init(path: String) throws {
        queue = try Opening.writer(path, memory: 1024)
        try Self.migrations.migrate(queue)
    }

    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.eraseDatabaseOnSchemaChange = false
        migrator.registerMigration("1 tracks") { database in
            try database.execute(
                sql: """
                    CREATE TABLE tracks (
                        path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL,
                        inode INTEGER NOT NULL, format TEXT, title TEXT NOT NULL,
                        artist TEXT NOT NULL, album TEXT NOT NULL, albumArtist TEXT NOT NULL,
                        track INTEGER NOT NULL, disc INTEGER NOT NULL, year INTEGER NOT NULL,
                        milliseconds INTEGER, picture INTEGER NOT NULL, problem TEXT,
                        away INTEGER NOT NULL DEFAULT 0,
                        titleKey TEXT NOT NULL, artistKey TEXT NOT NULL, albumKey TEXT NOT NULL,
                        albumArtistKey TEXT NOT NULL) WITHOUT ROWID;
                    CREATE INDEX tracksByTitle ON tracks(titleKey, artistKey);
                    CREATE INDEX tracksByArtist ON tracks(artistKey);
                    CREATE INDEX tracksByAlbum ON tracks(albumKey);
                    CREATE INDEX tracksByAlbumArtist ON tracks(albumArtistKey);
                    """)
        }
        return migrator
    }

    /// What is known of a file's change state: size, modification, inode.
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

    /// Every file that is known, with its stamp.
    public func stamps() throws -> [String: Stamp] {
        try queue.read { database in
            var stamps: [String: Stamp] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT path, size, modified, inode FROM tracks")
            while let row = try rows.next() {
                stamps[row[0]] = Stamp(size: row[1], modified: row[2], inode: row[3])
            }
            return stamps
        }
    }

    /// Takes in what a scanner says of some files; at most 200 at a time.
    public func take(_ files: [FileFacts]) throws {
        try queue.write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO tracks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0,?,?,?,?)
                    """)
            for file in files {
                let tags = file.tags ?? TagFacts(format: "")
                let title = tags.title.isEmpty ? Track(path: file.path).title : tags.title
                try statement.execute(arguments: [
                    file.path.text, file.size, file.modified, file.inode, file.tags?.format, title,
                    tags.artist, tags.album, tags.albumArtist, tags.track, tags.disc, tags.year,
                    tags.milliseconds > 0 ? tags.milliseconds : nil, tags.hasPicture, file.problem,
                    Folding.key(title), Folding.key(tags.artist), Folding.key(tags.album),
                    Folding.key(tags.albumArtist),
                ])
            }
        }
    }

    /// Forgets files; or, with `away`, keeps them as away.
    public func drop(_ paths: [String], away: Bool) throws {
        try queue.write { database in
            let sql =
                away
                ? "UPDATE tracks SET away = 1 WHERE path = ?" : "DELETE FROM tracks WHERE path = ?"
            for path in paths { try database.execute(sql: sql, arguments: [path]) }
        }
    }

    /// How much there is.
    public struct Totals: Sendable {
        /// Songs.
        public var tracks: Int
        /// Different artists.
        public var artists: Int
        /// Different albums.
        public var albums: Int
        /// Files that cannot be read as music.
        public var unreadable: Int
        /// Tracks whose folder is not there now.
        public var away: Int
        /// All playing time in milliseconds.
        public var milliseconds: Int64
    }

    /// Counts what there is.
    public func totals() throws -> Totals {
        try queue.read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) FILTER (WHERE problem IS NULL), count(DISTINCT artistKey),
                        count(DISTINCT albumKey), count(*) FILTER (WHERE problem IS NOT NULL),
                        total(away), CAST(total(milliseconds) AS INTEGER) FROM tracks
                    """)
            return Totals(
                tracks: row?[0] ?? 0, artists: row?[1] ?? 0, albums: row?[2] ?? 0,
                unreadable: row?[3] ?? 0, away: row?[4] ?? 0, milliseconds: row?[5] ?? 0)
        }
    }
}
