// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import GRDB
import JukeboxModel
import OrderRing
import SeededDice
import Testing

/// The whole daemon with real players, and a household in which everything goes wrong.
@Suite struct `Whatever goes wrong` {
    @Test func `every ticket comes to exactly one end, and what is called finished was heard`()
        throws
    {
        print("faults: seed \(Proof.seed)")
        var dice = Seeded(state: Proof.seed)
        let house = try House()
        defer { house.end() }
        try house.startDaemon()
        let client = try Attachment(directory: house.runtime)
        var tickets: [UInt64] = []
        var faults: [String: Int] = [:]

        let end = Date(timeIntervalSinceNow: Proof.seconds)
        while Date() < end {
            for _ in 0..<Int.random(in: 0...2, using: &dice) {
                if case .acknowledged(let receipt) = try client.enqueue(house.order(&dice)) {
                    tickets.append(receipt.ticket)
                }
            }
            if Int.random(in: 0..<3, using: &dice) == 0,
                let fault = Fault.allCases.randomElement(using: &dice)
            {
                faults["\(fault)", default: 0] += 1
                try house.suffer(fault, &dice)
            }
            usleep(UInt32.random(in: 10_000...120_000, using: &dice))
        }
        try house.heal()

        let ends = try house.ends(of: tickets)
        print(
            "faults: \(tickets.count) orders; "
                + faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                .joined(separator: ", ") + "; seed \(Proof.seed)")
        for ticket in tickets {
            #expect(ends[ticket]?.count == 1, "\(ticket): \(ends[ticket] ?? []); \(Proof.seed)")
        }
        let kinds = Dictionary(grouping: ends.values.compactMap(\.first)) { $0 }.mapValues(\.count)
        print("faults: ends \(kinds.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })")
        #expect(kinds[Outcome.finished.rawValue] ?? 0 > 3)

        let killed = (faults["killPlayer"] ?? 0) + (faults["killDaemon"] ?? 0) + 1
        for room in House.rooms {
            let heard = try house.framesHeard(in: room)
            let told = try house.entries(in: room)
            for song in 0..<House.songs {
                let (finished, begun) = told[song] ?? (0, 0)
                let frames = heard[song] ?? 0
                let place = "song \(song) in \(room), \(finished) finished, \(begun) begun"
                #expect(
                    frames >= finished * House.frames,
                    "\(frames) frames heard of \(place); seed \(Proof.seed)")
                // After a kill, a player repeats the part since its last report: less than a
                // second.
                #expect(
                    frames <= begun * House.frames + killed * 44_100,
                    "\(frames) frames heard of \(place); seed \(Proof.seed)")
            }
        }
    }
}

/// The faults.
private enum Fault: CaseIterable {
    case killPlayer, killDaemon, unplug, plugIn, deleteFile, restoreFiles, reload, fillDisk,
        freeDisk
}

/// Two rooms whose players record the sound, and songs that can be recognised by it.
private final class House: ProofHome {
    static let rooms = ["kitchen", "study"]
    static let songs = 6
    /// A quarter of a second.
    static let frames = 11_025

    private var isSmallDisk = false
    private let known: KnownSongs

    init() throws {
        known = try KnownSongs((0..<Self.songs).map(Self.fixture))
        try super.init(
            destinations: Self.rooms.map {
                "[[destination]]\nname = \"\($0)\"\ndevice = \"wav:PATH/\($0)/heard.wav\"\n"
            }.joined())
        for room in Self.rooms { try makeFolder(path + "/" + room) }
        for song in 0..<Self.songs { try makeSong(song) }
        // A small disk that can be filled, if the test may mount one.
        isSmallDisk =
            Proof.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", path + "/state"]) == 0
    }

