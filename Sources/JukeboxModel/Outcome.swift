// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Where a ticket stands.
///
/// A ticket passes some of the first four and ends in exactly one of the others. Its entries
/// keep their own ends; the ticket's word says the most important truth about all of them.
public enum Outcome: UInt8, CaseIterable, Sendable {
    /// In the journal.
    case accepted = 1
    /// Its names are found.
    case resolved = 2
    /// Its entries are in a queue.
    case queued = 3
    /// Frames of it have left the device.
    case playing = 4
    /// Everything that was ordered was heard to its end; a command: carried out.
    case finished = 5
    /// It could not be played.
    case failed = 6
    /// It was not taken: unknown names or destination, a full queue, a duplicate.
    case refused = 7
    /// Another order replaced it, or cut it off.
    case superseded = 8
    /// A person removed, cleared or cancelled it, or its destination is gone.
    case cancelled = 9
    /// It waited too long for sound or for the daemon.
    case expired = 10
    /// A person moved on to the next song.
    case skipped = 11
    /// Some of it was heard, and some failed.
    case partly = 12

    /// Whether it is the end of a ticket.
    public var isTerminal: Bool { rawValue >= Outcome.finished.rawValue }

    /// The word for it.
    public var word: String {
        switch self {
        case .accepted: "accepted"
        case .resolved: "resolved"
        case .queued: "queued"
        case .playing: "playing"
        case .finished: "finished"
        case .failed: "failed"
        case .refused: "refused"
        case .superseded: "superseded"
        case .cancelled: "cancelled"
        case .expired: "expired"
        case .skipped: "skipped"
        case .partly: "partly"
        }
    }

    /// Finds an outcome by its word.
    public init?(word: String) {
        guard let outcome = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = outcome
    }
}

/// Why an order or an entry ended as it did: a code for programs, a sentence for people.
public struct Reason: Hashable, Sendable {
    /// The kind of reason, for programs.
    public var code: Code
    /// For people: what failed, on what, why.
    public var text: String
    /// Up to three similar names; for a duplicate and a reused key, the first ticket.
    public var candidates: [String]

    /// Makes a reason.
    public init(_ code: Code, _ text: String, candidates: [String] = []) {
        self.code = code
        self.text = text
        self.candidates = candidates
    }

    /// The kinds of reason.
    public enum Code: UInt8, CaseIterable, Sendable {
        /// No name matches.
        case notFound = 1
        /// Found, but not in a format that a player can decode.
        case format = 2
        /// No destination has that name.
        case destination = 3
        /// The destination's queue is full.
        case queueFull = 4
        /// The order is empty or damaged.
        case invalid = 5
        /// The file is gone or cannot be read.
        case unreadable = 6
        /// The file is damaged.
        case damaged = 7
        /// The device is absent, busy or failing.
        case device = 8
        /// The player died three times while it played this.
        case player = 9
        /// It waited too long for sound or for the daemon.
        case late = 10
        /// The command cannot be carried out now.
        case notNow = 11
        /// Outside the music directories.
        case outside = 12
        /// The settings file has errors; the old settings stay in force.
        case settings = 13
        /// An order with the same idempotency key came first.
        case duplicate = 14
        /// The music folder is missing, empty, or answers with I/O errors: not the file's fault.
        case away = 15
        /// The order may not control: its sender may only queue music.
        case scope = 16
        /// The same idempotency key was used for another order.
        case keyReused = 17
        /// Not a problem: the answer to a question that a sentence asked.
        case question = 18
        /// Not a problem: the command had nothing to do.
        case already = 19
        /// Not a problem: what a command that was carried out has changed.
        case note = 20
        /// The library is still being read for the first time.
        case scanning = 21

        /// The word for it.
        public var word: String {
            switch self {
            case .notFound: "notFound"
            case .format: "format"
            case .destination: "destination"
            case .queueFull: "queueFull"
            case .invalid: "invalid"
            case .unreadable: "unreadable"
            case .damaged: "damaged"
            case .device: "device"
            case .player: "player"
            case .late: "late"
            case .notNow: "notNow"
            case .outside: "outside"
            case .settings: "settings"
            case .duplicate: "duplicate"
            case .away: "away"
            case .scope: "scope"
            case .keyReused: "keyReused"
            case .question: "question"
            case .already: "already"
            case .note: "note"
            case .scanning: "scanning"
            }
        }

        /// Finds a code by its word.
        public init?(word: String) {
            guard let code = Self.allCases.first(where: { $0.word == word }) else { return nil }
            self = code
        }
    }
}
