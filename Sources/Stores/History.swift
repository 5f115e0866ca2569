// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
public import JukeboxModel

/// Reads `orders.db` beside its writer; for the thread that answers questions.
public final class History {
    // Read without transactions: to compile a BEGIN would make SQLite compile the kept statements
    // anew (GRDB sets its authorizer, and that expires them), which costs more than the reading.
    let queue: DatabaseQueue

    /// Opens the journal for reading; it must be there.
    public init(path: String) throws {
        queue = try Opening.writer(path)
    }

    /// What is known of an order.
    public struct OrderFacts: Sendable {
        /// The journal's key.
        var key: Int64
        /// The number that people see.
        public var ticket: Ticket
        /// What was asked for.
        public var verb: String
        /// Where it stands.
        public var outcome: Outcome
        /// Why.
        public var reason: Reason?
        /// The label of its client, if it has one.
        public var label: String?
        /// Where it went.
        public var destination: String?
        /// How many tracks it brought.
        public var trackCount: Int
        /// The first twenty of them.
        public var tracks: [Track]
        /// What was equally good.
        public var alternatives: [String]
        /// How many lines of its playlist were skipped.
        public var skippedLines: Int
        /// Why it was not heard although nothing was to be heard before it: a word of `Silence`.
        public var silent: String?
        /// How its entries ended.
        public var counts: Counts
        /// The first five of its entries that failed.
        public var failures: [Failure]
        /// When it was sent, accepted, durable, first heard, over.
        public var submitted: WallTime
        /// When it was in the journal.
        public var accepted: WallTime
        /// When it was on the disk.
        public var durable: WallTime?
        /// When frames of it first left the device.
        public var playing: WallTime?
        /// When it ended.
        public var ended: WallTime?
    }

    /// How many entries of an order came to which end.
    public struct Counts: Equatable, Sendable {
        /// How many tracks the order brought.
        public var tracks = 0
        /// Heard to the end.
        public var heard = 0
        /// Somebody moved on.
        public var skipped = 0
        /// Could not be played.
        public var failed = 0
        /// Replaced or cut off by another order.
        public var superseded = 0
        /// Removed, cleared or cancelled.
        public var cancelled = 0
        /// Waited too long.
        public var expired = 0
        /// Not ended yet.
        public var open = 0

        /// Counts given one by one; those not given are 0.
        public init(
            tracks: Int = 0, heard: Int = 0, skipped: Int = 0, failed: Int = 0,
            superseded: Int = 0, cancelled: Int = 0, expired: Int = 0, open: Int = 0
        ) {
            self.tracks = tracks
            self.heard = heard
            self.skipped = skipped
            self.failed = failed
            self.superseded = superseded
            self.cancelled = cancelled
            self.expired = expired
            self.open = open
        }
    }

    /// An entry that could not be played.
    public struct Failure: Equatable, Sendable {
        /// Which track.
        public var track: Track
        /// Why, for people.
        public var text: String
    }

    /// What is known of a ticket; nil when there never was one, or it is forgotten.
    ///
    /// To count the entries of a long list takes milliseconds: those who only look whether an order
    /// has come so far leave the counts at zero, and call `counted` once it has.
    public func order(_ ticket: Ticket, counting: Bool = true) throws -> OrderFacts? {
        try queue.inDatabase { database in
            guard
                let row = try Row.fetchOne(
                    database.cachedStatement(sql: "SELECT * FROM orders WHERE ticket = ?"),
                    arguments: [Int64(ticket.number)])
            else { return nil }
            return try Self.facts(row, database, counting: counting)
        }
    }

    /// The same facts, with how the order's entries have ended by now.
    public func counted(_ facts: OrderFacts) throws -> OrderFacts {
        try queue.inDatabase { database in
            var facts = facts
            try Self.count(&facts, database)
            return facts
        }
    }

    /// The newest orders, the newest first.
    public func orders(atMost count: Int) throws -> [OrderFacts] {
        var orders: [OrderFacts] = []
        try eachOrder {
            guard orders.count < count else { return false }
            orders.append($0)
            return true
        }
        return orders
    }

