// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `A household` {
    @Test func `orders a song, is told what was chosen, and hears it to its end`() throws {
        let home = try Home()
        try home.start()

        let order = home.jukebox(
            "play", "--artist", "johann pachelbel", "--title", "canon", "--to", "kitchen", "--json")
        let ticket = try #require(order.json["ticket"]?.int)
        let wait = home.jukebox("wait", "\(ticket)", "--for", "finished", "--timeout", "20")

        #expect(order.status == 0)
        #expect(order.json["daemon"] == "up")
        #expect(order.json["track_count"] == 1)
        #expect(order.json["tracks"]?.elements.first?["title"] == "Canon")
        #expect(wait.status == 0)
        let times = home.jukebox("order", "\(ticket)", "--json").json["times"]
        for name in ["submitted", "accepted", "playing", "finished"] {
            #expect(times?[name]?.string != nil, "\(name)")
        }
    }

    @Test func `hears a playlist without a frame missing or extra at the joins`() throws {
        let home = try Home()
        let songs = [
            "Ludwig van Beethoven/Melodies Everyone Knows/01 Ode to Joy.mp3",
            "日本古謡/日本のうた/01 さくらさくら.mp3",
        ]
        try home.write("lists/朝.m3u8", songs.map { Home.music + "/" + $0 }.joined(separator: "\n"))
        try home.start()

        let order = home.jukebox("play", "--playlist", "朝", "--wait", "finished", "--timeout", "20")

        #expect(order.status == 0, "\(order.errors)")
        // 64 kb/s mono at 44.1 kHz; lengths as scripts/make-demo-music.py synthesised them.
        #expect(try home.heard().count == 4 * (592_704 + 635_040))
    }

    @Test func `finds its queue, its place and its volume again after the daemon was killed`()
        throws
    {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "--artist", "瀧廉太郎")
        home.jukebox("play", "--title", "canon")
        home.jukebox("volume", "-12dB")
        let first = home.jukebox("play", "--title", "ode to joy", "--durable", "--json")
        home.jukebox("wait", "1", "--for", "playing", "--timeout", "5")

        home.end(SIGKILL)
        let left = home.jukebox("play", "--title", "frère jacques", "--json")
        try home.start()
        home.jukebox("wait", "1", "--for", "playing", "--timeout", "5")

        #expect(left.json["daemon"] == "down")
        #expect(first.status == 0)
        let room = home.jukebox("status", "--json").json["destinations"]?.elements.first
        #expect(room?["state"] == "playing")
        #expect(room?["volume_db"]?.double == -12)
        #expect(room?["track"]?["title"] == "荒城の月")
        let queue = home.jukebox("queue", "--json").json["entries"]?.elements
        #expect(queue?.count == 4)
    }

    @Test func `stops within two seconds and leaves no process behind`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "--title", "canon", "--wait", "playing", "--timeout", "5")
        let children = try home.children()

        let status = home.end(SIGTERM)

        #expect(status == 0)
        #expect(children.count >= 2)
        for child in children { #expect(kill(child, 0) == -1) }
    }

    @Test func `has five threads at rest, and knows each by name`() throws {
        let home = try Home()
        try home.start()

        let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(home.pid)/task")
        let names = try tasks.map {
            try String(contentsOfFile: "/proc/\(home.pid)/task/\($0)/comm", encoding: .utf8)
                .trimmingCharacters(in: .newlines)
        }

        #expect(names.sorted() == ["ask", "intake", "jukeboxd", "library", "lookup", "playlists"])
    }

    @Test func `wakes no thread at rest`() throws {
        let home = try Home()
        try home.start()
        func switches() throws -> [String] {
            let folder = "/proc/\(home.pid)/task"
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
                try String(contentsOfFile: "\(folder)/\($0)/status", encoding: .utf8)
                    .split(separator: "\n").filter { $0.hasPrefix("voluntary") }.joined()
            }
        }

        // Within a second of its start it makes the journal durable, and then it rests.
        var rested = false
        for _ in 0..<10 where !rested {
            let before = try switches()
            usleep(2_000_000)
            rested = try switches() == before
        }

        #expect(rested)
    }

    @Test func `a player that is killed is back with the song, and the other room plays on`() throws
    {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "--title", "canon", "--to", "kitchen")
        home.jukebox("play", "--title", "ode to joy", "--to", "study", "--wait", "playing")
        let children = try home.children()

        kill(children[0], SIGKILL)

        var rooms: [JSON] = []
        for _ in 0..<400 {
            rooms = home.jukebox("status", "--json").json["destinations"]?.elements ?? []
            if home.logText.contains("player ended"), rooms.allSatisfy({ $0["device"] == "open" }) {
                break
            }
            usleep(10_000)
        }
        #expect(home.logText.contains("player ended"))
        #expect(rooms.map { $0["state"] } == ["playing", "playing"])
    }

    @Test func `does not play at night what should have begun in the evening`() throws {
        let home = try Home(kitchen: "hw:NoSuchCard")
        try home.start()
        let evening = home.jukebox("play", "--title", "canon", "--expire", "1", "--json")
        home.jukebox("play", "--title", "canon", "--json")
        home.end(SIGKILL)
        usleep(1_100_000)  // the order's time runs without a daemon

        try home.start()

        let ticket = try #require(evening.json["ticket"]?.int)
        let order = home.jukebox("order", "\(ticket)", "--json").json
        #expect(order["outcome"] == "expired")
        #expect(home.jukebox("queue", "--json").json["entries"]?.elements.count == 1)
    }
}
