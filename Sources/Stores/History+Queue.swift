// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
public import JukeboxModel

// The queues. Each read uses the index `queue`, and costs only the entries that it returns.
extension History {
    /// An entry of a queue, and the order that brought it.
    public struct QueueEntry: Sendable {
        /// The entry.
        public var id: EntryID
        /// The track.
        public var track: Track
        /// The ticket of its order.
        public var ticket: Ticket?
        /// The label of the client that ordered it, if it has one.
        public var label: String?
    }

    /// How many entries a queue has, and how long they are together.
    public struct QueueTotals: Sendable {
        /// How many entries have not ended, with the current one.
        public var count: Int
        /// The sum of the lengths that are known, in milliseconds.
        public var milliseconds: Int64
    }

    /// The place at which a page of a queue begins.
    public struct PageStart: Sendable {
        /// How many waiting entries come before the page.
        public var waiting: Int
        /// The entry that is current now.
        public var current: EntryID?
    }

    /// The first entries of a room that have not ended, in playing order, the current one first.
    public func queue(of name: DestinationName, atMost count: Int) throws -> [(EntryID, Track)] {
        var entries: [(EntryID, Track)] = []
        _ = try eachEntry(of: name) {
            guard entries.count < count else { return false }
            entries.append(($0.id, $0.track))
            return true
        }
        return entries
    }

    /// Reads those entries one by one, until `take` returns false.
    ///
    /// With an entry, begins after it, and returns nil if it is not in the queue. Brief entries have
    /// no album, no file and no ticket, and are read in half the time.
    public func eachEntry(
        of name: DestinationName, after entry: EntryID? = nil, isBrief: Bool = false,
        _ take: (QueueEntry) -> Bool
    ) throws -> PageStart? {
        try queue.inDatabase { database in
            let columns = isBrief ? Self.briefColumns : Self.columns
            let current = try Self.current(of: name, columns, database)
            let currentID = (current?[0] as Int64?).map(EntryID.init)
            var start = PageStart(waiting: 0, current: currentID)
            var after: (rank: Int64, id: Int64) = (.min, .min)
            var tickets = Tickets(database)
            if let entry {
                guard let rank = try Self.rank(of: entry, in: name, database) else { return nil }
                if entry != currentID {
                    after = (rank, entry.number)
                    start.waiting = try Self.count(name, through: after, currentID, database)
                }
            } else if let current {
                let entry = try isBrief ? Self.brief(current) : Self.entry(current, &tickets)
                guard take(entry) else { return start }
            }
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT \(columns) FROM entries
                        WHERE destination = ? AND outcome IS NULL
                            AND (rank, id) > (?, ?) AND id != ? ORDER BY rank, id
                        """),
                arguments: [name.text, after.rank, after.id, currentID?.number ?? 0])
            while let row = try rows.next() {
                let entry = try isBrief ? Self.brief(row) : Self.entry(row, &tickets)
                guard take(entry) else { break }
            }
            return start
        }
    }

    /// The longest track that is counted, in milliseconds: a year.
    public static let longestTrack: Int64 = 366 * 86_400_000

    /// The size of a queue; reads all of it.
    public func totals(of name: DestinationName) throws -> QueueTotals {
        try queue.inDatabase { database in
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT count(*), sum(min(max(milliseconds, 0), \(Self.longestTrack)))
                        FROM entries
                        WHERE destination = ? AND outcome IS NULL
                        """), arguments: [name.text])
            return QueueTotals(count: row?[0] ?? 0, milliseconds: row?[1] ?? 0)
        }
    }

    // MARK: Rows

    /// The columns of `entry`, which reads them by their numbers: by name costs a search for each.
    private static let columns =
        "id, path, title, artist, album, milliseconds, orderKey, label"

    private static let briefColumns = "id, title, artist, milliseconds, label"

    private static let noPath = EscapedPath(escaped: "")

    private static func brief(_ row: Row) -> QueueEntry {
        QueueEntry(
            id: EntryID(row[0]),
            track: Track(path: noPath, title: row[1], artist: row[2], milliseconds: row[3]),
            label: row[4])
    }

    private static func entry(_ row: Row, _ tickets: inout Tickets) throws -> QueueEntry {
        QueueEntry(
            id: EntryID(row[0]),
            track: Track(
                path: EscapedPath(escaped: row[1]), title: row[2], artist: row[3], album: row[4],
                milliseconds: row[5]),
            ticket: try tickets[row[6]], label: row[7])
    }

    /// The tickets of orders; entries of the same order mostly stand together.
    private struct Tickets {
        private let database: Database
        private var last: (key: Int64, ticket: Ticket?)?

        init(_ database: Database) { self.database = database }

        subscript(_ key: Int64) -> Ticket? {
            mutating get throws {
                if let last, last.key == key { return last.ticket }
                let number = try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT ticket FROM orders WHERE key = ?"),
                    arguments: [key])
                let ticket = number.map { Ticket(UInt64($0)) }
                last = (key, ticket)
                return ticket
            }
        }
    }

    /// The current entry of a room, if it is still in the queue.
    private static func current(
        of name: DestinationName, _ columns: String, _ database: Database
    ) throws -> Row? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT \(columns) FROM entries
                WHERE id = (SELECT current FROM rooms WHERE name = ?1) AND destination = ?1
                    AND outcome IS NULL
                """, arguments: [name.text])
    }

    private static func rank(
        of entry: EntryID, in name: DestinationName, _ database: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql: """
                SELECT rank FROM entries WHERE id = ? AND destination = ? AND outcome IS NULL
                """, arguments: [entry.number, name.text])
    }

    /// How many waiting entries stand before and at a place; reads the index alone.
    private static func count(
        _ name: DestinationName, through place: (rank: Int64, id: Int64), _ current: EntryID?,
        _ database: Database
    ) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count(*) FROM entries WHERE destination = ? AND outcome IS NULL
                        AND (rank, id) <= (?, ?) AND id != ?
                    """), arguments: [name.text, place.rank, place.id, current?.number ?? 0]) ?? 0
    }
}
