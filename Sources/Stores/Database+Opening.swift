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

extension Database {
    /// Executes a statement that will come again: it is prepared once, which costs more than to run it.
    func run(sql: String, arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
