// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
public import JukeboxLogic
internal import Names
public import JukeboxModel

extension Catalogue {
    /// What the names of an order stand for.
    public struct Answer: Sendable {
        /// The tracks to play; empty if there is nothing.
        public var tracks: [Track] = []
        /// What the names may mean.
        ///
        /// If they stand for several things: each of them, the chosen one first. If they stand for
        /// nothing: what may have been meant.
        public var candidates: [Candidate] = []
        /// Why there is nothing.
        public var reason: Reason?

        /// The same for the pure jukebox.
        public var finding: Finding {
            guard reason == nil else {
                var told = reason ?? Reason(.notFound, "")
                told.candidates = candidates.prefix(3).map(\.label)
                return .nothing(told)
            }
            return .tracks(tracks, alternatives: candidates.dropFirst().prefix(3).map(\.label))
        }

        /// Makes an answer.
        public init(
            tracks: [Track] = [], candidates: [Candidate] = [], reason: Reason? = nil
        ) {
            self.tracks = tracks
            self.candidates = candidates
            self.reason = reason
        }
    }

    /// Finds what an order names, by exact match of folded names; never something random.
    ///
    /// Playlists, paths and sentences are looked up elsewhere.
    public func find(_ wanted: Order.Request) throws -> Finding { try match(wanted).finding }

    /// Finds what an order names, with all that it may stand for.
    public func match(_ wanted: Order.Request) throws -> Answer {
        if let title = wanted.title {
            let rows = try songs(title: title, artist: wanted.artist, album: wanted.album)
            return try answer(rows, wanted, of: .title, title)
        }
        if let album = wanted.album {
            let rows = try songs(album: album, artist: wanted.artist)
            return try answer(rows, wanted, of: .album, album)
        }
        let artist = wanted.artist ?? ""
        return try answer(songs(artist: artist), wanted, of: .artist, artist)
    }

    /// The first track that has all of these names; nil if none has.
    public func match(exactly wanted: Order.Request) throws -> Track? {
        if let title = wanted.title {
            return try songs(title: title, artist: wanted.artist, album: wanted.album).first?.track
        }
        return try songs(album: wanted.album ?? "", artist: wanted.artist).first?.track
    }

    /// The most candidates of an answer.
    public static let mostCandidates = 9

    // MARK: Exact names

    private func songs(title: String, artist: String?, album: String?) throws -> [FoundTrack] {
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

    private func songs(album: String, artist: String?) throws -> [FoundTrack] {
        var sql = "albumKey = ?"
        var keys = [Folding.key(album)]
        if let artist {
            sql += " AND (artistKey = ? OR albumArtistKey = ?)"
            keys += [Folding.key(artist), Folding.key(artist)]
        }
        return try rows(sql, keys, "albumArtist, disc, track, path")
    }

    private func songs(artist: String) throws -> [FoundTrack] {
        let key = Folding.key(artist)
        return try rows(
            "artistKey = ? OR albumArtistKey = ?", [key, key], "year, album, disc, track, path")
    }

    private func rows(_ sql: String, _ keys: [String], _ order: String) throws -> [FoundTrack] {
        try queue.inDatabase { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT * FROM tracks WHERE problem IS NULL AND (\(sql)) ORDER BY \(order)"
                ),
                arguments: StatementArguments(keys)
            ).map(FoundTrack.init)
        }
    }

    private func answer(
        _ rows: [FoundTrack], _ wanted: Order.Request, of kind: MusicKind, _ name: String
    ) throws -> Answer {
        guard !rows.isEmpty else {
            let reason = Reason(.notFound, "nothing found for \(wanted.spoken)")
            return Answer(candidates: try similar(to: name, of: [kind]), reason: reason)
        }
        // A song whose folder is away is queued when there is no other: it waits for the folder.
        let present = rows.filter { !$0.isAway }
        let here = present.isEmpty ? rows : present
        let playable = here.filter { $0.format == "mp3" }
        guard let first = playable.first else {
            let format = here.first?.format ?? "unknown"
            return Answer(
                reason: Reason(
                    .format, "\(wanted.spoken) is \(format), which cannot be played yet"))
        }
        switch kind {
        case .title:
            let all = playable.prefix(Self.mostCandidates)
            return Answer(
                tracks: [first.track],
                candidates: all.count > 1 ? Candidate.distinct(Array(all)) : [])
        case .album:
            return Answer(
                tracks: playable.map(\.track), candidates: Candidate.albums(of: playable, wanted))
        case .artist, .genre: return Answer(tracks: playable.map(\.track))
        }
    }
}

/// The kinds of names in the catalogue.
public enum MusicKind: String, CaseIterable, Sendable {
    case artist, album, title, genre

    /// The column of the names.
    var column: String { rawValue }
    /// The column of their keys.
    var key: String { rawValue + "Key" }
}

/// One of several things that an order may mean.
public struct Candidate: Hashable, Sendable {
    /// A name for people; no two candidates of one answer have the same.
    public var label: String
    /// The request that orders this one and nothing else.
    public var request: Order.Request

    /// Makes a candidate.
    public init(_ label: String, _ request: Order.Request) {
        self.label = label
        self.request = request
    }

    /// Tracks, each told from the others by its album, its year or at last its path.
    static func distinct(_ tracks: [FoundTrack]) -> [Candidate] {
        let labels = tracks.map(\.labels)
        let depth = labels.map(\.count).min() ?? 0
        let times = (0..<depth).map { level in
            Dictionary(grouping: labels) { $0[level] }.mapValues(\.count)
        }
        return zip(tracks, labels).map { track, labels in
            let level = (0..<depth).first { times[$0][labels[$0]] == 1 } ?? depth - 1
            return Candidate(labels[level], Order.Request(path: track.track.path))
        }
    }

    /// The albums of a name by different artists, as the tracks are in order of these; nothing for
    /// one album.
    static func albums(of tracks: [FoundTrack], _ wanted: Order.Request) -> [Candidate] {
        guard wanted.artist == nil else { return [] }
        var seen: Set<String> = []
        let found = tracks.filter {
            !$0.albumArtist.isEmpty && seen.insert(Folding.key($0.albumArtist)).inserted
        }
        guard found.count > 1 else { return [] }
        return found.prefix(Catalogue.mostCandidates).map { one in
            Candidate(
                "\(one.track.album) by \(one.albumArtist)",
                Order.Request(artist: one.albumArtist, album: one.track.album))
        }
    }
}
