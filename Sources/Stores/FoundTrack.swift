// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
public import JukeboxModel

/// A track in the catalogue with what tells it from others.
public struct FoundTrack: Hashable, Sendable {
    /// The track.
    public var track: Track
    /// The performer of its album; empty if unknown.
    public var albumArtist: String
    /// The year; zero if unknown.
    public var year: Int64
    /// The genres, separated by "; ".
    public var genre: String
    /// When it was first seen, in seconds since 1970.
    public var added: Int64
    /// The kind of file.
    var format: String?
    /// Whether its folder is missing.
    var isAway: Bool

    init(_ row: Row) {
        track = KeptState.track(row)
        albumArtist = row["albumArtist"]
        year = row["year"]
        genre = row["genre"]
        added = row["added"]
        format = row["format"]
        isAway = row["away"]
    }

    /// What tells it from others of the same name, the shorter texts first; the last one is unique.
    var labels: [String] {
        let album = track.album
        let short = album.isEmpty ? track.spoken : "\(track.spoken) (\(album))"
        let facts = [album, year > 0 ? "\(year)" : ""].filter { !$0.isEmpty }
        let long = facts.isEmpty ? short : "\(track.spoken) (\(facts.joined(separator: ", ")))"
        return [short, long, "\(track.spoken) (\(track.path))"]
    }
}