    private func makeFolder(_ folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private func makeSong(_ song: Int) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.fixture(song)))
        // Renamed into place: a player never meets the first half of a song.
        try data.write(
            to: URL(fileURLWithPath: path + "/music/noise-\(song).mp3"), options: .atomic)
    }

    private static func fixture(_ song: Int) -> String {
        Proof.repository + "/Tests/Fixtures/noise/noise-\(song).mp3"
    }

    /// An order, mostly of a song that exists.
    func order(_ dice: inout Seeded) -> Order {
        let song = Int.random(in: 0...Self.songs, using: &dice)
        let room = Self.rooms.randomElement(using: &dice) ?? "kitchen"
        let title = song == Self.songs ? "no such song" : "noise \(song)"
        return Order(.play(Order.Request(title: title)), destination: DestinationName(room))
    }

    func suffer(_ fault: Fault, _ dice: inout Seeded) throws {
        let room = Self.rooms.randomElement(using: &dice) ?? "kitchen"
        let song = Int.random(in: 0..<Self.songs, using: &dice)
        switch fault {
        case .killPlayer: players().forEach { kill($0, SIGKILL) }
        case .killDaemon:
            killDaemon()
            try startDaemon()
        case .unplug: rename(path + "/" + room, path + "/" + room + ".unplugged")
        case .plugIn: plugIn()
        case .deleteFile: unlink(path + "/music/noise-\(song).mp3")
        case .restoreFiles: for song in 0..<Self.songs { try makeSong(song) }
        case .reload: kill(daemonID, SIGHUP)
        case .fillDisk:
            guard isSmallDisk else { return }
            let file = open(path + "/state/filler", O_WRONLY | O_CREAT, 0o600)
            let block = [UInt8](repeating: 0, count: 4096)
            while write(file, block, block.count) > 0 {}
            close(file)
        case .freeDisk: unlink(path + "/state/filler")
        }
    }

    private func plugIn() {
        for room in Self.rooms {
            rename(path + "/" + room + ".unplugged", path + "/" + room)
        }
    }

    private func players() -> [Int32] {
        let children = "/proc/\(daemonID)/task/\(daemonID)/children"
        let text = (try? String(contentsOfFile: children, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { Int32($0) }
    }

    func heal() throws {
        unlink(path + "/state/filler")
        plugIn()
        for song in 0..<Self.songs { try makeSong(song) }
    }

    /// The ends that each ticket came to, once all have come to one, or after a while.
    func ends(of tickets: [UInt64]) throws -> [UInt64: [UInt8]] {
        var ends: [UInt64: [UInt8]] = [:]
        // The rooms play the orders in real time.
        let end = Date(timeIntervalSinceNow: 60 + 3 * Proof.seconds)
        repeat {
            usleep(100_000)
            ends = [:]
            try readJournal { database in
                for row in try Row.fetchAll(
                    database,
                    sql: """
                        SELECT ticket, news.outcome FROM orders JOIN news ON orderKey = key
                        WHERE news.outcome >= 5
                        """)
                { ends[UInt64(row[0] as Int64), default: []].append(row[1]) }
            }
        } while !tickets.allSatisfy { ends[$0] != nil } && Date() < end
        return ends
    }

    /// How many entries of each song the history calls finished, and how many it calls begun.
    func entries(in room: String) throws -> [Int: (finished: Int, begun: Int)] {
        try readJournal { database in
            var entries: [Int: (finished: Int, begun: Int)] = [:]
            for row in try Row.fetchAll(
                database, sql: "SELECT title, outcome, begun FROM entries WHERE destination = ?",
                arguments: [room])
            {
                guard let song = (row[0] as String).split(separator: " ").last.flatMap({ Int($0) })
                else { continue }
                let isFinished = row[1] == Outcome.finished.rawValue
                entries[song, default: (0, 0)].finished += isFinished ? 1 : 0
                entries[song, default: (0, 0)].begun += row[2] == true || isFinished ? 1 : 0
            }
            return entries
        }
    }

    /// How many frames of each song a room's player has played.
    func framesHeard(in room: String) throws -> [Int: Int] {
        var heard: [Int: Int] = [:]
        for run in try known.runs(in: "\(path)/\(room)/heard.wav") {
            heard[run.song, default: 0] += run.frames.count
        }
        return heard
    }

    override func end() {
        killDaemon()
        if isSmallDisk { _ = Proof.run(["umount", "-l", path + "/state"]) }
        super.end()
    }
}