    /// Reads the orders one by one, the one with the highest ticket first, until `take` returns
    /// false; with a ticket, only those before it, which may be forgotten itself.
    public func eachOrder(
        before ticket: Ticket? = nil, _ take: (OrderFacts) -> Bool
    ) throws {
        try queue.inDatabase { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM orders WHERE ticket < ? ORDER BY ticket DESC",
                arguments: [ticket.map { Int64(clamping: $0.number) } ?? .max])
            while let row = try rows.next(), take(try Self.facts(row, database)) {}
        }
    }

    /// That an order of music began to be heard, or ended.
    public struct News: Sendable {
        /// Counts up.
        public var id: Int64
        /// What the order had come to.
        public var outcome: Outcome
        /// When.
        public var at: WallTime
        /// What is known of the order by now.
        public var order: OrderFacts
    }

    /// The number of the last news; zero when there is none.
    public func lastNews() throws -> Int64 {
        try queue.inDatabase { database in
            try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(id) FROM news")) ?? 0
        }
    }

    /// The news after a number, the oldest first.
    public func news(after number: Int64, atMost count: Int) throws -> [News] {
        try queue.inDatabase { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT news.id AS newsID, news.outcome AS newsOutcome, news.at AS newsAt,
                            orders.*
                        FROM news JOIN orders ON orders.key = news.orderKey
                        WHERE news.id > ? ORDER BY news.id LIMIT ?
                        """), arguments: [number, count])
            return try rows.map { row in
                News(
                    id: row["newsID"], outcome: Outcome(rawValue: row["newsOutcome"]) ?? .failed,
                    at: WallTime(milliseconds: row["newsAt"]),
                    order: try Self.facts(row, database))
            }
        }
    }

    private static func facts(
        _ row: Row, _ database: Database, counting: Bool = true
    ) throws -> OrderFacts {
        func time(_ column: String) -> WallTime? {
            (row[column] as Int64?).map(WallTime.init(milliseconds:))
        }
        let tracks = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT * FROM entries WHERE orderKey = ? ORDER BY id LIMIT 20"),
            arguments: [row["key"] as Int64])
        let code = (row["code"] as UInt8?).flatMap(Reason.Code.init(rawValue:))
        var facts = OrderFacts(
            key: row["key"], ticket: Ticket(UInt64(row["ticket"] as Int64)), verb: row["verb"],
            outcome: Outcome(rawValue: row["outcome"]) ?? .accepted,
            reason: code.map {
                Reason($0, row["text"] ?? "", candidates: Texts.split(row["candidates"]))
            },
            label: row["label"], destination: row["destination"], trackCount: row["tracks"],
            tracks: tracks.map(KeptState.track), alternatives: Texts.split(row["alternatives"]),
            skippedLines: row["skipped"], silent: row["silent"],
            counts: Counts(tracks: row["tracks"]), failures: [],
            submitted: time("submitted") ?? WallTime(nanoseconds: 0),
            accepted: time("accepted") ?? WallTime(nanoseconds: 0), durable: time("durable"),
            playing: time("playing"), ended: time("ended"))
        if counting { try count(&facts, database) }
        return facts
    }

    private static func count(_ facts: inout OrderFacts, _ database: Database) throws {
        facts.counts = try counts(of: facts.key, database)
        facts.counts.tracks = facts.trackCount
        if facts.counts.failed > 0 { facts.failures = try failures(of: facts.key, database) }
    }

    private static func counts(of key: Int64, _ database: Database) throws -> Counts {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT outcome, count(*) FROM entries WHERE orderKey = ? GROUP BY outcome"),
            arguments: [key])
        var counts = Counts()
        for row in rows {
            let count: Int = row[1]
            switch (row[0] as UInt8?).flatMap(Outcome.init(rawValue:)) {
            case .finished?: counts.heard += count
            case .skipped?: counts.skipped += count
            case .superseded?: counts.superseded += count
            case .cancelled?: counts.cancelled += count
            case .expired?: counts.expired += count
            case nil: counts.open += count
            default: counts.failed += count
            }
        }
        return counts
    }

    private static func failures(of key: Int64, _ database: Database) throws -> [Failure] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT * FROM entries WHERE orderKey = ? AND outcome = ? ORDER BY id LIMIT 5
                    """), arguments: [key, Outcome.failed.rawValue]
        ).map { Failure(track: KeptState.track($0), text: $0["text"] ?? "") }
    }
}
