// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import JukeboxModel
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A device that is away` {
    private func home(
        _ kitchen: String, _ study: String, _ limits: String = ""
    ) throws -> Home {
        let home = try Home(kitchen: kitchen)
        try home.write(
            "jukebox.toml",
            home.settings(
                kitchen: kitchen.replacing("HOME", with: home.path),
                study: study.replacing("HOME", with: home.path)) + "\n[limits]\n" + limits)
        return home
    }

    private func song(_ number: Int) -> String { Noise.folder + "/noise-\(number % 6).mp3" }

    /// The fixtures as a music folder.
    private func addNoise(_ home: Home) throws {
        let text = try String(contentsOfFile: home.path + "/jukebox.toml", encoding: .utf8)
        try home.write(
            "jukebox.toml", text.replacing("music = [", with: "music = [\"\(Noise.folder)\", "))
    }

    @Test func `costs no order by default, over a pause and a kill`() throws {
        let home = try home("hw:9", "silent")
        try addNoise(home)
        try home.start(expecting: 11)
        let client = try Listener(home)
        let tickets = try (0..<50).map { try client.play(song($0)) }
        client.wait { $0["waiting_for"] == "device" }

        #expect(try client.command(.pause) == "finished")
        #expect(try client.command(.resume) == "finished")
        home.end(SIGKILL)
        try home.start(expecting: 11)

        let again = try Listener(home)
        let room = again.wait { $0["waiting_for"] == "device" }
        #expect(room["state"] == "playing" && room["waiting_for"] == "device", "\(room.line)")
        #expect(try again.outcomes(tickets) == Array(repeating: "queued", count: 50))
        #expect(try again.entries() == (1...50).map(Int64.init))
    }

    @Test func `lets orders expire only where sound is wanted`() throws {
        let home = try home("hw:9", "hw:9", "expiry_seconds = 2\n")
        try addNoise(home)
        try home.start(expecting: 11)
        let client = try Listener(home)
        let first = try client.play(song(0), to: "study")
        _ = try client.standing(of: first, until: .queued)
        #expect(try client.command(.pause, "study") == "finished")
        let paused = try [first] + (1..<25).map { try client.play(song($0), to: "study") }

        let playing = try (0..<25).map { try client.play(song($0)) }
        for ticket in playing { _ = try client.end(of: ticket) }

        // Those in the paused room have waited longer.
        #expect(try client.outcomes(playing) == Array(repeating: "expired", count: 25))
        #expect(try client.outcomes(paused) == Array(repeating: "queued", count: 25))
    }

    @Test func `for long holds its room, until somebody resumes it or orders something`() throws {
        let home = try home(
            "wav:HOME/later/kitchen.wav?fast", "wav:HOME/later/study.wav?fast",
            "hold_after_seconds = 1\n")
        try addNoise(home)
        try home.start(expecting: 11)
        let client = try Listener(home)
        var tickets: [String: [Ticket]] = [:]
        for room in ["kitchen", "study"] {
            tickets[room] = try (0..<3).map { try client.play(song($0), to: room) }
            client.wait(room) { $0["waiting_for"] != .null }
        }
        usleep(1_100_000)  // the time that holds a room has to pass

        mkdir(home.path + "/later", 0o755)
        for room in ["kitchen", "study"] {
            let held = client.wait(room) { $0["held"]?.int != nil }
            #expect(held["held"] == 3 && held["state"] == "paused", "\(held.line)")
        }
        let status = home.jukebox("status").output
        let resumed = home.jukebox("resume", "kitchen")
        let new = try client.play(song(5), to: "study")
        for ticket in (tickets["kitchen"] ?? []) + (tickets["study"] ?? []) + [new] {
            #expect(try client.end(of: ticket)["outcome"] == "finished")
        }

        #expect(status.contains("held: 3 songs were waiting"), "\(status)")
        #expect(resumed.status == 0)
        let ends = try client.ends().map(\.ticket)
        let old = try #require(tickets["study"])
        #expect(ends.filter { ([new] + old).contains($0) } == [new] + old)
        #expect(client.room("study")["held"] == .null)
    }

    @Test func `that the settings no longer name ends its orders at the next start`() throws {
        let home = try home("silent", "hw:9")
        try addNoise(home)
        try home.start(expecting: 11)
        let client = try Listener(home)
        let gone = try (0..<3).map { try client.play(song($0), to: "study") }
        let stays = try client.play(Home.music + "/瀧廉太郎")
        _ = try client.standing(of: stays, until: .playing)
        for ticket in gone { _ = try client.standing(of: ticket, until: .queued) }
        home.end(SIGKILL)
        let text = try String(contentsOfFile: home.path + "/jukebox.toml", encoding: .utf8)
        try home.write("jukebox.toml", text.replacing("name = \"study\"", with: "name = \"attic\""))

        try home.start(expecting: 11)

        let again = try Listener(home)
        for ticket in gone {
            let end = try again.end(of: ticket)
            #expect(end["outcome"] == "cancelled", "\(end.line)")
            #expect(end["reason"]?["text"]?.string?.contains("“study” is no longer") == true)
        }
        #expect(try again.standing(of: stays, until: .playing)["outcome"] == "playing")
        let cancel = home.jukebox("cancel", "\(gone[0].number)")
        #expect(cancel.status == 65 && cancel.errors.contains("has ended already"), "\(cancel)")
    }
}
