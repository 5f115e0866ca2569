// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
public import JukeboxLogic
public import JukeboxModel

/// A piece of news and when it was one: the disk may take its time.
public struct DatedRecord: Sendable {
    /// What happened.
    public var record: Record
    /// When.
    public var at: WallTime

    /// Dates a record.
    public init(_ record: Record, at moment: WallTime) {
        self.record = record
        at = moment
    }
}

/// One piece of news for the journal.
public enum Record: Sendable {
    /// Where a ticket stands.
    case outcome(OrderKey, Outcome, Reason?)
    /// What an order turned out to mean.
    case note(OrderKey, Meaning)
    /// New entries of a room.
    case entries(DestinationName, [Entry])
    /// The ranks that entries have now.
    case ranks([Entry])
    /// An entry is being heard.
    case begun(EntryID)
    /// How an entry ended.
    case end(EntryID, EntryEnd)
    /// How long an entry really is, in milliseconds.
    case length(EntryID, Int64)
    /// A destination's state.
    case room(RoomRecord)

    func write(to database: Database, at now: WallTime) throws {
        switch self {
        case .outcome(let key, let outcome, let reason):
            try keep(outcome, of: key, reason, database, at: now)
        case .note(let key, let meaning): try note(key, meaning, database)
        case .entries(let name, let entries):
            for entry in entries { try insert(entry, name, database) }
        case .ranks(let entries):
            for entry in entries {
                try database.run(
                    sql: "UPDATE entries SET rank = ? WHERE id = ?",
                    arguments: [entry.rank, entry.id.number])
            }
        case .begun(let entry):
            try database.run(
                sql: "UPDATE entries SET begun = 1 WHERE id = ?", arguments: [entry.number])
        case .end(let entry, let end):
            try database.run(
                sql: "UPDATE entries SET outcome = ?, code = ?, text = ?, ended = ? WHERE id = ?",
                arguments: [
                    end.outcome.rawValue, end.reason?.code.rawValue, end.reason?.text,
                    now.milliseconds, entry.number,
                ])
        case .length(let entry, let milliseconds):
            try database.run(
                sql: "UPDATE entries SET milliseconds = ? WHERE id = ?",
                arguments: [milliseconds, entry.number])
        case .room(let room): try keep(room, database)
        }
    }

    private func insert(_ entry: Entry, _ name: DestinationName, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO entries (id, orderKey, destination, rank, path, title, artist, album,
                    milliseconds) VALUES (?,?,?,?,?,?,?,?,?)
                """)
        try statement.execute(arguments: [
            entry.id.number, entry.order.row, name.text, entry.rank, entry.track.path.text,
            entry.track.title, entry.track.artist, entry.track.album, entry.track.milliseconds,
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

    private func keep(_ room: RoomRecord, _ database: Database) throws {
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
    ) throws {
        try database.run(
            sql: """
                UPDATE orders SET outcome = ?, code = ?, text = ?, candidates = ?,
                    playing = coalesce(playing, ?), ended = coalesce(ended, ?) WHERE key = ?
                """,
            arguments: [
                outcome.rawValue, reason?.code.rawValue, reason?.text,
                reason.map { Texts.join($0.candidates) },
                outcome == .playing ? now.milliseconds : nil,
                outcome.isTerminal ? now.milliseconds : nil, key.row,
            ])
        guard outcome == .playing || outcome.isTerminal else { return }
        try database.run(
            sql: """
                INSERT INTO news (orderKey, outcome, at)
                SELECT key, ?, ? FROM orders WHERE key = ? AND verb = 'play'
                """, arguments: [outcome.rawValue, now.milliseconds, key.row])
    }
}
