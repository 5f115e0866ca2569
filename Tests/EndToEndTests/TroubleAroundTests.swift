// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Trouble around the daemon` {
    @Test func `a player that hangs is killed and put back, and the other room plays on`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "--artist", "瀧廉太郎", "--to", "study", "--wait", "playing")
        home.jukebox("play", "--artist", "瀧廉太郎", "--wait", "playing")
        let player = try #require(try home.children().first)

        kill(player, SIGSTOP)

        Home.wait(10) { home.logText.contains("player killed") }
        #expect(home.logText.contains("its device took no frame"))
        var room: JSON?
        for _ in 0..<400 {
            room = home.jukebox("status", "--json").json["destinations"]?.elements.first
            if room?["device"] == "open" { break }
            usleep(10_000)
        }
        #expect(room?["state"] == "playing")
        #expect(room?["track"]?["title"] == "荒城の月")
        let study = home.jukebox("status", "--json").json["destinations"]?.elements.last
        #expect(study?["elapsed_s"]?.double ?? 0 > 3)
    }

    @Test func `a full disk loses no order, is shown, and passes`() throws {
        let home = try Home()
        try FileManager.default.createDirectory(
            atPath: home.path + "/state", withIntermediateDirectories: true)
        let mounted = Home.run(
            "/usr/bin/mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", home.path + "/state"])
        guard mounted.status == 0 else { return }  // only root can make a small disk
        defer { _ = Home.run("/usr/bin/umount", ["-l", home.path + "/state"]) }
        try home.start()
        let filler = home.path + "/state/filler"
        _ = FileManager.default.createFile(atPath: filler, contents: nil)
        let file = try #require(FileHandle(forWritingAtPath: filler))
        while (try? file.write(contentsOf: Data(count: 4096))) != nil {}
        try file.close()

        for _ in 0..<200 { home.jukebox("play", "--title", "canon", "--no-wait", "--to", "study") }
        let during = home.jukebox("status", "--json").json["daemon"]?["disk"]
        let told = home.jukebox("play", "--title", "canon", "--to", "study", "--json")
        let ticket = try #require(told.json["ticket"]?.int, "\(told)")
        let shown = home.jukebox("order", "\(ticket)", "--json")
        try FileManager.default.removeItem(atPath: filler)

        #expect(during == "failing")
        #expect(told.status == 0 && told.json["outcome"] == "acknowledged", "\(told)")
        #expect(shown.status == 0 && shown.json["outcome"] == "acknowledged", "\(shown)")
        var count = 0
        for _ in 0..<1500 where count < 201 {
            count =
                home.jukebox("orders", "--count", "1000", "--json").json["orders"]?.elements
                .filter { $0["verb"] == "play" }.count ?? 0
            usleep(10_000)
        }
        #expect(count == 201)
        // Logged at each beginning and end of the fault; some space may be freed in between.
        func said(_ words: String) -> Int {
            home.logText.split(separator: "\n").filter { $0.contains(words) }.count
        }
        Home.wait(10) { said("can be written again") == said("could not be") }
        #expect(said("can be written again") == said("could not be"))
        #expect((1...5).contains(said("could not be")))
        #expect(home.jukebox("status", "--json").json["daemon"]?["disk"] != "failing")
    }

    @Test func `a file that hangs its reader is skipped, and questions are answered meanwhile`()
        throws
    {
        let home = try Home()
        let programs = try home.programs(["jukeboxd", "jukebox-player"])
        // A mount that hangs: files are listed, and no reading of them ever returns.
        let script =
            "#!/bin/sh\n[ \"$1\" = walk ] && exec \(Home.programs)/jukebox-scanner \"$@\"\nexec 3>&1\nexec cat >&2\n"
        try home.write("bin/jukebox-scanner", script)
        chmod(programs + "/jukebox-scanner", 0o755)
        try home.start(expecting: 0, program: programs + "/jukeboxd")

        let song = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        let order = home.jukebox("play", "--path", song, "--wait", "playing", "--timeout", "4")
        Home.wait(8) { home.logText.contains("file skipped") }

        #expect(order.status == 0, "\(order.errors)")
        #expect(home.logText.contains("longer than 5 s"))
    }

    @Test func `a music mount that hangs holds up a scan and nothing else`() throws {
        let home = try Home()
        let programs = try home.programs(["jukeboxd", "jukebox-player"])
        // It never even lists the files.
        try home.write("bin/jukebox-scanner", "#!/bin/sh\nexec cat\n")
        chmod(programs + "/jukebox-scanner", 0o755)
        try home.start(expecting: 0, program: programs + "/jukeboxd")

        let song = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        let order = home.jukebox("play", "--path", song, "--wait", "finished", "--timeout", "20")
        let before = Date()
        let status = home.end(SIGTERM)

        #expect(order.status == 0, "\(order.errors)")
        #expect(status == 0 && Date().timeIntervalSince(before) < 2)
    }

    @Test func `a full ring is said at once, with its exit status, and loses nothing`() throws {
        let home = try Home()
        try home.start()
        home.end(SIGKILL)
        for _ in 0..<256 { home.jukebox("play", "--title", "canon", "--no-wait") }

        let full = home.jukebox("play", "--title", "canon", "--no-wait")
        let pause = home.jukebox("pause")
        try home.start()
        var count = 0
        for _ in 0..<500 where count < 256 {
            count =
                home.jukebox("orders", "--count", "1000", "--json").json["orders"]?.elements
                .filter { $0["verb"] == "play" }.count ?? 0
            usleep(10_000)
        }

        #expect(full.status == 75 && full.errors.contains("the ring is full"))
        #expect(pause.status == 69 && pause.errors.contains("dropped"), "\(pause)")
        #expect(count == 256)
    }

    @Test func `a player that is missing is a reason, and its orders wait`() throws {
        let home = try Home()
        let programs = try home.programs(["jukeboxd", "jukebox-scanner"])
        try home.start(program: programs + "/jukeboxd")

        let order = home.jukebox("play", "--title", "canon", "--json")
        let room = home.jukebox("status", "--json").json["destinations"]?.elements.first

        #expect(order.json["outcome"] == "queued")
        #expect(room?["device_reason"]?.string?.contains("jukebox-player") == true)
    }
}
