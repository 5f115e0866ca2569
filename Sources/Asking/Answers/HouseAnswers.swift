// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines

/// A question that the daemon does not answer: `{"error":"…"}`.
public struct AskRefusal: Equatable, Sendable {
    /// Why, for people.
    public var text: String
    /// The word for programs, such as `gone`.
    public var code: String?

    /// Makes a refusal.
    public init(_ text: String, code: String? = nil) {
        self.text = text
        self.code = code
    }

    /// The refusal as an answer.
    public var json: JSON {
        .object(
            [.init("error", .string(text))]
                + (code.map { [.init("code", .string($0))] } ?? []))
    }

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
    /// The scan that runs; nil if none does.
    public var scan: Scan?

    /// How far a scan has come, in files.
    public struct Scan: Equatable, Sendable {
        /// The files that were seen, and those whose tags were read.
        public var seen: Int, read: Int
        /// The files whose tags are to be read in all, and those that were skipped.
        public var toRead: Int, skipped: Int

        /// Makes a progress.
        public init(seen: Int, read: Int, toRead: Int, skipped: Int) {
            self.seen = seen
            self.read = read
            self.toRead = toRead
            self.skipped = skipped
        }
    }

    /// Makes totals.
    public init(
        tracks: Int, artists: Int, albums: Int, unreadable: Int, away: Int, seconds: Int64,
        scan: Scan?
    ) {
        self.tracks = tracks
        self.artists = artists
        self.albums = albums
        self.unreadable = unreadable
        self.away = away
        self.seconds = seconds
        self.scan = scan
    }

    /// Reads an answer; nil if it is not about the library.
    public init?(_ json: JSON) {
        guard json["tracks"]?.int != nil else { return nil }
        tracks = json.count("tracks")
        artists = json.count("artists")
        albums = json.count("albums")
        unreadable = json.count("unreadable")
        away = json.count("away")
        seconds = max(0, json["duration_s"]?.int ?? 0)
        scan = json["scan"].flatMap(Scan.init)
    }

    /// The totals as an answer.
    public var json: JSON {
        [
            "tracks": .int(Int64(tracks)), "artists": .int(Int64(artists)),
            "albums": .int(Int64(albums)), "unreadable": .int(Int64(unreadable)),
            "away": .int(Int64(away)), "duration_s": .int(seconds), "scan": scan?.json ?? .null,
        ]
    }
}

extension LibraryTotals.Scan {
    init?(_ json: JSON) {
        guard json.isObject else { return nil }
        self.init(
            seen: json.count("seen"), read: json.count("read"), toRead: json.count("to_read"),
            skipped: json.count("skipped"))
    }

    var json: JSON {
        [
            "seen": .int(Int64(seen)), "read": .int(Int64(read)), "to_read": .int(Int64(toRead)),
            "skipped": .int(Int64(skipped)),
        ]
    }
}

/// The daemon's folders: the answer to `settings`.
public struct FolderAnswer: Equatable, Sendable {
    /// The music folders.
    public var music: [String]
    /// The folders of the playlists and of the databases.
    public var playlists: String, state: String

    /// Makes an answer.
    public init(music: [String], playlists: String, state: String) {
        self.music = music
        self.playlists = playlists
        self.state = state
    }

    /// Reads an answer; nil if it is not about folders.
    public init?(_ json: JSON) {
        guard json["music"] != nil, let playlists = json.text("playlists") else { return nil }
        music = json.texts("music")
        self.playlists = playlists
        state = json.text("state") ?? ""
    }

    /// The folders as an answer.
    public var json: JSON {
        ["music": JSON(music), "playlists": .string(playlists), "state": .string(state)]
    }
}
