// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import ProcessFreezer
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: Freezer.isThere))
struct `A player that cannot be killed` {
    /// The processor time of a process so far, in ticks of 10 ms.
    private func ticks(_ pid: Int32) throws -> Int {
        let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let words = stat.split(separator: ")").last?.split(separator: " ") ?? []
        return words[11...12].compactMap { Int($0) }.reduce(0, +)
    }

    /// The state of a process: `Z` once it has ended; it is collected when its player has ended.
    private func state(_ pid: Int32) -> Substring? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
            return "Z"
        }
        return stat.split(separator: ")").last?.split(separator: " ").first
    }

    private func lines(_ home: Home, _ words: String) -> Int {
        home.logText.split(separator: "\n").filter { $0.contains(words) }.count
    }

    private func elapsed(_ home: Home) -> Double {
        home.jukebox("status", "--json").json["destinations"]?.elements.last?["elapsed_s"]?.double
            ?? 0
    }

    @Test func `costs one line, no processor time and no other room`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        let freezer = try Freezer()
        home.jukebox("play", "--artist", "瀧廉太郎", "--to", "study", "--wait", "playing")
        home.jukebox("play", "--artist", "瀧廉太郎", "--wait", "playing")
        try freezer.freeze(try #require(try home.children().first))

        Home.wait(15) { home.logText.contains("player killed") }
        let (before, played) = (try ticks(home.pid), elapsed(home))
        usleep(3_000_000)
        let used = try ticks(home.pid) - before
        let order = home.jukebox("play", "--title", "canon", "--to", "study", "--json")
        let search = home.jukebox("search", "canon")
        Home.wait(10) { home.logText.contains("cannot be killed") }

        #expect(used <= 15, "\(used * 10) ms of 3 s")
        #expect(elapsed(home) >= played + 2)
        #expect(order.json["outcome"] == "queued", "\(order.output)")
        #expect(search.status == 0)
        #expect(lines(home, "player killed") == 1)
        #expect(lines(home, "cannot be killed") == 1)
        freezer.thaw()
        withExtendedLifetime(freezer) {
            Home.wait(10) { home.logText.contains("player ended") }
        }
        #expect(lines(home, "player ended") == 1)
    }

    @Test func `does not keep the daemon from ending, and is left behind`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        let freezer = try Freezer()
        home.jukebox("play", "--artist", "瀧廉太郎", "--wait", "playing")
        try freezer.freeze(try #require(try home.children().first))

        // Foundation takes it for running while a child of it holds the descriptors it was given.
        kill(home.pid, SIGTERM)
        while state(home.pid) != "Z" { usleep(10_000) }

        #expect(lines(home, "is left behind") == 1)
        freezer.thaw()
        let status = withExtendedLifetime(freezer) { home.end(0) }
        #expect(status == 0)
    }
}
