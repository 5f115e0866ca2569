// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Foundation
internal import GRDB
internal import JukeboxModel

/// The idempotency keys of the last 24 hours, in a table of their own: a key is known for that long
/// even if the settings keep fewer orders.
///
/// A row has two hashes: of the key, and of the whole order. The order's bytes contain the key, and
/// are the same for the same order, so two orders with one key have equal hashes if and only if
/// they are the same order.
enum IdempotencyKeys {
    /// How long a key is known, in milliseconds.
    static let lifetime: Int64 = 86_400_000

    static func register(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("6 keys of orders, as hashes") { database in
            try database.execute(
                sql: """
                    CREATE TABLE keys (
                        key BLOB PRIMARY KEY, content BLOB NOT NULL, ticket INTEGER NOT NULL,
                        at INTEGER NOT NULL) WITHOUT ROWID;
                    CREATE INDEX keysByTime ON keys(at);
                    """)
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT idempotency, bytes, ticket, accepted FROM orders
                    WHERE idempotency IS NOT NULL ORDER BY key
                    """)
            while let row = try rows.next() {
                try insert(
                    row["idempotency"], [UInt8](row["bytes"] as Data), ticket: row["ticket"],
                    at: row["accepted"], database)
            }
            try database.execute(
                sql: """
                    DROP INDEX ordersByIdempotency;
                    ALTER TABLE orders DROP COLUMN idempotency;
                    """)
        }
    }

    /// Why an order is refused because of its key; nil if its key is new, or it has none.
    static func repeated(
        by adopted: Journal.Adopted, at now: WallTime, _ database: Database
    ) throws -> Reason? {
        guard let key = adopted.order?.idempotencyKey else { return nil }
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT content, ticket FROM keys WHERE key = ? AND at > ?"),
            arguments: [hash(Array(key.utf8)), now.milliseconds - lifetime])
        guard let row else { return nil }
        let first: Int64 = row["ticket"]
        guard row["content"] as Data == hash(adopted.bytes) else {
            return Reason(
                .keyReused, "its idempotency key was used for another order, ticket \(first)",
                candidates: ["\(first)"])
        }
        return Reason(.duplicate, "it repeats ticket \(first)", candidates: ["\(first)"])
    }

    /// Keeps the key of an order, if it has one.
    static func note(
        _ adopted: Journal.Adopted, ticket: UInt64, at now: WallTime, _ database: Database
    ) throws {
        guard let key = adopted.order?.idempotencyKey else { return }
        try insert(
            key, adopted.bytes, ticket: Int64(clamping: ticket), at: now.milliseconds, database)
    }

    /// Forgets the keys that have expired.
    static func forget(at now: WallTime, _ database: Database) throws {
        try database.execute(
            sql: "DELETE FROM keys WHERE at <= ?", arguments: [now.milliseconds - lifetime])
    }

    private static func insert(
        _ key: String, _ content: [UInt8], ticket: Int64, at moment: Int64, _ database: Database
    ) throws {
        try database.run(
            sql: "INSERT OR REPLACE INTO keys (key, content, ticket, at) VALUES (?,?,?,?)",
            arguments: [hash(Array(key.utf8)), hash(content), ticket, moment])
    }

    private static func hash(_ bytes: [UInt8]) -> Data { Data(ContentHash(of: bytes).bytes) }
}
