// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB

extension Journal {
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
        IdempotencyKeys.register(&migrator)
        migrator.registerMigration("7 labels of the clients that order") { database in
            try database.execute(
                sql: """
                    ALTER TABLE orders ADD COLUMN label TEXT;
                    ALTER TABLE entries ADD COLUMN label TEXT;
                    """)
        }
        return migrator
    }
}
