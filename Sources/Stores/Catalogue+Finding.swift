// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
public import JukeboxModel

extension Catalogue {
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
}
