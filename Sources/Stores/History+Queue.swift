// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
public import JukeboxModel

// The queues. Each read uses the index `queue`, and costs only the entries that it returns.
extension History {
    /// The first entries of a room that have not ended, in playing order, the current one first.
    public func queue(of name: DestinationName, atMost count: Int) throws -> [(EntryID, Track)] {
        var entries: [(EntryID, Track)] = []
        _ = try eachEntry(of: name) {
            guard entries.count < count else { return false }
            entries.append(($0, $1))
            return true
        }
        return entries
    }

    /// Reads those entries one by one, until `take` returns false.
    ///
    /// With an entry, begins after it, and returns false if it is not in the queue.
    public func eachEntry(
        of name: DestinationName, after entry: EntryID? = nil, _ take: (EntryID, Track) -> Bool
    ) throws -> Bool {
        try queue.inDatabase { database in
            let current = try Self.current(of: name, database)
            var after: (rank: Int64, id: Int64) = (.min, .min)
            if let entry {
                guard let rank = try Self.rank(of: entry, in: name, database) else { return false }
                if entry.number != current?["id"] { after = (rank, entry.number) }
            } else if let current {
                guard take(EntryID(current["id"]), KeptState.track(current)) else { return true }
            }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT * FROM entries WHERE destination = ? AND outcome IS NULL
                        AND (rank, id) > (?, ?) AND id != ? ORDER BY rank, id
                    """,
                arguments: [name.text, after.rank, after.id, current?["id"] as Int64? ?? 0])
            while let row = try rows.next(), take(EntryID(row["id"]), KeptState.track(row)) {}
            return true
        }
    }

    /// The current entry of a room, if it is still in the queue.
    private static func current(of name: DestinationName, _ database: Database) throws -> Row? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT entries.* FROM rooms JOIN entries ON entries.id = rooms.current
                WHERE rooms.name = ? AND entries.destination = rooms.name
                    AND entries.outcome IS NULL
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
}
