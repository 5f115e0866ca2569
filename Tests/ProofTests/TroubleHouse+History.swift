// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import GRDB
import JukeboxModel

/// The orders and the entries as the journal has them.
extension TroubleHouse {
    /// The ends that each ticket came to.
    func ends() throws -> [UInt64: [Outcome]] {
        try readJournal { database in
            var ends: [UInt64: [Outcome]] = [:]
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT ticket, news.outcome FROM orders JOIN news ON orderKey = key
                    WHERE news.outcome >= 5
                    """)
            for row in rows {
                let ticket = UInt64(row[0] as Int64)
                ends[ticket, default: []].append(Outcome(rawValue: row[1]) ?? .accepted)
            }
            return ends
        }
    }

    /// The terminal outcome of each order, and when it was reached.
    func outcomes() throws -> [UInt64: (outcome: Outcome, ended: Int64)] {
        try readJournal { database in
            var all: [UInt64: (outcome: Outcome, ended: Int64)] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT ticket, outcome, ended FROM orders")
            {
                guard let outcome = Outcome(rawValue: row[1]), outcome.isTerminal else { continue }
                all[UInt64(row[0] as Int64)] = (outcome, trueTime(row[2] ?? 0))
            }
            return all
        }
    }

    /// How many entries have not ended.
    func openEntries() throws -> Int {
        try readJournal {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM entries WHERE outcome IS NULL") ?? 0
        }
    }

    /// The entries in a room's queue, the current one first.
    func queue(of room: String) -> [EntryID] {
        let numbers = try? readJournal {
            try Int64.fetchAll(
                $0,
                sql: """
                    SELECT id FROM entries WHERE destination = ? AND outcome IS NULL ORDER BY rank
                    """, arguments: [room])
        }
        return (numbers ?? []).map(EntryID.init)
    }

    /// The songs that a room reports as played to their end, in that order.
    func finished(in room: String) throws -> [Int] {
        try readJournal { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT title, ended, id FROM entries WHERE destination = ? AND outcome = ?",
                arguments: [room, Outcome.finished.rawValue])
            return rows.map { (Self.song($0[0]), trueTime($0[1] ?? 0), $0[2] as Int64) }
                .sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
        }
    }

    /// How many entries of each song a room has begun to play.
    func begun(in room: String) throws -> [Int: Int] {
        try readJournal { database in
            let titles = try String.fetchAll(
                database, sql: "SELECT title FROM entries WHERE destination = ? AND begun",
                arguments: [room])
            return Dictionary(grouping: titles, by: Self.song).mapValues(\.count)
        }
    }

    private static func song(_ title: String) -> Int {
        title.split(separator: " ").last.flatMap { Int($0) } ?? 0
    }

    /// The reasons of the entries that failed.
    func failures() throws -> [(code: Reason.Code?, text: String)] {
        try readJournal { database in
            try Row.fetchAll(
                database, sql: "SELECT code, text FROM entries WHERE outcome = ?",
                arguments: [Outcome.failed.rawValue]
            ).map { (($0[0] as UInt8?).flatMap(Reason.Code.init(rawValue:)), $0[1] ?? "") }
        }
    }

    // MARK: Rest

    /// The processor time of the daemon and its players so far, in ticks of 10 ms.
    func ticks() -> [Int32: Int] {
        var ticks: [Int32: Int] = [:]
        for pid in [daemonID] + children() {
            let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            let words = stat.split(separator: ")").last?.split(separator: " ") ?? []
            guard words.count > 12 else { continue }
            ticks[pid] = words[11...12].compactMap { Int($0) }.reduce(0, +)
        }
        return ticks
    }

    /// The names of the daemon's threads.
    func threads() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemonID)/task").map {
            try String(contentsOfFile: "/proc/\(daemonID)/task/\($0)/comm", encoding: .utf8)
                .trimmingCharacters(in: .newlines)
        }.sorted()
    }
}
