// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
public import JukeboxLogic
internal import Names
public import JukeboxModel

extension Catalogue {
    /// Finds what an order names, by exact match of folded names; never something random.
    ///
    /// Playlists, paths and sentences are looked up elsewhere.
    public func find(_ wanted: Order.Request) throws -> Finding {
        if let title = wanted.title {
            return try answer(
                songs(title: title, artist: wanted.artist, album: wanted.album), one: true,
                wanted, kind: "titleKey", "title", title)
        }
        if let album = wanted.album {
            return try answer(
                songs(album: album, artist: wanted.artist), one: false, wanted,
                kind: "albumKey", "album", album)
        }
        let artist = wanted.artist ?? ""
        return try answer(
            songs(artist: artist), one: false, wanted, kind: "artistKey", "artist", artist)
    }

    /// Whether a track has all of these names, by their keys; nil is any.
    public func hasTrack(title: String?, artist: String?, album: String?) throws -> Bool {
        var sql: [String] = []
        var keys: [String] = []
        if let title {
            sql.append("titleKey = ?")
            keys.append(title)
        }
        if let artist {
            sql.append("(artistKey = ? OR albumArtistKey = ?)")
            keys += [artist, artist]
        }
        if let album {
            sql.append("albumKey = ?")
            keys.append(album)
        }
        let condition = sql.joined(separator: " AND ")
        return try queue.inDatabase { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM tracks WHERE problem IS NULL AND \(condition))
                    """)
            return try Bool.fetchOne(statement, arguments: StatementArguments(keys)) ?? false
        }
    }

    /// The folded names of all artists, each once.
    public func artistKeys() throws -> [String] {
        try queue.inDatabase { database in
            try String.fetchAll(
                database.cachedStatement(
                    sql: "SELECT DISTINCT artistKey FROM tracks WHERE problem IS NULL"))
        }
    }

    private struct Found {
        var track: Track
        var format: String?
        var away: Bool
    }

    private func songs(title: String, artist: String?, album: String?) throws -> [Found] {
        var sql = "titleKey = ?"
        var keys = [Folding.key(title)]
        if let artist {
            sql += " AND (artistKey = ? OR albumArtistKey = ?)"
            keys += [Folding.key(artist), Folding.key(artist)]
        }
        if let album {
            sql += " AND albumKey = ?"
            keys.append(Folding.key(album))
        }
        return try rows(sql, keys, "artist, year, album, disc, track, path")
    }

    private func songs(album: String, artist: String?) throws -> [Found] {
        var sql = "albumKey = ?"
        var keys = [Folding.key(album)]
        if let artist {
            sql += " AND (artistKey = ? OR albumArtistKey = ?)"
            keys += [Folding.key(artist), Folding.key(artist)]
        }
        return try rows(sql, keys, "albumArtist, disc, track, path")
    }

    private func songs(artist: String) throws -> [Found] {
        let key = Folding.key(artist)
        return try rows(
            "artistKey = ? OR albumArtistKey = ?", [key, key], "year, album, disc, track, path")
    }

    private func rows(_ sql: String, _ keys: [String], _ order: String) throws -> [Found] {
        try queue.inDatabase { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT * FROM tracks WHERE problem IS NULL AND (\(sql)) ORDER BY \(order)"
                ),
                arguments: StatementArguments(keys)
            ).map { Found(track: KeptState.track($0), format: $0["format"], away: $0["away"]) }
        }
    }

    private func answer(
        _ rows: [Found], one: Bool, _ wanted: Order.Request, kind: String, _ word: String,
        _ name: String
    ) throws -> Finding {
        guard !rows.isEmpty else { return try nothing(wanted, kind, word, name) }
        // A song whose folder is away is queued when there is no other: it waits for the folder.
        let present = rows.filter { !$0.away }
        let here = present.isEmpty ? rows : present
        let playable = here.filter { $0.format == "mp3" }.map(\.track)
        guard let first = playable.first else {
            let format = here.first?.format ?? "unknown"
            return .nothing(
                Reason(.format, "\(wanted.spoken) is \(format), which cannot be played yet"))
        }
        guard one else { return .tracks(playable) }
        let others = playable.dropFirst().prefix(3).map { track in
            track.album.isEmpty ? track.spoken : "\(track.spoken) (\(track.album))"
        }
        return .tracks([first], alternatives: Array(others))
    }

    private func nothing(_ wanted: Order.Request, _ kind: String, _ word: String, _ name: String)
        throws
        -> Finding
    {
        let column = String(kind.dropLast(3))
        let names = try queue.inDatabase { database in
            try Row.fetchAll(
                database,
                sql: "SELECT DISTINCT \(kind), \(column) FROM tracks WHERE problem IS NULL"
            ).map { (key: $0[0] as String, name: $0[1] as String) }
        }
        let near = Nearness.nearest(to: Folding.key(name), among: names)
        return .nothing(Reason(.notFound, "nothing found for \(wanted.spoken)", candidates: near))
    }

    /// The track of a file, if the catalogue has it.
    public func track(at path: EscapedPath) throws -> Track? {
        try queue.inDatabase { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM tracks WHERE path = ? AND problem IS NULL",
                arguments: [path.text]
            ).map(KeptState.track)
        }
    }

    /// The tracks of some files, in their order; one that the catalogue lacks is called by its name.
    public func tracks(at paths: [EscapedPath]) throws -> [Track] {
        try queue.inDatabase { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT title, artist, album, milliseconds FROM tracks
                    WHERE path = ? AND problem IS NULL
                    """)
            return try paths.map { path in
                statement.setUncheckedArguments([path.text])
                guard let row = try Row.fetchOne(statement) else { return Track(path: path) }
                return Track(
                    path: path, title: row[0], artist: row[1], album: row[2], milliseconds: row[3])
            }
        }
    }

    /// The tracks below a folder, in the order of their paths.
    public func tracks(below folder: EscapedPath) throws -> [Track] {
        let prefix = folder.text.hasSuffix("/") ? folder.text : folder.text + "/"
        return try queue.inDatabase { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM tracks WHERE path >= ? AND path < ? AND problem IS NULL
                        AND format = 'mp3' ORDER BY path
                    """, arguments: [prefix, prefix.dropLast() + "0"]  // "0" comes after "/"
            ).map(KeptState.track)
        }
    }

    /// Searches names: the prefix of a name before that of a word before a substring; then by
    /// artist, album and track.
    public func search(_ text: String, atMost count: Int) throws -> [Track] {
        let key = Folding.key(text)
        let escaped = key.replacing("\\", with: "\\\\").replacing("%", with: "\\%")
            .replacing("_", with: "\\_")
        let columns = ["titleKey", "artistKey", "albumKey"]
        func any(_ pattern: String) -> String {
            columns.map { "\($0) LIKE \(pattern) ESCAPE '\\'" }.joined(separator: " OR ")
        }
        return try queue.inDatabase { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM tracks WHERE problem IS NULL AND (\(any("'%' || :k || '%'")))
                    ORDER BY CASE WHEN \(any(":k || '%'")) THEN 0
                        WHEN \(any("'% ' || :k || '%'")) THEN 1 ELSE 2 END,
                        artistKey, albumKey, disc, track, path LIMIT :n
                    """, arguments: ["k": escaped, "n": count]
            ).map(KeptState.track)
        }
    }
}
