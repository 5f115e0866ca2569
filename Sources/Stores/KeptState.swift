// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Foundation
internal import GRDB
public import JukeboxLogic
public import JukeboxModel

/// What a daemon finds of its predecessor in the journal.
public struct KeptState: Sendable {
    /// The rooms.
    public var rooms: [RoomRecord] = []
    /// The entries that have not ended, by room.
    public var entries: [DestinationName: [Entry]] = [:]
    /// The orders that have not ended.
    public var open: [OpenOrder] = []
    /// The first entry number that is free.
    public var nextEntry: Int64 = 1

    /// An order that has not ended.
    public struct OpenOrder: Sendable {
        /// The journal's key.
        public var key: OrderKey
        /// The number that people see.
        public var ticket: Ticket
        /// Where it stood in the ring.
        public var slotID: SlotID
        /// The order, to be decided again where it has no entries.
        public var order: Order?
        /// Where its entries stand, once that is decided; else what it asks for.
        public var destination: DestinationName?
        /// The playlist that it turned out to mean.
        public var playlist: String?
        /// Where it stands.
        public var outcome: Outcome
        /// When it was sent.
        public var submitted: WallTime
        /// How many of its entries are open.
        public var openEntries: Int
        /// How many entries it has, open and ended.
        public var entries: Int
        /// How many of its tracks have no entry yet: the rest of a long list.
        public var following: Int
        /// How its entries ended.
        public var ends: EntryCounts
        /// Why the first of its entries that failed did.
        public var firstFailure: Reason?
    }

    init(_ database: Database, decode: ([UInt8]) -> Order?) throws {
        for row in try Row.fetchAll(database, sql: "SELECT * FROM rooms") {
            rooms.append(Self.room(row))
        }
        let waiting = try Row.fetchCursor(
            database, sql: "SELECT * FROM entries WHERE outcome IS NULL ORDER BY destination, rank")
        while let row = try waiting.next() {
            entries[DestinationName(row["destination"]), default: []].append(Self.entry(row))
        }
        nextEntry = (try Int64.fetchOne(database, sql: "SELECT max(id) FROM entries") ?? 0) + 1
        let ends = try Self.ends(database)
        let failures = try Self.failures(database)
        let orders = try Row.fetchAll(
            database,
            sql: """
                SELECT key, ticket, epoch, slot, generation, bytes, outcome, submitted, tracks,
                    destination, playlist,
                    (SELECT count(*) FROM entries WHERE orderKey = key) AS entries,
                    (SELECT count(*) FROM entries WHERE orderKey = key AND outcome IS NULL) AS open
                FROM orders WHERE ended IS NULL ORDER BY key
                """)
        open = orders.map { row in
            Self.open(row, ends: ends, failures: failures, decode: decode)
        }
    }

    private static func room(_ row: Row) -> RoomRecord {
        let decibels: Double? = row["decibels"]
        return RoomRecord(
            name: DestinationName(row["name"]),
            intent: Intent(rawValue: row["intent"]) ?? .stopped,
            current: (row["current"] as Int64?).map(EntryID.init),
            milliseconds: row["milliseconds"],
            volume: decibels.map(Volume.limited) ?? .muted,
            unmuted: .limited(row["unmuted"]), held: row["held"])
    }

    private static func open(
        _ row: Row, ends: [Int64: EntryCounts], failures: [Int64: Reason],
        decode: ([UInt8]) -> Order?
    ) -> OpenOrder {
        OpenOrder(
            key: OrderKey(row["key"]), ticket: Ticket(UInt64(row["ticket"] as Int64)),
            slotID: SlotID(
                epoch: UInt64(bitPattern: row["epoch"]), slot: row["slot"],
                generation: row["generation"]),
            order: decode([UInt8](row["bytes"] as Data)),
            destination: (row["destination"] as String?).map(DestinationName.init),
            playlist: row["playlist"],
            outcome: Outcome(rawValue: row["outcome"]) ?? .accepted,
            submitted: WallTime(milliseconds: row["submitted"]), openEntries: row["open"],
            entries: row["entries"], following: max(0, row["tracks"] - row["entries"]),
            ends: ends[row["key"]] ?? EntryCounts(), firstFailure: failures[row["key"]])
    }

    private static func ends(_ database: Database) throws -> [Int64: EntryCounts] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT orderKey, outcome, count(*) AS times FROM entries
                WHERE outcome IS NOT NULL AND orderKey IN (SELECT key FROM orders WHERE ended IS NULL)
                GROUP BY orderKey, outcome
                """)
        var ends: [Int64: EntryCounts] = [:]
        for row in rows {
            guard let outcome = Outcome(rawValue: row["outcome"]) else { continue }
            ends[row["orderKey"], default: EntryCounts()].count(outcome, times: row["times"])
        }
        return ends
    }

    private static func failures(_ database: Database) throws -> [Int64: Reason] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT orderKey, code, text, min(ended) FROM entries
                WHERE outcome = ? AND orderKey IN (SELECT key FROM orders WHERE ended IS NULL)
                GROUP BY orderKey
                """, arguments: [Outcome.failed.rawValue])
        var failures: [Int64: Reason] = [:]
        for row in rows {
            let code = (row["code"] as UInt8?).flatMap(Reason.Code.init(rawValue:))
            failures[row["orderKey"]] = Reason(code ?? .unreadable, row["text"] ?? "")
        }
        return failures
    }

    static func entry(_ row: Row) -> Entry {
        Entry(
            id: EntryID(row["id"]), order: OrderKey(row["orderKey"]), track: track(row),
            rank: row["rank"], begun: row["begun"], by: row["label"])
    }

    static func track(_ row: Row) -> Track {
        Track(
            path: EscapedPath(escaped: row["path"]), title: row["title"], artist: row["artist"],
            album: row["album"], milliseconds: row["milliseconds"])
    }
}
