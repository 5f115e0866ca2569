// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import GRDB
import SeededDice
import Testing

/// The real daemon and many real clients, killed at random.
@Suite(.serialized) struct `In a storm` {
    /// The number of clients at any time.
    private static let crowd = 64

    @Test func `every acknowledged order is carried out once, whoever is killed`() throws {
        print("storm: seed \(Proof.seed), \(Proof.seconds) s (PROVE_SEED, PROVE_SECONDS)")
        var dice = Seeded(state: Proof.seed)
        let storm = try Storm()
        defer { storm.end() }
        try storm.startDaemon()
        let end = Date(timeIntervalSinceNow: Proof.seconds)
        var nextKill = Date(timeIntervalSinceNow: 0.2)
        var clients = 0
        var kills = (daemon: 0, clients: 0)
        while Date() < end {
            while storm.clients.count < Self.crowd {
                clients += 1
                try storm.startClient("c\(clients)", orders: Int.random(in: 1...40, using: &dice))
            }
            usleep(UInt32.random(in: 500...8000, using: &dice))
            storm.collect()
            // Most blows hit one client; some stop many, which continue later.
            if Int.random(in: 0..<20, using: &dice) == 0 {
                let signal = Bool.random(using: &dice) ? SIGSTOP : SIGCONT
                for client in storm.clients where Bool.random(using: &dice) {
                    kill(client.processIdentifier, signal)
                }
            }
            if let victim = storm.clients.randomElement(using: &dice) {
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: kill(victim.processIdentifier, SIGSTOP)
                case 1: kill(victim.processIdentifier, SIGCONT)
                default:
                    kill(victim.processIdentifier, SIGKILL)
                    kills.clients += 1
                }
            }
            if Date() >= nextKill {
                kills.daemon += 1
                storm.killDaemon()
                try storm.startDaemon()
                nextKill = Date(
                    timeIntervalSinceNow: Double.random(in: 0.05...0.5, using: &dice))
            }
        }
        for client in storm.clients { kill(client.processIdentifier, SIGKILL) }
        let told = storm.acknowledged()
        let rows = try storm.rows(until: { rows in told.allSatisfy { rows[$0] != nil } })
        print(
            "storm: \(told.count) acknowledged by \(clients) clients, \(rows.count) orders in all; "
                + "killed: daemon \(kills.daemon) times, clients \(kills.clients) times")

        #expect(told.count > 100)
        for title in told {
            #expect(
                rows[title]?.count == 1,
                "“\(title)”: \(rows[title]?.count ?? 0) times; seed \(Proof.seed)")
        }
        for (title, outcomes) in rows {
            // An order whose client was killed before its acknowledgement may exist or not, but not
            // twice.
            #expect(outcomes.count == 1, "“\(title)”: \(outcomes); seed \(Proof.seed)")
        }
        // 7: refused, because these songs do not exist.
        let open = try storm.rows(until: { $0.values.allSatisfy { $0 == [7] } })
            .filter { $0.value != [7] }
        #expect(open.isEmpty, "\(open.prefix(5)); seed \(Proof.seed)")
    }

    @Test func `a member that scribbles over the ring brings nobody down`() throws {
        print("scribbler: seed \(Proof.seed)")
        var dice = Seeded(state: Proof.seed)
        let storm = try Storm()
        defer { storm.end() }
        try storm.startDaemon()
        let daemon = storm.daemonID
        let end = Date(timeIntervalSinceNow: Proof.seconds / 2)
        var number = 0
        while Date() < end {
            number += 1
            try storm.startHostile(seed: dice.next())
            try storm.startClient("h\(number)", orders: 5)
            usleep(20_000)
            storm.collect()
        }
        for client in storm.clients { kill(client.processIdentifier, SIGKILL) }
        storm.collect(waiting: true)

        // A later client is served by the same daemon.
        try storm.startClient("after", orders: 3)
        let rows = try storm.rows(until: { rows in (0..<3).allSatisfy { rows["after-\($0)"] != nil }
        })
        #expect(storm.daemonID == daemon && kill(daemon, 0) == 0, "seed \(Proof.seed)")
        for order in 0..<3 { #expect(rows["after-\(order)"] == [7], "seed \(Proof.seed)") }
    }
}

/// A daemon, its clients, and the journal's records of their orders.
private final class Storm: ProofHome {
    private(set) var clients: [Process] = []

    func startClient(_ name: String, orders: Int) throws {
        try start([path + "/run", path + "/told", name, "\(orders)"])
    }

    func startHostile(seed: UInt64) throws {
        try start(["--hostile", path + "/run", "\(seed)"])
    }

    private func start(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Proof.programs + "/StormClient")
        process.arguments = words
        process.standardError = FileHandle.nullDevice
        try process.run()
        clients.append(process)
    }

    /// Forgets the clients that have ended.
    func collect(waiting: Bool = false) {
        if waiting { for client in clients { client.waitUntilExit() } }
        clients.removeAll { !$0.isRunning }
    }

    /// The titles of the orders that were acknowledged to clients.
    func acknowledged() -> [String] {
        collect(waiting: true)
        let text = (try? String(contentsOfFile: path + "/told", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.count == 2 ? String(words[1]) : nil
        }
    }

    /// The outcomes of the orders in the journal, by their titles, once it is as it should be, or
    /// after a while.
    func rows(until isSo: ([String: [Int]]) -> Bool) throws -> [String: [Int]] {
        var rows: [String: [Int]] = [:]
        let end = Date(timeIntervalSinceNow: 20)
        repeat {
            usleep(50_000)
            rows = [:]
            try readJournal { database in
                for row in try Row.fetchAll(database, sql: "SELECT bytes, outcome FROM orders") {
                    if let title = Self.title(of: row["bytes"]) {
                        rows[title, default: []].append(row["outcome"])
                    }
                }
            }
        } while !isSo(rows) && Date() < end
        return rows
    }

    override func end() {
        for client in clients { kill(client.processIdentifier, SIGKILL) }
        collect(waiting: true)
        super.end()
    }
}
