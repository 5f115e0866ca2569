// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import JukeboxModel
import LinuxSystem
import Testing

/// `make prove` tries 16,000 orders; the gate a part of them.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `Many orders for a device that is away` {
    private static let isProof = ProcessInfo.processInfo.environment["PROVE_SECONDS"] != nil
    private static let count = isProof ? 16_000 : 1000

    private let song = Noise.folder + "/noise-0.mp3"

    /// A home whose kitchen has no device; the study and the hall are silent.
    private func home() throws -> Home {
        let home = try Home(kitchen: "hw:9")
        let text = home.settings(kitchen: "hw:9", study: "silent")
            .replacing("music = [", with: "music = [\"\(Noise.folder)\", ")
        try home.write(
            "jukebox.toml",
            text + "\n[[destination]]\nname = \"hall\"\ndevice = \"silent\"\n")
        try home.start(expecting: 11)
        return home
    }

    /// How long something takes, the median of some times, in nanoseconds.
    private func median(of times: Int = 31, _ body: () throws -> Void) rethrows -> Int64 {
        var spans: [Int64] = []
        for _ in 0..<times {
            let start = Clock.monotonic
            try body()
            spans.append((Clock.monotonic - start).nanoseconds)
        }
        return spans.sorted()[times / 2]
    }

    private func processorTicks(_ home: Home) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(home.pid)/stat", encoding: .utf8)
        let words = text.drop { $0 != ")" }.split(separator: " ")
        return (Int(words[12]) ?? 0) + (Int(words[13]) ?? 0)
    }

    @Test func `cost no more each, and delay no other room`() throws {
        let home = try home()
        let client = try Listener(home)
        func queue(_ room: String) throws {
            let ticket = try client.play(song, to: room)
            _ = try client.standing(of: ticket, until: .queued)
        }
        func pause() throws { try client.command(.pause, "hall") }
        _ = try client.play(Home.music, to: "hall")
        let present = try median { try queue("study") }
        let pausedBefore = try median { try pause() }

        for _ in 0..<Self.count { try client.play(song) }
        let absent = try median { try queue("kitchen") }
        let pausedAfter = try median { try pause() }

        print(
            "waiting: \(Self.count) orders; to queue one takes \(absent / 1000) µs and with its",
            "device \(present / 1000) µs; a pause \(pausedAfter / 1000) µs,",
            "before \(pausedBefore / 1000) µs")
        #expect(absent < 5 * present + 2_000_000)
        #expect(pausedAfter < 5 * pausedBefore + 2_000_000)

        try client.command(.stop, "study")
        // At rest nothing happens but an attempt with the device now and then.
        var isIdle = false
        for _ in 0..<10 where !isIdle {
            let before = try processorTicks(home)
            usleep(Self.isProof ? 2_000_000 : 1_000_000)
            isIdle = try processorTicks(home) == before
        }
        #expect(isIdle)
    }

    @Test func `expire together, and meanwhile another room obeys`() throws {
        let home = try home()
        let client = try Listener(home)
        _ = try client.play(Home.music, to: "hall")
        client.wait("hall") { $0["state"] == "playing" }
        let seconds: UInt32 = Self.isProof ? 20 : 3

        let tickets = try (0..<Self.count).map { _ in try client.play(song, expire: seconds) }
        client.wait { $0["queue_length"]?.int ?? 0 >= Self.count - 1 }
        var spans: [Int64] = []
        while client.room()["entry"]?.int != nil || client.room()["queue_length"] != 0 {
            let start = Clock.monotonic
            let word = try client.command(spans.count % 2 == 0 ? .pause : .resume, "hall")
            #expect(word == "finished")
            spans.append((Clock.monotonic - start).nanoseconds / 1000)
            usleep(20_000)
        }

        for ticket in tickets {
            let end = try client.end(of: ticket)
            #expect(end["outcome"] == "expired", "\(end.line)")
        }
        #expect(spans.count > 10)
        let sorted = spans.sorted()
        print(
            "waiting: \(Self.count) orders expire; a pause takes \(sorted[sorted.count / 2]) µs,",
            "at most \(sorted.last ?? 0) µs")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3")))
    func `are moved by one row, and are kept in the order that is shown`() throws {
        let home = try home()
        let client = try Listener(home)
        let count = 200
        for _ in 0..<count { try client.play(song) }
        Home.wait { (try? client.entries().count) == count }
        func ranks() -> Set<Substring> {
            let query = "SELECT id, rank FROM entries WHERE outcome IS NULL"
            let rows = Home.run("/usr/bin/sqlite3", [home.path + "/state/orders.db", query])
            return Set(rows.output.split(separator: "\n"))
        }
        var shown = try client.entries()
        let before = ranks()

        #expect(try client.command(.move(EntryID(shown[150]), to: 3)) == "finished")
        let changed = ranks().subtracting(before)

        #expect(before.count == count && changed.count == 1, "\(changed)")
        // The entry that is current does not count: 1 is the next.
        shown.insert(shown.remove(at: 150), at: 3)
        #expect(try client.entries() == shown)

        #expect(try client.command(.stop) == "finished")
        for place in [1, 1, 5, 1] as [UInt32] {
            #expect(try client.command(.move(EntryID(shown[100]), to: place)) == "finished")
            shown = try client.entries()
        }
        let new = try client.play(song)
        _ = try client.standing(of: new, until: .queued)
        try client.command(.move(EntryID(shown[50]), to: 1))
        let last = try client.entries()
        home.end(SIGKILL)
        try home.start(expecting: 11)

        let again = try Listener(home)
        #expect(last.count == count + 1)
        #expect(try again.entries() == last)
        let room = again.wait { $0["entry"]?.int != nil }
        #expect(room["entry"]?.int == last.first)
    }
}
