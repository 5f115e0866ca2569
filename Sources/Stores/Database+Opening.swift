// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB

/// Opens our databases, always in the same way.
enum Opening {
    /// A writer: WAL, and no waiting for the disk at each commit (`Journal.sync` asks for it).
    static func writer(_ path: String, memory: Int = 256) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(2)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try database.execute(sql: "PRAGMA cache_size = -\(memory)")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}

extension DatabaseQueue {
    /// Carries out all of it or nothing, as `write` does, but with statements that are prepared once.
    func inTransaction<Result>(_ work: (Database) throws -> Result) throws -> Result {
        try writeWithoutTransaction { database in
            try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
            do {
                let result = try work(database)
                try database.cachedStatement(sql: "COMMIT").execute()
                return result
            } catch {
                try? database.rollback()
                throw error
            }
        }
    }
}

extension Database {
    /// Executes a statement that will come again: it is prepared once, which costs more than to run it.
    func run(sql: String, arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The text that such a statement returns, if it returns a row.
    func text(sql: String, arguments: StatementArguments) throws -> String? {
        try String.fetchOne(try cachedStatement(sql: sql), arguments: arguments)
    }
}
