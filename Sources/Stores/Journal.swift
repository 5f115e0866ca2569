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
        /// The order; nil if its bytes are not a valid one.
        public var order: Order?
        /// Its bytes as `OrderCoding` writes them: for a decision after a restart, and to tell a
        /// repeat from another order with the same key.
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
        /// The journal's key; nil if the order is refused: invalid, a duplicate, or with a key of
        /// another order.
        public var key: OrderKey?
        /// The ticket, which is the client's unless that could not be right.
        public var ticket: Ticket
    }

    /// Writes news and adopted orders in one transaction: all of it is there, or nothing.
    ///
    /// Calls `tell` with the changes after they are committed, and returns a row for each order.
    public func commit(
        _ records: [DatedRecord], adopting orders: [Adopted], at now: WallTime,
        telling tell: ([Change]) -> Void = { _ in }
    ) throws -> [Row] {
        var changes = CommitChanges()
        let rows = try queue.inTransaction { database in
            for dated in records {
                try dated.record.write(to: database, at: dated.at, &changes)
            }
            return try Self.insert(orders, at: now, database)
        }
        for row in rows { changes.add(.order(row.ticket, row.key == nil ? .refused : .accepted)) }
        tell(changes.list)
        return rows
    }

    private static func insert(
        _ orders: [Adopted], at now: WallTime, _ database: Database
    ) throws -> [Row] {
        guard !orders.isEmpty else { return [] }
        var highest =
            try UInt64.fetchOne(
                database.cachedStatement(sql: "SELECT max(ticket) FROM orders")) ?? 0
        return try orders.map { order in
            let row = try insert(order, highest: highest, at: now, database)
            highest = max(highest, row.ticket.number)
            return row
        }
    }

    /// The client's ticket; another one if that is zero, out of range or already used.
    private static func ticket(
        for adopted: Adopted, highest: UInt64, _ database: Database
    ) throws -> UInt64 {
        let number = adopted.ticket
        guard number > 0, number <= highest + (1 << 32) else { return highest + 1 }
        guard number <= highest else { return number }
        let used = try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM orders WHERE ticket = ?)"),
            arguments: [Int64(clamping: number)])
        return used == true ? highest + 1 : number
    }

    /// Why an order is refused before its names are looked up; nil if it is accepted.
    private static func refusal(
        of adopted: Adopted, at now: WallTime, _ database: Database
    ) throws -> Reason? {
        guard adopted.order != nil else {
            return Reason(.invalid, "what stood in the ring was not a valid order")
        }
        return try IdempotencyKeys.repeated(by: adopted, at: now, database)
    }

    private static func insert(
        _ adopted: Adopted, highest: UInt64, at now: WallTime, _ database: Database
    ) throws -> Row {
        let number = try ticket(for: adopted, highest: highest, database)
        let reason = try refusal(of: adopted, at: now, database)
        let outcome = reason == nil ? Outcome.accepted : .refused
        try database.run(
            sql: """
                INSERT INTO orders (ticket, epoch, slot, generation, bytes, verb, destination,
                    expiry, submitted, accepted, outcome, code, text, candidates, ended, label)
                VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
                """,
            arguments: [
                Int64(number), Int64(bitPattern: adopted.slotID.epoch), adopted.slotID.slot,
                Int64(adopted.slotID.generation),
                adopted.bytes.isEmpty ? Array("-".utf8).data : adopted.bytes.data,
                adopted.order?.verb.word ?? "?", adopted.order?.destination?.text,
                Int64(adopted.order?.expirySeconds ?? 0), adopted.submitted.milliseconds,
                now.milliseconds, outcome.rawValue, reason?.code.rawValue, reason?.text,
                reason.map { Texts.join($0.candidates) }, reason == nil ? nil : now.milliseconds,
                adopted.order?.by,
            ])
        guard reason == nil else { return Row(key: nil, ticket: Ticket(number)) }
        let key = OrderKey(database.lastInsertedRowID)
        try IdempotencyKeys.note(adopted, ticket: number, at: now, database)
        return Row(key: key, ticket: Ticket(number))
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

    /// Forgets orders that ended before a moment, and all but the newest `count`; also keys that
    /// have expired at `now`.
    public func forget(before moment: WallTime, keeping count: Int, at now: WallTime) throws {
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
            try IdempotencyKeys.forget(at: now, database)
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
