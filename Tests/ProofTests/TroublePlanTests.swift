// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import TestKit
import Testing

/// The daemon and its players while disks, devices, players, settings and people give trouble.
@Suite struct `Real trouble` {
    @Test func `the history equals the recorded sound, every ticket ends once, and all rests`()
        throws
    {
        print("trouble: seed \(Proof.seed)")
        let house = try TroubleHouse()
        defer { house.end() }
        try house.startDaemon(clockShift: 0)
        let plan = try carryOut(house)
        try checkTickets(house, plan)
        for room in TroubleHouse.recorded { try checkSound(house, plan, room) }
        try checkRest(house)
    }

    /// Lets everything happen, heals it, and lets all queues play out.
    private func carryOut(_ house: TroubleHouse) throws -> TroublePlan {
        // The songs are known before the first disk goes.
        Home.wait(30) { house.logText.contains("scan done") }
        var plan = try TroublePlan(house, seed: Proof.seed)
        let end = Date(timeIntervalSinceNow: Proof.isFull ? 3 * Proof.seconds : 2)
        while Date() < end { try plan.step() }
        try house.heal()
        // A starting daemon drops the commands in the ring.
        var resumed = false
        for _ in 0..<3 where !resumed {
            let commands = try plan.resumeAll()
            Home.wait(20) { commands.allSatisfy { (try? house.outcomes()[$0]) != nil } }
            let outcomes = try house.outcomes()
            resumed = commands.count == 4 && commands.allSatisfy { outcomes[$0] != nil }
        }
        #expect(resumed, "seed \(Proof.seed)")
        Home.wait(90) {
            guard let ends = try? house.ends(), let open = try? house.openEntries() else {
                return false
            }
            return open == 0 && plan.tickets.allSatisfy { ends[$0] != nil }
        }
        let done = plan.counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        print("trouble: \(done.joined(separator: ", ")); seed \(Proof.seed)")
        return plan
    }

    private func checkTickets(_ house: TroubleHouse, _ plan: TroublePlan) throws {
        let ends = try house.ends()
        for ticket in plan.tickets {
            let found = ends[ticket] ?? []
            #expect(found.count == 1, "\(ticket): \(found); seed \(Proof.seed)")
        }
        let outcomes = try house.outcomes()
        for ticket in plan.commands {
            #expect(outcomes[ticket] != nil, "command \(ticket) is open; seed \(Proof.seed)")
        }
        #expect(try house.openEntries() == 0, "seed \(Proof.seed)")
        for burst in plan.bursts where outcomes[burst.clear]?.outcome == .finished {
            // A song that ended before the clear made room for the next one.
            guard let clear = outcomes[burst.clear]?.ended, let song = outcomes[burst.song],
                song.ended >= clear
            else { continue }
            let cleared = outcomes[burst.cleared]?.outcome
            #expect(cleared != .finished, "\(burst); seed \(Proof.seed)")
        }
        // Music that is away, a full disk and a hanging player must fail no song.
        for failure in try house.failures() {
            let isAllowed = failure.code == .outside || failure.code == .player
            #expect(isAllowed, "\(failure); seed \(Proof.seed)")
        }
        let kinds = Dictionary(grouping: ends.values.compactMap(\.first)) { $0 }.mapValues(\.count)
        let words = kinds.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "\($0.key.word) \($0.value)"
        }
        print("trouble: \(plan.tickets.count) orders: \(words.joined(separator: ", "))")
        #expect(kinds[.finished] ?? 0 > 0, "seed \(Proof.seed)")
    }

    private func checkSound(_ house: TroubleHouse, _ plan: TroublePlan, _ room: String) throws {
        let finished = try house.finished(in: room)
        let recording = "\(house.path)/\(room)/heard.wav"
        let runs = try house.known.runs(in: recording)
        let missing = house.known.firstMissing(finished, in: runs)
        print("trouble: \(room): \(finished.count) songs heard whole, \(runs.count) runs")
        #expect(
            missing == nil,
            """
            \(missing?.frames ?? 0) frames are missing of entry \(missing?.index ?? 0) of \
            \(finished.count) in \(room): \(finished); heard: \(runs.suffix(60).map { "\($0.song): \($0.frames)" }); \
            seed \(Proof.seed)
            """)
        // Nothing is played twice, except after an interruption.
        let repeats = plan.repeats[room] ?? 0
        let begun = try house.begun(in: room)
        for song in 0..<TroubleHouse.songs {
            let heard = runs.filter { $0.song == song }.map(\.frames.count).reduce(0, +)
            let most = (begun[song] ?? 0) * house.known.songs[song].count + (repeats + 1) * 44_100
            #expect(heard <= most, "\(heard) frames of song \(song) in \(room); seed \(Proof.seed)")
        }
    }

    /// A jukebox with nothing to play uses no processor, and has its own threads alone.
    private func checkRest(_ house: TroubleHouse) throws {
        let seconds: UInt32 = Proof.isFull ? 3 : 1
        var used: [Int32: Int] = [:]
        // The last records are made durable within a second.
        for _ in 0..<5 {
            let before = house.ticks()
            sleep(seconds)
            used = house.ticks().merging(before) { $0 - $1 }
            if used.values.allSatisfy({ $0 == 0 }) { break }
        }
        #expect(used.values.allSatisfy { $0 == 0 }, "\(used); seed \(Proof.seed)")
        #expect(used.count == 1 + TroubleHouse.rooms.count, "\(used); seed \(Proof.seed)")
        #expect(
            try house.threads() == ["ask", "intake", "jukeboxd", "library", "lookup", "playlists"],
            "seed \(Proof.seed)")
    }
}
