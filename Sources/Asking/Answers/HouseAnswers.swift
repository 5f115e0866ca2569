// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// A question that the daemon does not answer: `{"error":"…"}`.
public struct AskRefusal: Equatable, Sendable {
    /// Why, for people.
    public var text: String
    /// The word for programs, such as `gone`.
    public var code: String?

    /// Reads a refusal; nil for an answer.
    public init?(_ json: JSON) {
        guard let text = json.text("error") else { return nil }
        self.text = text
        code = json.text("code")
    }
}

/// The size of the library and the progress of a scan: the answer to `library`.
public struct LibraryTotals: Equatable, Sendable {
    /// How many there are.
    public var tracks: Int, artists: Int, albums: Int
    /// Files that could not be read, and tracks whose files are away.
    public var unreadable: Int, away: Int
    /// The length of everything, in seconds.
    public var seconds: Int64
    /// The scan that runs, or the last one.
    public var scan: JSON

    /// Reads an answer; nil if it is not about the library.
    public init?(_ json: JSON) {
        guard json["tracks"]?.int != nil else { return nil }
        tracks = json.count("tracks")
        artists = json.count("artists")
        albums = json.count("albums")
        unreadable = json.count("unreadable")
        away = json.count("away")
        seconds = max(0, json["duration_s"]?.int ?? 0)
        scan = json["scan"] ?? .null
    }

    /// The totals as an answer.
    public var json: JSON {
        [
            "tracks": .int(Int64(tracks)), "artists": .int(Int64(artists)),
            "albums": .int(Int64(albums)), "unreadable": .int(Int64(unreadable)),
            "away": .int(Int64(away)), "duration_s": .int(seconds), "scan": scan,
        ]
    }
}

/// The daemon's counters since its start: the answer to `figures`.
public struct Figures: Equatable, Sendable {
    /// A count for each word, sorted by the words.
    public typealias Table = [(name: String, count: Int)]

    private let source: JSON

    /// Reads an answer.
    public init?(_ json: JSON) {
        guard json["outcomes"] != nil else { return nil }
        source = json
    }

    /// How often an order of music got so far, by the outcome's word.
    public var outcomes: Table { table("outcomes") }
    /// How often a player ended unasked, by destination.
    public var restarts: Table { table("restarts") }
    /// How often a device ran dry, by destination.
    public var underruns: Table { table("underruns") }
    /// How long it took to resolve names.
    public var resolved: Histogram? { source["resolved"].flatMap(Histogram.init) }
    /// How long it took from an order to its first frame.
    public var audible: Histogram? { source["audible"].flatMap(Histogram.init) }

    private func table(_ name: String) -> Table {
        guard case .object(let members)? = source[name] else { return [] }
        return members.map { ($0.name, max(0, Int(clamping: $0.value.int ?? 0))) }
    }
}
