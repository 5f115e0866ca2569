// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines

/// A track in an answer.
public struct TrackAnswer: Equatable, Sendable {
    /// Its title.
    public var title: String
    /// Its artist; empty if it has none.
    public var artist: String
    /// Its album; empty if it has none.
    public var album: String
    /// Its file.
    public var path: String
    /// Its length in milliseconds, if it is known.
    public var milliseconds: Int64?
    /// Its entry in a queue.
    public var entry: Int64?
    /// Its year; nil if that is unknown, or was not asked for.
    public var year: Int64?
    /// Its genres, separated by "; "; nil as the year.
    public var genre: String?

    /// Makes a track.
    public init(
        title: String, artist: String = "", album: String = "", path: String = "",
        milliseconds: Int64? = nil, entry: Int64? = nil, year: Int64? = nil, genre: String? = nil
    ) {
        self.title = title
        self.artist = artist
        self.album = album
        self.path = path
        self.milliseconds = milliseconds
        self.entry = entry
        self.year = year
        self.genre = genre
    }

    /// Reads a track; missing names are empty.
    public init(_ json: JSON) {
        self.init(
            title: json.text("title") ?? "", artist: json.text("artist") ?? "",
            album: json.text("album") ?? "", path: json.text("path") ?? "",
            milliseconds: json.milliseconds(fromSeconds: "duration_s"), entry: json["entry"]?.int,
            year: json["year"]?.int, genre: json.text("genre"))
    }

    /// The track as an answer has it.
    public var json: JSON {
        .object(
            (entry.map { [JSON.Member("entry", .int($0))] } ?? []) + nameMembers
                + [.init("duration_s", JSON.seconds(milliseconds))]
                + (year.map { [.init("year", .int($0))] } ?? [])
                + (genre.map { [.init("genre", .string($0))] } ?? []))
    }

    /// The names and the file alone, as a snapshot and a status have them.
    var names: JSON { .object(nameMembers) }

    /// The names alone.
    var shortNames: JSON { .object(Array(nameMembers.prefix(3))) }

    private var nameMembers: [JSON.Member] {
        [
            .init("title", .string(title)), .init("artist", .string(artist)),
            .init("album", .string(album)), .init("path", .string(path)),
        ]
    }

    /// `Yesterday by The Beatles`, fit for a terminal.
    public var spoken: String {
        let title = title.isEmpty ? "?" : title
        return (artist.isEmpty ? title : "\(title) by \(artist)").plain()
    }
}
