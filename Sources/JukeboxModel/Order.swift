// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A request of a client: a verb with its values, a destination and a mode.
///
/// A command (pause, volume …) is an order too.
public struct Order: Hashable, Sendable {
    /// The action, with its values.
    public var verb: Verb
    /// The destination, or one of its nicknames; nil is the default destination.
    public var destination: DestinationName?
    /// Where in the queue a `play` goes.
    public var mode: Mode
    /// Whether it is synced to the disk at once instead of within a second.
    public var durable: Bool
    /// How long it may wait for sound or for the daemon before it expires, in seconds;
    /// nil is the setting's.
    public var expirySeconds: UInt32?
    /// A client's own name for this order: a repeat within 24 hours is a duplicate, and another
    /// order with the same name is refused.
    public var idempotencyKey: String?
    /// Whether it may cut off what plays and carry out commands.
    ///
    /// If false, commands, sentences that
    /// are commands, and the modes `now` and `replace` are refused.
    public var mayControl: Bool
    /// The name of the client, as it says itself; nil if it does not.
    ///
    /// Only shown, never a permission. `label(from:)` makes one.
    public var by: String?

    /// Makes an order.
    public init(
        _ verb: Verb, destination: DestinationName? = nil, mode: Mode = .append,
        durable: Bool = false, expirySeconds: UInt32? = nil, idempotencyKey: String? = nil,
        mayControl: Bool = true, by label: String? = nil
    ) {
        self.verb = verb
        self.destination = destination
        self.mode = mode
        self.durable = durable
        self.expirySeconds = expirySeconds
        self.idempotencyKey = idempotencyKey
        self.mayControl = mayControl
        by = label
    }

    /// Where in the queue the tracks of a `play` go.
    public enum Mode: UInt8, CaseIterable, Sendable {
        /// At the end.
        case append = 0
        /// After the track that plays.
        case next = 1
        /// At once; afterwards the queue goes on.
        case now = 2
        /// At once, in place of the whole queue.
        case replace = 3

        /// The word for it.
        public var word: String {
            switch self {
            case .append: "append"
            case .next: "next"
            case .now: "now"
            case .replace: "replace"
            }
        }

        /// Finds a mode by its word.
        public init?(word: String) {
            guard let mode = Self.allCases.first(where: { $0.word == word }) else { return nil }
            self = mode
        }
    }

    /// The action that an order asks for, with its values.
    public enum Verb: Hashable, Sendable {
        /// Finds tracks and queues them.
        case play(Request)
        /// Holds the sound where it is.
        case pause
        /// Goes on from a pause or a stop.
        case resume
        /// Pauses what plays, and goes on otherwise.
        case toggle
        /// Ends the sound and closes the device; the queue stays.
        case stop
        /// Skips to the following entry.
        case next
        /// Starts the entry again, or goes back to the one before.
        case previous
        /// Plays an entry of the queue now, and skips those before it.
        case jump(EntryID)
        /// Moves the position within the track.
        case seek(Seek)
        /// Sets or changes the volume.
        case volume(VolumeChange)
        /// Takes everything that is not playing out of the queue.
        case clear
        /// Takes everything but the entry that plays out of the queue; fails if none does.
        case crop
        /// Mixes the entries that wait.
        case shuffle
        /// Takes entries out of the queue: all of them, or none if the queue has changed.
        case remove([EntrySpan])
        /// Moves an entry to a position in the queue; 1 is the next to play.
        case move(EntryID, to: UInt32)
        /// Takes back the last change of the queue: a remove, clear, crop, shuffle, move or jump, or
        /// a play with the mode `replace`.
        case undo
        /// Withdraws the order of a ticket.
        case cancel(Ticket)
        /// Reads the settings again.
        case reload
        /// Looks for new, changed and removed music; `prune` forgets what is away.
        case updateLibrary(prune: Bool)

        /// Whether this is a command, which may use the urgent slot.
        public var isCommand: Bool {
            if case .play = self { false } else { true }
        }
    }

    /// Where a seek goes.
    public enum Seek: Hashable, Sendable {
        /// To a number of milliseconds from the start.
        case to(Int64)
        /// By a number of milliseconds; a negative one goes backwards.
        case by(Int64)
        /// To a part of the track, from 0 to 100 percent.
        case percent(Double)
    }

    /// A change of the volume.
    public enum VolumeChange: Hashable, Sendable {
        /// Sets it.
        case set(Volume)
        /// Changes it by some decibels.
        case by(Double)
        /// Changes it by percent points, and ends at 0 or 100.
        case byPercent(Double)
        /// Restores the volume from before a mute; without a mute, changes nothing.
        case unmute
    }
}

extension Order {
    /// The names in a `play` order; an order with none of them is refused.
    public struct Request: Hashable, Sendable {
        /// A song's name.
        public var title: String?
        /// The artist.
        public var artist: String?
        /// The album it is on.
        public var album: String?
        /// The name of a playlist file.
        public var playlist: String?
        /// A file or folder inside the music directories.
        public var path: EscapedPath?
        /// A sentence as people say it: names, and perhaps a room and a mode ("next", "now").
        public var query: String?

        /// Makes a request from the names that are known.
        public init(
            title: String? = nil, artist: String? = nil, album: String? = nil,
            playlist: String? = nil, path: EscapedPath? = nil, query: String? = nil
        ) {
            self.title = title
            self.artist = artist
            self.album = album
            self.playlist = playlist
            self.path = path
            self.query = query
        }

        /// Whether it names nothing.
        public var isEmpty: Bool {
            title == nil && artist == nil && album == nil && playlist == nil && path == nil
                && query == nil
        }

        /// The request in a few words, for messages: `title "Yesterday", artist "The Beatles"`.
        public var spoken: String {
            var parts: [String] = []
            if let title { parts.append("title “\(title)”") }
            if let album { parts.append("album “\(album)”") }
            if let artist { parts.append("artist “\(artist)”") }
            if let playlist { parts.append("playlist “\(playlist)”") }
            if let path { parts.append("path “\(path)”") }
            if let query { parts.append("“\(query)”") }
            return parts.joined(separator: ", ")
        }
    }
}
