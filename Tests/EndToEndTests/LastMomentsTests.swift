// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import JukeboxModel
import LinuxSystem
import Testing

/// Edits of a queue in the last moments of a song, each in its own room that records.
@Suite(.timeLimit(.minutes(5))) struct `An edit in the last moments of a song` {
    enum Edit: CaseIterable { case move, remove, clear, skip, next, now }

    /// One room: songs 0 to 3 are ordered, and the queue is edited near the end of song 1.
    private struct Take {
        var room: String
        var edit: Edit
        var millisecondsBefore: Int64
        /// Whether the daemon is held for a moment when this room is edited.
        var holds = false
        var songs: [Ticket: Int] = [:]
    }

    /// `make prove` tries every 10 ms.
    private static let isProof = ProcessInfo.processInfo.environment["PROVE_SECONDS"] != nil
    private static let step = isProof ? 10 : 60

    @Test(arguments: Edit.allCases)
    func `leaves what is shown, kept, heard and recorded the same`(edit: Edit) throws {
        let moments = Array(stride(from: Int64(-20), through: 300, by: Self.step))
        for part in stride(from: 0, to: moments.count, by: 10) {
            try record(moments[part..<min(part + 10, moments.count)].map { (edit, $0) })
        }
    }

    @Test(.enabled(if: isProof)) func `does so also when the daemon hangs for half a second`()
        throws
    {
        let moments: [Int64] = Self.isProof ? [150, 100, 50] : [100]
        try record(moments.flatMap { moment in Edit.allCases.map { ($0, moment) } }, hangs: true)
    }

    private func record(_ edits: [(Edit, Int64)], hangs: Bool = false) throws {
        let home = try Home()
        var settings = """
            [paths]
            runtime = "\(home.path)/run"
            runtime_on_disk = true
            state = "\(home.path)/state"
            music = ["\(Noise.folder)"]
            playlists = "\(home.path)/lists"

            """
        let planned = edits.enumerated().map { index, edit in
            Take(
                room: "room \(index)", edit: edit.0, millisecondsBefore: edit.1,
                holds: hangs && index == 0)
        }
        for take in planned {
            settings +=
                "[[destination]]\nname = \"\(take.room)\"\n"
                + "device = \"wav:\(home.path)/\(take.room).wav\"\n"
        }
        try home.write("jukebox.toml", settings)
        try home.start(expecting: 6)
        let client = try Listener(home)
        Home.wait { (try? home.children().count) == planned.count }
        let players = try home.children()

        let edited = Results()
        nonisolated(unsafe) let shared = home  // its path is all that the threads use
        for take in planned {
            Thread { edited.add { try self.carryOut(take, Listener(shared)) } }.start()
        }
        let takes = try edited.all(planned.count)

        #expect(takes.count == planned.count)
        for take in takes { try check(take, client) }
        #expect(try home.children() == players, "no player was killed")
    }

    private func path(_ song: Int) -> String { Noise.folder + "/noise-\(song).mp3" }

    private func carryOut(_ take: Take, _ client: Listener) throws -> Take {
        var take = take
        for song in 0..<4 {
            let ticket = try client.play(path(song), to: take.room)
            take.songs[ticket] = song
        }
        var entries: [Int64] = []
        Home.wait {
            entries = (try? client.entries(take.room)) ?? []
            return entries.count == 4
        }
        try #require(entries.count == 4, "\(entries)")
        let shown = client.wait(take.room) {
            $0["entry"]?.int ?? 0 >= entries[1] && $0["place_at"]?.int != nil
        }
        let place = shown["place_ms"]?.int ?? 0
        let at = MonotonicTime(nanoseconds: shown["place_at"]?.int ?? 0)
        let length = Int64(try Noise.samples(1).count / 2) * 1000 / 44_100
        let due = at + .milliseconds(length - place - take.millisecondsBefore)
        let wait = due - Clock.monotonic
        if wait.nanoseconds > 0 { Clock.sleep(wait) }
        if take.holds { client.home.pause(true) }
        try edit(&take, entries, client)
        if take.holds {
            Clock.sleep(.milliseconds(500))
            client.home.pause(false)
        }
        for ticket in take.songs.keys { _ = try client.end(of: ticket) }
        return take
    }

    private func edit(_ take: inout Take, _ entries: [Int64], _ client: Listener) throws {
        let name = DestinationName(take.room)
        switch take.edit {
        case .move: try client.give(.move(EntryID(entries[3]), to: 1), take.room)
        case .remove: try client.give(.remove([EntrySpan(EntryID(entries[2]))]), take.room)
        case .clear: try client.give(.clear, take.room)
        case .skip: try client.give(.next, take.room)
        case .next, .now:
            let request = Order.Request(path: EscapedPath(bytes: Array(path(4).utf8)))
            let mode: Order.Mode = take.edit == .next ? .next : .now
            let ticket = try client.send(Order(.play(request), destination: name, mode: mode))
            take.songs[ticket] = 4
        }
    }

    private func check(_ take: Take, _ client: Listener) throws {
        let about: Comment = "\(take.edit) \(take.millisecondsBefore) ms before the end"
        let ends = try client.ends().filter { take.songs[$0.ticket] != nil }
        #expect(Set(ends.map(\.ticket)).count == ends.count, about)
        let data = try Data(
            contentsOf: URL(fileURLWithPath: client.home.path + "/\(take.room).wav")
        ).dropFirst(44)
        let heard = data.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }

        var rest = heard[...]
        for (ticket, outcome) in ends {
            let song = try Noise.samples(take.songs[ticket] ?? 0)
            let same = zip(rest, song).prefix { $0 == $1 }.count
            switch outcome {
            case "finished": #expect(same == song.count, about)
            case "superseded": #expect(take.edit == .now, about)
            case "skipped": #expect(take.edit == .skip, about)
            case "cancelled":
                // It may have started before it was removed, and the news of that may have crossed
                // the order.
                let order = try client.ask(.order(ticket, until: nil, timeoutMilliseconds: 0))
                #expect(take.edit == .remove || take.edit == .clear, about)
                let wasHeard = order["times"]?["playing"] != .null
                #expect(wasHeard ? same > 0 : same < 44_100 / 5, about)
            default: Issue.record("song \(take.songs[ticket] ?? -1) was \(outcome)")
            }
            rest = rest.dropFirst(same)
        }
        let isWhole = rest.isEmpty
        #expect(isWhole, about)
        #expect(ends.count { $0.outcome == "finished" } >= (take.edit == .clear ? 1 : 3), about)
    }

    /// The results of several threads.
    private final class Results: @unchecked Sendable {
        // Unchecked: guarded by the lock.
        private let lock = NSLock()
        private let news = DispatchSemaphore(value: 0)
        private var results: [Result<Take, any Error>] = []

        func add(_ body: () throws -> Take) {
            let result = Result { try body() }
            lock.withLock { results.append(result) }
            news.signal()
        }

        func all(_ count: Int) throws -> [Take] {
            for _ in 0..<count { news.wait() }
            return try lock.withLock { try results.map { try $0.get() } }
        }
    }
}
