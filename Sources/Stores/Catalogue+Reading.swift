// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB

extension Catalogue {
    /// Opens a catalogue that another connection writes, for a thread that only reads.
    ///
    /// In WAL mode neither waits for the other. The catalogue must be there already.
    public convenience init(reading path: String) throws {
        try self.init(path: path)
        try queue.inDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
    }
}
