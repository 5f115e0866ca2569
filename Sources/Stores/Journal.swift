// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import GRDB
internal import JukeboxLogic
public import JukeboxModel

/// `orders.db`: every order that was ever adopted, the queues, the rooms.
///
/// The intake thread alone writes to it. A commit survives the daemon; `sync` makes all
/// commits so far survive the machine.
public final class Journal {
    private let queue: DatabaseQueue
    private let path: String

    /// When anything was last written to the journal at `path`; nil where there is none.
    ///
    /// Asked before it is opened: the last sign of life of the daemon that had it before.
    public static func lastWritten(path: String) -> WallTime? {
        ["", "-wal"].compactMap { ending in
            var facts = stat()
            guard stat(path + ending, &facts) == 0 else { return nil }
            let moment = facts.st_mtim
            return WallTime(
                nanoseconds: Int64(moment.tv_sec) * 1_000_000_000 + Int64(moment.tv_nsec))
        }.max()
    }

    /// Opens the journal, or makes it.
    public init(path: String) throws {
        self.path = path
        queue = try Opening.writer(path)
        try Self.migrations.migrate(queue)
        let verdict = try queue.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard verdict == "ok" else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: verdict)
        }
    }

    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 orders, entries, rooms") { database in
            try database.execute(
                sql: """
                    CREATE TABLE orders (
                        key INTEGER PRIMARY KEY AUTOINCREMENT, ticket INTEGER NOT NULL UNIQUE,
                        epoch INTEGER NOT NULL, slot INTEGER NOT NULL, generation INTEGER NOT NULL,
                        bytes BLOB NOT NULL, verb TEXT NOT NULL, destination TEXT,
                        idempotency TEXT, expiry INTEGER NOT NULL,
                        submitted INTEGER NOT NULL, accepted INTEGER NOT NULL, durable INTEGER,
                        playing INTEGER, ended INTEGER,
                        outcome INTEGER NOT NULL, code INTEGER, text TEXT, candidates TEXT,
                        alternatives TEXT, tracks INTEGER NOT NULL DEFAULT 0);
                    CREATE INDEX ordersBySlot ON orders(slot, key);
                    CREATE INDEX openOrders ON orders(key) WHERE ended IS NULL;
                    CREATE INDEX undurable ON orders(key) WHERE durable IS NULL;
                    CREATE INDEX ordersByIdempotency ON orders(idempotency)
                        WHERE idempotency IS NOT NULL;
                    CREATE TABLE entries (
                        id INTEGER PRIMARY KEY, orderKey INTEGER NOT NULL,
                        destination TEXT NOT NULL, rank INTEGER NOT NULL, path TEXT NOT NULL,
                        title TEXT NOT NULL, artist TEXT NOT NULL, album TEXT NOT NULL,
                        milliseconds INTEGER, begun INTEGER NOT NULL DEFAULT 0,
                        outcome INTEGER, code INTEGER, text TEXT, ended INTEGER);
                    CREATE INDEX queue ON entries(destination, rank) WHERE outcome IS NULL;
                    CREATE INDEX entriesByOrder ON entries(orderKey);
                    CREATE TABLE rooms (
                        name TEXT PRIMARY KEY, intent TEXT NOT NULL, current INTEGER,
                        milliseconds INTEGER NOT NULL, decibels REAL);
                    """)
        }
        migrator.registerMigration("2 skipped lines of playlists") { database in
            try database.execute(
                sql: "ALTER TABLE orders ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("3 news of orders, for those who want to be told") { database in
            try database.execute(
                sql: """
                    CREATE TABLE news (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, orderKey INTEGER NOT NULL,
                        outcome INTEGER NOT NULL, at INTEGER NOT NULL)
                    """)
        }
        migrator.registerMigration("4 what a mute hides, and playlists by name") { database in
            try database.execute(
                sql: """
                    ALTER TABLE rooms ADD COLUMN unmuted REAL NOT NULL DEFAULT 0;
                    UPDATE rooms SET unmuted = coalesce(decibels, 0);
                    ALTER TABLE orders ADD COLUMN playlist TEXT;
                    """)
        }
        migrator.registerMigration("5 held rooms, and why an order is not heard") { database in
            try database.execute(
                sql: """
                    ALTER TABLE rooms ADD COLUMN held INTEGER;
                    ALTER TABLE orders ADD COLUMN silent TEXT;
                    """)
        }
        return migrator
    }

    /// The most news that are kept for those who have not been told yet.
    static let mostNews = 10_000

    /// An order as it came out of the ring.
    public struct Adopted: Sendable {
        /// Where it stood in the ring.
        public var slotID: SlotID
        /// The client's number.
        public var ticket: UInt64
        /// When the client sent it.
        public var submitted: WallTime
        /// The order; nil when its bytes were none.
        public var order: Order?
        /// Its bytes, so that an undecided order can be decided after a restart.
        public var bytes: [UInt8]

        /// Makes an order as it came.
        public init(
            slotID: SlotID, ticket: UInt64, submitted: WallTime, order: Order?, bytes: [UInt8]
        ) {
            self.slotID = slotID
            self.ticket = ticket
            self.submitted = submitted
            self.order = order
            self.bytes = bytes
        }
    }

    /// What the journal gave an order.
    public struct Row: Sendable {
        /// The journal's key; nil when the order is none, or a duplicate.
        public var key: OrderKey?
        /// The ticket, which is the client's unless that could not be right.
        public var ticket: Ticket
    }

    /// Writes news and adopted orders in one transaction: all of it is there, or nothing.
    public func commit(
        _ records: [DatedRecord], adopting orders: [Adopted], at now: WallTime
    ) throws -> [Row] {
        try queue.inTransaction { database in
            for dated in records { try dated.record.write(to: database, at: dated.at) }
            guard !orders.isEmpty else { return [] }
            var highest =
                try UInt64.fetchOne(
                    database.cachedStatement(sql: "SELECT max(ticket) FROM orders")) ?? 0
            return try orders.map { order in
                let row = try Self.insert(order, highest: highest, at: now, database)
                highest = max(highest, row.ticket.number)
                return row
            }
        }
    }

    private static func insert(
        _ adopted: Adopted, highest: UInt64, at now: WallTime, _ database: Database
    ) throws -> Row {
        var number = adopted.ticket
        if number == 0 || number > highest + (1 << 32) {
            number = highest + 1
        } else if number <= highest {
            let used = try Bool.fetchOne(
                database.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM orders WHERE ticket = ?)"),
                arguments: [Int64(clamping: number)])
            if used == true { number = highest + 1 }
        }
        var outcome = Outcome.accepted
        var reason: Reason?
        if adopted.order == nil {
            outcome = .refused
            reason = Reason(.invalid, "what stood in the ring was not a valid order")
        } else if let first = try duplicate(of: adopted.order, at: now, database) {
            outcome = .refused
            reason = Reason(.duplicate, "it repeats ticket \(first)", candidates: ["\(first)"])
        }
        try database.run(
            sql: """
                INSERT INTO orders (ticket, epoch, slot, generation, bytes, verb, destination,
                    idempotency, expiry, submitted, accepted, outcome, code, text, candidates, ended)
                VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
                """,
            arguments: [
                Int64(number), Int64(bitPattern: adopted.slotID.epoch), adopted.slotID.slot,
                Int64(adopted.slotID.generation),
                adopted.bytes.isEmpty ? Array("-".utf8).data : adopted.bytes.data,
                adopted.order?.verb.word ?? "?", adopted.order?.destination?.text,
                reason == nil ? adopted.order?.idempotencyKey : nil,
                Int64(adopted.order?.expirySeconds ?? 0), adopted.submitted.milliseconds,
                now.milliseconds, outcome.rawValue, reason?.code.rawValue, reason?.text,
                reason.map { Texts.join($0.candidates) }, reason == nil ? nil : now.milliseconds,
            ])
        return Row(
            key: reason == nil ? OrderKey(database.lastInsertedRowID) : nil, ticket: Ticket(number))
    }

    private static func duplicate(of order: Order?, at now: WallTime, _ database: Database) throws
        -> Int64?
    {
        guard let key = order?.idempotencyKey else { return nil }
        return try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT ticket FROM orders WHERE idempotency = ? AND accepted > ?"),
            arguments: [key, now.milliseconds - 86_400_000])
    }

    /// Makes all commits so far durable, and notes it on their orders.
    ///
    /// The C call is `fdatasync`.
    public func sync(at now: WallTime) throws {
        let log = open(path + "-wal", O_RDONLY | O_CLOEXEC)
        guard log >= 0 else { return }  // everything has been moved into the synced database
        defer { close(log) }
        guard fdatasync(log) == 0 else {
            throw DatabaseError(resultCode: .SQLITE_IOERR_FSYNC, message: "fdatasync \(errno)")
        }
        try queue.write {
            try $0.execute(
                sql: "UPDATE orders SET durable = ? WHERE durable IS NULL",
                arguments: [now.milliseconds])
        }
    }

    /// The highest ticket that was ever given.
    public func highestTicket() throws -> UInt64 {
        try queue.read { try UInt64.fetchOne($0, sql: "SELECT max(ticket) FROM orders") } ?? 0
    }

    /// Where the order of a place stands; nil when the newest order of that slot is another one,
    /// so that this one has not been journalled.
    public func outcome(at slotID: SlotID) throws -> Outcome? {
        let newest = try queue.read {
            try GRDB.Row.fetchOne(
                $0,
                sql: """
                    SELECT generation, outcome FROM orders WHERE slot = ? AND epoch = ?
                    ORDER BY key DESC LIMIT 1
                    """, arguments: [slotID.slot, Int64(bitPattern: slotID.epoch)])
        }
        guard let newest, newest["generation"] == Int64(slotID.generation) else { return nil }
        return Outcome(rawValue: newest["outcome"]) ?? .accepted
    }

    /// Forgets orders that ended before a moment, and all but the newest `count`.
    public func forget(before moment: WallTime, keeping count: Int) throws {
        try queue.write { database in
            try database.execute(
                sql: """
                    DELETE FROM orders WHERE ended IS NOT NULL AND (ended < ?
                        OR key <= (SELECT max(key) FROM orders) - ?)
                    """, arguments: [moment.milliseconds, count])
            try database.execute(
                sql: """
                    DELETE FROM entries WHERE outcome IS NOT NULL
                        AND orderKey NOT IN (SELECT key FROM orders)
                    """)
            try database.execute(
                sql: "DELETE FROM news WHERE id <= (SELECT max(id) FROM news) - ?",
                arguments: [Self.mostNews])
        }
    }

    /// What was kept, to go on from.
    public func state(decode: ([UInt8]) -> Order?) throws -> KeptState {
        try queue.read { try KeptState($0, decode: decode) }
    }
}
