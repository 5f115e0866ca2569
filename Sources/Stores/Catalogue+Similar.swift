// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import Names
internal import JukeboxModel

extension Catalogue {
    /// A name in the catalogue.
    public struct Named: Hashable, Sendable {
        /// What it is the name of.
        public var kind: MusicKind
        /// The name, in one of its spellings.
        public var name: String
        /// Its folded form.
        public var key: String
        /// The artist of a title or an album, and the key of that name; empty for an artist.
        public var artist: String, artistKey: String
    }

    /// The most matches of the index that names are taken from.
    private static let mostRows = 20_000

    /// The names that contain all of some words as whole words, each once.
    ///
    /// - Returns: At most `count` names, in no order.
    public func names(
        _ kind: MusicKind, withWords words: [String], atMost count: Int
    ) throws -> [Named] {
        guard !words.isEmpty, words.count <= SearchText.mostTerms else { return [] }
        let wanted = Set(words)
        return try queue.inDatabase { database in
            let choices = words.map { [$0] }
            return try Self.eachName(kind, choices, database, atMost: count) { key in
                wanted.isSubset(of: key.split(separator: " ").map(String.init))
            }
        }
    }

    /// What may have been meant by a name that does not exist: names that contain its words, with one
    /// letter of each word wrong, or else names that are near as a whole.
    ///
    /// Artists come before albums, and these before titles.
    public func similar(to name: String, of kinds: [MusicKind]) throws -> [Candidate] {
        let key = Folding.key(name)
        let words = key.split(separator: " ").map(String.init)
        guard words.count <= SearchText.mostTerms else { return [] }
        return try queue.inDatabase { database in
            let choices = try words.map { word in
                let near = try Spelling.near(word, database)
                return try near.isEmpty || Spelling.isKnown(word, database) ? [word] + near : near
            }
            var found: [Named] = []
            for kind in kinds {
                found += try Self.eachName(kind, choices, database, atMost: Self.mostCandidates) {
                    let has = Set($0.split(separator: " ").map(String.init))
                    return choices.allSatisfy { !has.isDisjoint(with: $0) }
                }.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }
            }
            if found.isEmpty {
                for kind in kinds where found.isEmpty {
                    found = try Self.nearest(to: key, kind, database)
                }
            }
            return Self.candidates(Array(found.prefix(Self.mostCandidates)))
        }
    }

    /// The names whose words are among some choices: one of each.
    private static func eachName(
        _ kind: MusicKind, _ choices: [[String]], _ database: Database, atMost count: Int,
        where isWanted: (String) -> Bool
    ) throws -> [Named] {
        let words = choices.map { choice in
            let all = choice.map { Match.word(SearchWords.words(of: $0).first ?? $0) }
            return "(\(all.joined(separator: " OR ")))"
        }
        let statement = try database.cachedStatement(
            sql: """
                SELECT tracks.title, titleKey, tracks.artist, artistKey, tracks.album, albumKey,
                    albumArtist, albumArtistKey
                FROM words CROSS JOIN tracks ON number = words.rowid
                WHERE words MATCH ? LIMIT ?
                """)
        let expression = "{\(kind.column)} : (\(words.joined(separator: " AND ")))"
        let rows = try Row.fetchCursor(statement, arguments: [expression, mostRows])
        var found: [Named] = []
        var seen: Set<[String]> = []
        while found.count < count, let row = try rows.next() {
            for name in Self.names(kind, row)
            where isWanted(name.key) && seen.insert([name.key, name.artistKey]).inserted {
                found.append(name)
            }
        }
        return Array(found.prefix(count))
    }

    private static func names(_ kind: MusicKind, _ row: Row) -> [Named] {
        let artist = (name: row["artist"] as String, key: row["artistKey"] as String)
        let owner = (name: row["albumArtist"] as String, key: row["albumArtistKey"] as String)
        func named(_ name: String, _ key: String, by artist: (name: String, key: String)) -> Named {
            Named(kind: kind, name: name, key: key, artist: artist.name, artistKey: artist.key)
        }
        switch kind {
        case .artist:
            return [artist, owner].filter { !$0.name.isEmpty }.map {
                named($0.name, $0.key, by: ("", ""))
            }
        case .album:
            return [
                named(row["album"], row["albumKey"], by: owner.name.isEmpty ? artist : owner)
            ]
        case .title: return [named(row["title"], row["titleKey"], by: artist)]
        case .genre: return []
        }
    }

    private static func nearest(
        to key: String, _ kind: MusicKind, _ database: Database
    ) throws -> [Named] {
        let names = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(kind.key), \(kind.column) FROM tracks WHERE problem IS NULL
                    AND length(\(kind.key)) BETWEEN ?1 * 2 / 3 - 1 AND ?1 * 3 / 2 + 1
                GROUP BY \(kind.key)
                """, arguments: [key.unicodeScalars.count])
        var all: [(key: String, name: Named)] = []
        while let row = try names.next() {
            let name = Named(kind: kind, name: row[1], key: row[0], artist: "", artistKey: "")
            all.append((name.key, name))
        }
        return Nearness.nearest(to: key, among: all)
    }

    private static func candidates(_ names: [Named]) -> [Candidate] {
        var seen: Set<[String]> = []
        let names = names.filter { seen.insert([$0.kind.rawValue, $0.key]).inserted }
        let times = Dictionary(grouping: names, by: \.name).mapValues(\.count)
        return names.map { name in
            let isUnique = times[name.name] == 1
            let label = isUnique ? name.name : "\(name.name) (\(name.kind.rawValue))"
            switch name.kind {
            case .artist: return Candidate(label, Order.Request(artist: name.name))
            case .album: return Candidate(label, Order.Request(album: name.name))
            case .title, .genre: return Candidate(label, Order.Request(title: name.name))
            }
        }
    }
}
