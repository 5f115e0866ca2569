// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ChildWire
import Foundation
import Testing

/// The same noise for the same seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A thousand damaged files` {
    static let count = 1000

    /// Songs with bytes exchanged, cut out, doubled, or cut off; most damage is in the tags.
    private func make(in folder: String) throws -> [String] {
        let song = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: song)).prefix(20_000))
        var random = Seeded(state: 20_261_121)
        return try (0..<Self.count).map { number in
            var bytes = whole
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let head = Bool.random(using: &random) ? 600 : bytes.count
                let place = Int.random(in: 0..<max(1, min(head, bytes.count)), using: &random)
                guard place < bytes.count else { continue }
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                case 3:
                    bytes.insert(
                        contentsOf: bytes[place..<min(bytes.count, place + 100)], at: place)
                default: if number % 7 == 0 { bytes.removeSubrange(place...) }
                }
            }
            let path = folder + "/\(number).mp3"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return path
        }
    }

    @Test func `harm neither the scanner nor the player`() throws {
        let folder = NSTemporaryDirectory() + "jukebox-damaged-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let paths = try make(in: folder)

        let scanned = Home.run(
            Home.programs + "/jukebox-scanner", ["read", folder],
            input: paths.joined(separator: "\n") + "\n")
        let lines = paths.enumerated().map { number, path in
            #"{"n":\#(number + 1),"do":"play","entry":\#(number + 1),"path":"\#(path)"}"#
        }
        let played = Home.run(
            Home.programs + "/jukebox-player", ["--device", "wav:\(folder)/out.wav?fast"],
            input: lines.joined(separator: "\n") + "\n{\"n\":9999,\"do\":\"quit\"}\n")

        #expect(scanned.status == 0, "\(scanned.errors.suffix(2000))")
        #expect(scanned.output.split(separator: "\n").count == Self.count)
        #expect(played.status == 0, "\(played.errors.suffix(2000))")
        #expect(played.output.contains(#"{"event":"obeyed","n":1000}"#))
    }
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Trouble around the daemon` {
    @Test func `a player that hangs is killed and put back, and the other room plays on`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "--artist", "瀧廉太郎", "--to", "study", "--wait", "playing")
        home.jukebox("play", "--artist", "瀧廉太郎", "--wait", "playing")
        let player = try #require(try home.children().first)

        kill(player, SIGSTOP)

        for _ in 0..<1000 where !home.logText.contains("player killed") { usleep(10_000) }
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
            "/usr/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", home.path + "/state"])
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
        try FileManager.default.removeItem(atPath: filler)

        #expect(during == "failing")
        var count = 0
        for _ in 0..<1500 where count < 200 {
            count =
                home.jukebox("orders", "--count", "1000", "--json").json["orders"]?.elements
                .filter { $0["verb"] == "play" }.count ?? 0
            usleep(10_000)
        }
        #expect(count == 200)
        #expect(
            home.logText.split(separator: "\n").filter { $0.contains("could not be") }.count == 1)
    }

    @Test func `a file that hangs its reader is skipped, and questions are answered meanwhile`()
        throws
    {
        let home = try Home()
        let programs = home.path + "/bin"
        try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
        for name in ["jukeboxd", "jukebox-player"] {
            try FileManager.default.copyItem(
                atPath: Home.programs + "/" + name, toPath: programs + "/" + name)
        }
        // A mount that hangs: files are listed, and no reading of them ever returns.
        let script =
            "#!/bin/sh\n[ \"$1\" = walk ] && exec \(Home.programs)/jukebox-scanner \"$@\"\nexec 3>&1\nexec cat >&2\n"
        try home.write("bin/jukebox-scanner", script)
        chmod(programs + "/jukebox-scanner", 0o755)
        try home.start(expecting: 0, program: programs + "/jukeboxd")

        let song = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        let order = home.jukebox("play", "--path", song, "--wait", "playing", "--timeout", "4")
        for _ in 0..<800 where !home.logText.contains("file skipped") { usleep(10_000) }

        #expect(order.status == 0, "\(order.errors)")
        #expect(home.logText.contains("longer than 5 s"))
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
        #expect(pause.status == 0)
        #expect(count == 256)
    }

    @Test func `a player that is missing is a reason, and its orders wait`() throws {
        let home = try Home()
        let programs = home.path + "/bin"
        try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
        for name in ["jukeboxd", "jukebox-scanner"] {
            try FileManager.default.copyItem(
                atPath: Home.programs + "/" + name, toPath: programs + "/" + name)
        }
        try home.start(program: programs + "/jukeboxd")

        let order = home.jukebox("play", "--title", "canon", "--json")
        let room = home.jukebox("status", "--json").json["destinations"]?.elements.first

        #expect(order.json["outcome"] == "queued")
        #expect(room?["device_reason"]?.string?.contains("jukebox-player") == true)
    }
}

/// Root may read everything, so these programs run as somebody else.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `Without permission` {
    /// Runs a program as nobody; nil where that is not possible.
    private func asNobody(_ program: String, _ arguments: [String], input: String = "")
        -> Home.Result?
    {
        let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
        let setpriv = "/usr/bin/setpriv"
        guard Home.run(setpriv, nobody + ["/usr/bin/test", "-x", program]).status == 0 else {
            return nil
        }
        return Home.run(setpriv, nobody + [program] + arguments, input: input)
    }

    @Test func `a file that cannot be read fails with its reason`() throws {
        let home = try Home()
        let song = home.path + "/music/secret.mp3"
        try Data([1]).write(to: URL(fileURLWithPath: song))
        chmod(song, 0)

        let played = asNobody(
            Home.programs + "/jukebox-player", ["--device", "silent"],
            input: "{\"n\":1,\"do\":\"play\",\"entry\":1,\"path\":\"\(song)\"}\n")

        guard let played else { return }
        #expect(played.output.contains(#""code":"unreadable""#))
        #expect(played.output.contains("Permission denied"))
    }

    @Test func `a folder that refuses is named, with the command that would allow it`() throws {
        let home = try Home()
        chmod(home.path + "/music", 0o700)

        let checked = asNobody(
            Home.programs + "/jukeboxd", ["--check", "--config", home.path + "/jukebox.toml"])

        guard let checked else { return }
        #expect(checked.status == 78)
        #expect(checked.output.contains("“\(home.path)/music” refuses; allow it with: setfacl"))
    }
}
