// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import JukeboxLogic
internal import JukeboxModel

extension Record {
    /// Writes it, and notes what it changes.
    func write(
        to database: Database, at now: WallTime, _ changes: inout CommitChanges
    ) throws {
        switch self {
        case .outcome(let key, let outcome, let reason):
            if let ticket = try keep(outcome, of: key, reason, database, at: now) {
                changes.add(.order(ticket, outcome))
            }
        case .note(let key, let meaning): try note(key, meaning, database)
        case .entries(let name, let entries):
            for entry in entries { try insert(entry, name, database) }
            if !entries.isEmpty { changes.add(.queue(name)) }
        case .ranks(let entries):
            for entry in entries {
                let room = try database.text(
                    sql: "UPDATE entries SET rank = ? WHERE id = ? RETURNING destination",
                    arguments: [entry.rank, entry.id.number])
                if let room { changes.add(.queue(DestinationName(room))) }
            }
        case .begun(let entry):
            try database.run(
                sql: "UPDATE entries SET begun = 1 WHERE id = ?", arguments: [entry.number])
        case .end(let entry, let end):
            let room = try database.text(
                sql: """
                    UPDATE entries SET outcome = ?, code = ?, text = ?, ended = ? WHERE id = ?
                    RETURNING destination
                    """,
                arguments: [
                    end.outcome.rawValue, end.reason?.code.rawValue, end.reason?.text,
                    now.milliseconds, entry.number,
                ])
            if let room { changes.add(.queue(DestinationName(room))) }
        case .length(let entry, let milliseconds):
            try database.run(
                sql: "UPDATE entries SET milliseconds = ? WHERE id = ?",
                arguments: [milliseconds, entry.number])
        case .room(let room): try keep(room, database, &changes)
        }
    }

    private func insert(_ entry: Entry, _ name: DestinationName, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO entries (id, orderKey, destination, rank, path, title, artist, album,
                    milliseconds, label) VALUES (?,?,?,?,?,?,?,?,?,?)
                """)
        try statement.execute(arguments: [
            entry.id.number, entry.order.row, name.text, entry.rank, entry.track.path.text,
            entry.track.title, entry.track.artist, entry.track.album, entry.track.milliseconds,
            entry.by,
        ])
    }

    private func note(_ key: OrderKey, _ meaning: Meaning, _ database: Database) throws {
        try database.run(
            sql: """
                UPDATE orders SET destination = ?, tracks = ?, alternatives = ?, skipped = ?,
                    playlist = ?, silent = ? WHERE key = ?
                """,
            arguments: [
                meaning.destination.text, meaning.tracks, Texts.join(meaning.alternatives),
                meaning.skippedLines, meaning.playlist, meaning.silent?.rawValue, key.row,
            ])
    }

    private func keep(
        _ room: RoomRecord, _ database: Database, _ changes: inout CommitChanges
    ) throws {
        let isSame = try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT current IS ? FROM rooms WHERE name = ?"),
            arguments: [room.current?.number, room.name.text])
        if isSame != true { changes.add(.queue(room.name)) }
        try database.run(
            sql: """
                INSERT OR REPLACE INTO rooms
                    (name, intent, current, milliseconds, decibels, unmuted, held)
                VALUES (?,?,?,?,?,?,?)
                """,
            arguments: [
                room.name.text, room.intent.rawValue, room.current?.number, room.milliseconds,
                room.volume.decibels, room.unmuted.decibels, room.held,
            ])
    }

    private func keep(
        _ outcome: Outcome, of key: OrderKey, _ reason: Reason?, _ database: Database,
        at now: WallTime
    ) throws -> Ticket? {
        let ticket = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    UPDATE orders SET outcome = ?, code = ?, text = ?, candidates = ?,
                        playing = coalesce(playing, ?), ended = coalesce(ended, ?) WHERE key = ?
                    RETURNING ticket
                    """),
            arguments: [
                outcome.rawValue, reason?.code.rawValue, reason?.text,
                reason.map { Texts.join($0.candidates) },
                outcome == .playing ? now.milliseconds : nil,
                outcome.isTerminal ? now.milliseconds : nil, key.row,
            ]
        ).map { Ticket(UInt64($0)) }
        guard outcome == .playing || outcome.isTerminal else { return ticket }
        try database.run(
            sql: """
                INSERT INTO news (orderKey, outcome, at)
                SELECT key, ?, ? FROM orders WHERE key = ? AND verb = 'play'
                """, arguments: [outcome.rawValue, now.milliseconds, key.row])
        return ticket
    }
}
