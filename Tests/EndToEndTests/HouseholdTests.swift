// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ChildWire
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

    @Test func `has three threads at rest, and knows each by name`() throws {
        let home = try Home()
        try home.start()

        let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(home.pid)/task")
        let names = try tasks.map {
            try String(contentsOfFile: "/proc/\(home.pid)/task/\($0)/comm", encoding: .utf8)
                .trimmingCharacters(in: .newlines)
        }

        #expect(names.sorted() == ["ask", "intake", "jukeboxd"])
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
}

@Suite struct `The player's program` {
    @Test func `is not linked with full Foundation, nor with a database`() throws {
        let program = try Data(contentsOf: URL(fileURLWithPath: Home.programs + "/jukebox-player"))
        for library in ["libFoundation.so", "lib_FoundationICU", "libdispatch.so", "libsqlite3.so"]
        {
            #expect(program.range(of: Data(library.utf8)) == nil, "\(library)")
        }
        #expect(program.range(of: Data("libmpg123.so".utf8)) != nil)
    }
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Bad input` {
    @Test func `is refused with what would be right`() throws {
        let home = try Home()
        try home.start()

        let nowhere = home.jukebox("play", "--title", "canon", "--to", "attic")
        let nothing = home.jukebox("play", "--title", "cannon")
        let outside = home.jukebox("play", "--path", "/etc/../etc/passwd")
        let long = home.jukebox("play", "--title", String(repeating: "x", count: 3000))
        let usage = home.jukebox("play")
        let typo = home.jukebox("plya")

        #expect(nowhere.status == 65 && nowhere.errors.contains("kitchen, study"))
        #expect(nothing.status == 65 && nothing.errors.contains("Did you mean: Canon?"))
        #expect(outside.status == 65 && outside.errors.contains("outside the music directories"))
        #expect(long.status == 65 && long.errors.contains("2016"))
        #expect(usage.status == 64)
        #expect(typo.status == 64)
    }

    @Test func `files that are no music fail alone, each with its reason`() throws {
        let home = try Home()
        let folder = home.path + "/music/"
        try Data().write(to: URL(fileURLWithPath: folder + "empty.mp3"))
        try Data([0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 7, count: 5000))
            .write(to: URL(fileURLWithPath: folder + "picture.mp3"))
        try FileManager.default.createDirectory(
            atPath: folder + "folder.mp3", withIntermediateDirectories: true)
        let good = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        try home.write(
            "lists/mixed.m3u",
            ["empty.mp3", "picture.mp3", "folder.mp3", "gone.mp3"].map { folder + $0 }
                .joined(separator: "\r\n") + "\r\nhttp://nowhere/\r\n" + good)
        try home.start()

        let order = home.jukebox(
            "play", "--playlist", "mixed", "--wait", "finished", "--timeout", "20")

        #expect(order.status == 0, "\(order.errors)")
        for words in ["it is empty", "holds no MP3 sound", "not a plain file", "No such file"] {
            #expect(home.logText.contains(words), "\(words)")
        }
    }

    @Test func `a playlist of dead lines has one clear outcome`() throws {
        let home = try Home()
        try home.write("lists/dead.m3u8", "/nowhere/a.mp3\nhttp://b/\n\n#c\n")
        try home.start()

        let order = home.jukebox("play", "--playlist", "dead")

        #expect(order.status == 65)
        #expect(order.errors.contains("no line of playlist “dead” can be played"))
    }

    @Test func `broken settings are told with their places, and a second daemon is refused`() throws
    {
        let home = try Home()
        try home.start()
        let program = Home.programs + "/jukeboxd"

        let second = Home.run(program, ["--config", home.path + "/jukebox.toml"])
        try home.write("broken.toml", "[path]\nmusic = 1\n")
        let broken = Home.run(program, ["--check", "--config", home.path + "/broken.toml"])

        #expect(second.status == 75 && second.errors.contains("pid \(home.pid)"))
        #expect(broken.status == 78 && broken.output.contains("broken.toml:1:"))
    }

    @Test func `a reload brings rooms and takes rooms, and broken settings change nothing`() throws
    {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "--title", "canon", "--wait", "playing")
        try home.write("jukebox.toml", "nonsense")

        let broken = home.jukebox("reload")
        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent").replacing("study", with: "書斎"))
        let mended = home.jukebox("reload")

        #expect(broken.status == 65 && broken.errors.contains("jukebox.toml:1:"))
        #expect(mended.status == 0)
        #expect(home.jukebox("destinations").output == "kitchen\n書斎\n")
        let room = home.jukebox("status", "--json").json["destinations"]?.elements.first
        #expect(room?["state"] == "playing")
    }

    @Test func `a device that is not there is a state with its reason, and its order waits`() throws
    {
        let home = try Home(kitchen: "hw:NoSuchCard")
        try home.start()

        let order = home.jukebox("play", "--title", "canon", "--json")
        var room: JSON?
        for _ in 0..<400 {
            room = home.jukebox("status", "--json").json["destinations"]?.elements.first
            if room?["device_reason"]?.string != nil { break }
            usleep(10_000)
        }

        #expect(order.json["outcome"] == "queued")
        #expect(room?["device_reason"]?.string?.contains("hw:NoSuchCard") == true)
        #expect(["absent", "failing"].contains(room?["device"]?.string))
    }

    @Test func `a damaged journal is set aside and said loudly`() throws {
        let home = try Home()
        try FileManager.default.createDirectory(
            atPath: home.path + "/state", withIntermediateDirectories: true)
        try Data(repeating: 9, count: 20_000)
            .write(to: URL(fileURLWithPath: home.path + "/state/orders.db"))
        try Data(repeating: 9, count: 20_000)
            .write(to: URL(fileURLWithPath: home.path + "/state/catalogue.db"))

        try home.start()

        #expect(home.logText.contains("the journal is damaged"))
        #expect(FileManager.default.fileExists(atPath: home.path + "/state/orders.db.bad"))
    }

    @Test func `without a jukebox the command line says where it looked`() throws {
        let home = try Home()

        let status = home.jukebox("status")

        #expect(status.status == 69)
        #expect(status.errors.contains(home.path + "/run"))
    }
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Files with strange names or kinds` {
    static let fixture = Home.root.appendingPathComponent("Tests/Fixtures/half-rate.mp3")

    /// Names as no one should choose them, and as people do.
    static let names: [[UInt8]] = [
        Array("100% \"quoted\" 'n' new\nline.mp3".utf8), Array("🎵 emoji.mp3".utf8),
        Array("back\\slash; rm -rf $(x).mp3".utf8), [0xE9, 0x74, 0xE9, 0x2E, 0x6D, 0x70, 0x33],
    ]

    @Test func `are scanned, found and played, each by its exact bytes`() throws {
        let home = try Home()
        let song = try Data(contentsOf: Self.fixture)
        for name in Self.names {
            let path = Array((home.path + "/music/").utf8) + name
            let file = open((path + [0]).map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o644)
            _ = song.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            close(file)
        }
        try home.start(expecting: 9)

        let order = home.jukebox(
            "play", "--path", home.path + "/music", "--wait", "finished", "--timeout", "20",
            "--json")

        #expect(order.json["outcome"] == "finished", "\(order.errors)")
        #expect(order.json["track_count"] == 4)
        #expect(!home.logText.contains("entry failed"))
        #expect(!home.logText.contains("player killed"))
    }

    @Test func `of another rate are played out in full, behind and before the others`() throws {
        let home = try Home()
        let canon = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        try FileManager.default.copyItem(
            atPath: Self.fixture.path, toPath: home.path + "/music/half.mp3")
        let half = home.path + "/music/half.mp3"
        try home.write("lists/rates.m3u8", [half, canon, half].joined(separator: "\n"))
        try home.start(expecting: 6)

        let order = home.jukebox(
            "play", "--playlist", "rates", "--wait", "finished", "--timeout", "20")

        #expect(order.status == 0, "\(order.errors)")
        #expect(!home.logText.contains("player killed"))
        // mpg123 decodes 16,704 frames of 22,050 Hz; in the file they are twice as many, stereo.
        #expect(try home.heard().count == 4 * (2 * 16_704 * 2 + 705_600))
    }

    @Test func `a folder that is gone keeps its tracks as away until they are pruned`() throws {
        let home = try Home()
        try FileManager.default.copyItem(
            atPath: Self.fixture.path, toPath: home.path + "/music/half.mp3")
        try home.start(expecting: 6)
        try FileManager.default.removeItem(atPath: home.path + "/music/half.mp3")

        let update = home.jukebox("library", "update")
        let away = home.jukebox("play", "--title", "half rate")
        let pruned = home.jukebox("library", "update", "--prune")

        #expect(update.output.contains("1 away"), "\(update.output)")
        #expect(away.status == 65 && away.errors.contains("away"))
        #expect(pruned.output.hasPrefix("5 tracks"), "\(pruned.output)")
    }
}
