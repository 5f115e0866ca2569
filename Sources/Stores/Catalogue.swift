// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB

/// `catalogue.db`: what music there is; rebuilt by a scan whenever it is lost.
///
/// Belongs to the thread that answers questions.
public final class Catalogue {
    let queue: DatabaseQueue

    /// Opens the catalogue, or makes it.
    ///
    /// Files that crashed their reader are read at the next scan.
    public init(path: String) throws {
        queue = try Opening.writer(path, memory: 1024)
        try Self.migrations.migrate(queue)
        try retryCrashes()
    }

    init(queue: DatabaseQueue) { self.queue = queue }

    /// How much there is.
    public struct Totals: Sendable {
        /// Songs.
        public var tracks: Int
        /// Different artists.
        public var artists: Int
        /// Different albums.
        public var albums: Int
        /// Files that cannot be read as music.
        public var unreadable: Int
        /// Tracks whose folder is not there now.
        public var away: Int
        /// All playing time in milliseconds.
        public var milliseconds: Int64
    }

    /// Whether there is no music.
    public func isEmpty() throws -> Bool {
        try queue.inDatabase { database in
            let statement = try database.cachedStatement(
                sql: "SELECT NOT EXISTS (SELECT 1 FROM tracks WHERE problem IS NULL)")
            return try Bool.fetchOne(statement) ?? true
        }
    }

    /// Counts what there is.
    public func totals() throws -> Totals {
        try queue.read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) FILTER (WHERE problem IS NULL), count(DISTINCT artistKey),
                        count(DISTINCT albumKey), count(*) FILTER (WHERE problem IS NOT NULL),
                        total(away), CAST(total(milliseconds) AS INTEGER) FROM tracks
                    """)
            return Totals(
                tracks: row?[0] ?? 0, artists: row?[1] ?? 0, albums: row?[2] ?? 0,
                unreadable: row?[3] ?? 0, away: row?[4] ?? 0, milliseconds: row?[5] ?? 0)
        }
    }
}
