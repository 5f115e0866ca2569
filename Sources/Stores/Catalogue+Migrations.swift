// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import JukeboxModel

extension Catalogue {
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
        migrator.registerMigration("3 finding") { try addFinding(to: $0) }
        return migrator
    }

    /// Adds what searches need: genres, the time a file was first seen, and the index of words.
    ///
    /// Every file is read again for its genre. Files that are known already count as added when they
    /// were last changed.
    private static func addFinding(to database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE tracks ADD COLUMN genre TEXT NOT NULL DEFAULT '';
                ALTER TABLE tracks ADD COLUMN genreKey TEXT NOT NULL DEFAULT '';
                ALTER TABLE tracks ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE tracks ADD COLUMN number INTEGER;
                UPDATE tracks SET retry = \(FileFacts.Retry.nextScan.rawValue),
                    added = min(max(0, modified / 1000000000), CAST(strftime('%s') AS INTEGER));
                CREATE UNIQUE INDEX tracksByNumber ON tracks(number);
                DROP INDEX tracksByAlbum;
                CREATE INDEX tracksByAlbum ON tracks(albumKey, albumArtistKey);
                CREATE INDEX tracksByGenre ON tracks(genreKey, genre) WHERE problem IS NULL;
                -- The rowid is the track's number; the columns hold `SearchWords`.
                CREATE VIRTUAL TABLE words USING fts5(title, artist, album, genre, facts,
                    columnsize = 0, prefix = '1 2',
                    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'");
                CREATE TRIGGER tracksForgotten AFTER DELETE ON tracks
                    BEGIN DELETE FROM words WHERE rowid = old.number; END;
                -- Every word of a name that there is or was, also written backwards.
                CREATE TABLE spellings (word TEXT PRIMARY KEY, backward TEXT NOT NULL)
                    WITHOUT ROWID;
                CREATE INDEX spellingsBackward ON spellings(backward);
                """)
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT path, title, artist, album, albumArtist, year, problem FROM tracks")
        for (index, row) in rows.enumerated() {
            let path: String = row["path"]
            let number = Int64(index + 1)
            try database.run(
                sql: "UPDATE tracks SET number = ? WHERE path = ?", arguments: [number, path])
            guard (row["problem"] as String?) == nil else { continue }
            let entry = WordEntry(
                title: row["title"], artists: [row["artist"], row["albumArtist"]],
                album: row["album"], genres: [], year: row["year"])
            try entry.insert(number, into: database)
        }
    }
}
