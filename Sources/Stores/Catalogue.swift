// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import JukeboxLogic
internal import Names
internal import JukeboxModel

/// `catalogue.db`: what music there is; rebuilt by a scan whenever it is lost.
///
/// Belongs to the thread that answers questions.
public final class Catalogue {
    let queue: DatabaseQueue

    /// Opens the catalogue, or makes it.
    ///
    /// Files that crashed their reader are read at the next scan.
    public init(path: String) throws {
        queue = try Opening.writer(path, memory: 1024)
        try Self.migrations.migrate(queue)
        try retryCrashes()
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
        migrator.registerMigration("2 retries") { database in
            // What was judged before may have been a slow disk or another file's crash.
            try database.execute(
                sql: """
                    ALTER TABLE tracks ADD COLUMN retry INTEGER NOT NULL DEFAULT 0;
                    UPDATE tracks SET retry = \(FileFacts.Retry.nextScan.rawValue)
                        WHERE problem IS NOT NULL;
                    UPDATE tracks SET milliseconds = NULL
                        WHERE milliseconds NOT BETWEEN 0 AND \(TagFacts.longestLength);
                    CREATE INDEX tracksToRetry ON tracks(retry) WHERE retry <> 0;
                    """)
        }
        return migrator
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
