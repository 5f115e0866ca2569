// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// The facts of a ticket: the answer to the question `order`.
public struct OrderAnswer: Equatable, Sendable {
    /// Its ticket.
    public var ticket: Ticket
    /// The word of its verb; empty while only the ring has the order.
    public var verb = ""
    /// Where it stands; nil while it is only in the ring.
    public var outcome: Outcome?
    /// Why it ended, or is not what was expected; for a command that was carried out, what to know
    /// about it: `already` if there was nothing to do.
    public var reason: Reason?
    /// The label of its client, if it has one.
    public var by: String?
    /// Whether a daemon runs.
    public var isUp: Bool
    /// The room that it went to; nil until that is known.
    public var destination: String?
    /// How many tracks it has; 0 until its names are resolved, and for a command.
    public var trackCount = 0
    /// The first twenty of its tracks.
    public var tracks: [TrackAnswer] = []
    /// Other tracks that would have fitted equally well.
    public var alternatives: [String] = []
    /// How many lines of its playlist cannot be played.
    public var skippedLines = 0
    /// Why a queued order is silent: a word of `Silence`; nil if nothing silences it.
    public var silent: String?
    /// How its entries ended.
    public var counts: EntryTotals?
    /// The first five of its entries that failed.
    public var failures: [Failure] = []
    /// The moments at which it got so far.
    public var times = Times()

    /// An entry that could not be played.
    public struct Failure: Equatable, Sendable {
        /// The track's title and artist.
        public var track: String
        /// Why, for people.
        public var text: String

        /// Makes a failure.
        public init(track: String, text: String) {
            self.track = track
            self.text = text
        }
    }

    /// Moments as RFC 3339 writes them; nil for what has not happened.
    public struct Times: Equatable, Sendable {
        /// When it was sent.
        public var submitted: String?
        /// When it was in the journal.
        public var accepted: String?
        /// When it was on the disk.
        public var durable: String?
        /// When it was first heard.
        public var playing: String?
        /// When it ended.
        public var finished: String?

        /// Makes times.
        public init(
            submitted: String? = nil, accepted: String? = nil, durable: String? = nil,
            playing: String? = nil, finished: String? = nil
        ) {
            self.submitted = submitted
            self.accepted = accepted
            self.durable = durable
            self.playing = playing
            self.finished = finished
        }
    }

    /// Makes the facts of a ticket of which nothing else is known.
    public init(_ ticket: Ticket, outcome: Outcome?, isUp: Bool) {
        self.ticket = ticket
        self.outcome = outcome
        self.isUp = isUp
    }

    /// The facts of an order that is in the ring, and that no daemon has looked at yet.
    public static func waiting(_ ticket: Ticket, isUp: Bool) -> OrderAnswer {
        OrderAnswer(ticket, outcome: nil, isUp: isUp)
    }

    /// Whether it is a command.
    public var isCommand: Bool { !verb.isEmpty && verb != "play" }

    /// How far it has come.
    public var status: OrderStatus {
        OrderStatus(
            outcome: outcome, trackCount: trackCount, hasPlayed: times.playing != nil,
            isDurable: times.durable != nil)
    }
}

/// How many entries of an order came to which end.
public struct EntryTotals: Equatable, Sendable {
    /// The words of the counts, in their order in JSON.
    public static let words = [
        "tracks", "heard", "skipped", "failed", "superseded", "cancelled", "expired", "open",
    ]
    private var numbers: [Int]

    /// Makes totals; a number for each of `words`.
    public init(_ numbers: [Int]) {
        self.numbers = Array((numbers + Array(repeating: 0, count: 8)).prefix(8))
    }

    /// How many tracks the order has.
    public var tracks: Int { numbers[0] }
    /// How many were heard to the end.
    public var heard: Int { numbers[1] }
    /// The counts of the other ends, and of the entries that are open.
    public var others: [(word: String, count: Int)] {
        zip(Self.words, numbers).dropFirst(2).map { (word: $0, count: $1) }
    }

    init?(_ json: JSON) {
        guard json.isObject else { return nil }
        self.init(Self.words.map(json.count))
    }

    var json: JSON {
        .object(zip(Self.words, numbers).map { .init($0, .int(Int64($1))) })
    }
}

extension Reason {
    /// For a duplicate and a reused key, the first order's ticket.
    public var firstTicket: Ticket? {
        candidates.first.flatMap { UInt64($0) }.flatMap { $0 < Ticket.limit ? Ticket($0) : nil }
    }

    init?(_ json: JSON) {
        guard json.isObject else { return nil }
        // A code of a later version is a refusal all the same.
        let code = json.text("code").flatMap(Code.init(word:)) ?? .invalid
        self.init(code, json.text("text") ?? "", candidates: json.texts("candidates"))
    }

    var json: JSON {
        ["code": .string(code.word), "text": .string(text), "candidates": JSON(candidates)]
    }
}

extension OrderAnswer {
    /// Reads an answer; nil if it has no ticket.
    public init?(_ json: JSON) {
        guard let ticket = json.ticket("ticket") else { return nil }
        self.init(
            ticket, outcome: json.text("outcome").flatMap(Outcome.init(word:)),
            isUp: json.text("daemon") != "down")
        verb = json.text("verb") ?? ""
        reason = json["reason"].flatMap { Reason($0) }
        by = json.text("by")
        destination = json.text("destination")
        trackCount = json.count("track_count")
        tracks = (json["tracks"]?.elements ?? []).map(TrackAnswer.init)
        alternatives = json.texts("alternatives")
        skippedLines = json.count("skipped_lines")
        silent = json.text("silent")
        counts = json["counts"].flatMap(EntryTotals.init)
        failures = (json["failures"]?.elements ?? []).map {
            Failure(track: $0.text("track") ?? "", text: $0.text("text") ?? "")
        }
        let moments = json["times"] ?? .null
        times = Times(
            submitted: moments.text("submitted"), accepted: moments.text("accepted"),
            durable: moments.text("durable"), playing: moments.text("playing"),
            finished: moments.text("finished"))
    }

    /// The answer as the daemon, the gateway and the command line give it.
    public var json: JSON {
        [
            "ticket": .int(Int64(clamping: ticket.number)), "verb": .string(verb),
            "outcome": .string(outcome?.word ?? "acknowledged"), "reason": reason?.json ?? .null,
            "daemon": isUp ? "up" : "down", "by": JSON(by), "destination": JSON(destination),
            "track_count": .int(Int64(trackCount)), "tracks": .array(tracks.map(\.json)),
            "alternatives": JSON(alternatives), "skipped_lines": .int(Int64(skippedLines)),
            "silent": JSON(silent), "counts": counts?.json ?? .null,
            "failures": .array(
                failures.map { ["track": .string($0.track), "text": .string($0.text)] }),
            "times": [
                "submitted": JSON(times.submitted), "accepted": JSON(times.accepted),
                "durable": JSON(times.durable), "playing": JSON(times.playing),
                "finished": JSON(times.finished),
            ],
        ]
    }
}
