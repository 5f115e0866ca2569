// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Trying a folder` {
    @Test func `plays it in the order of its paths, once, and leaves nothing`() throws {
        let home = try TryHome()
        for name in ["b/1.mp3", "a/2.mp3", "a/10.mp3"] { try home.addSong(name) }

        let run = home.run("--device", "silent", home.music, "--json")

        #expect(run.status == 0, "\(run)")
        let lines = run.output.split(separator: "\n").compactMap { JSON(parsing: String($0)) }
        let names = lines.compactMap { $0["path"]?.string }.map { $0.dropFirst(home.music.count) }
        // A short song may have ended between two looks.
        #expect(names == names.sorted() && !names.isEmpty, "\(names)")
        #expect(lines.first?["device"]?.string != nil)
        #expect(lines.last?["outcome"] == "finished")
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `of any name, or through a link, or by a relative path`() throws {
        let home = try TryHome()
        let names = ["a \"b\" \\c", "line\nbreak", "-dash", "書斎", "%41%"]
        for name in names { try home.addSong("\(name)/x.mp3") }
        symlink(home.music + "/書斎", home.music + "/link")
        let latin = Array(home.music.utf8CString.dropLast()) + [0x2F, CChar(bitPattern: 0xE9), 0]
        mkdir(latin, 0o755)
        _ = "../書斎/x.mp3".withCString { target in
            Array(latin.dropLast() + "/x.mp3".utf8CString).withUnsafeBufferPointer {
                link(home.music + "/書斎/x.mp3", $0.baseAddress!)
            }
        }

        for name in names + ["link"] {
            let run = home.run("--device", "silent", home.music + "/" + name)
            #expect(run.status == 0 && run.output.contains("That was all."), "\(name): \(run)")
        }
        let relative = Home.run(
            "/bin/sh",
            [
                "-c",
                "cd \"$1\" && \"$0\" try --device silent -- -dash ./書斎/x.mp3 \"$(printf '\\351')\"",
                Home.programs + "/jukebox", home.music,
            ], home.environment)
        #expect(relative.status == 0 && relative.output.contains("That was all."), "\(relative)")
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `says what is in a folder without music, and starts nothing`() throws {
        let home = try TryHome()
        try Data().write(to: URL(fileURLWithPath: home.music + "/a.flac"))
        try Data().write(to: URL(fileURLWithPath: home.music + "/b.flac"))
        try Data("x".utf8).write(to: URL(fileURLWithPath: home.music + "/c.jpg"))
        chmod(home.music + "/a.flac", 0o600)

        let none = home.run(home.music)
        let file = home.run(home.music + "/a.flac")
        let missing = home.run(home.music + "/missing")
        let usage = home.run()

        #expect(none.status == 66 && none.errors.contains("it has 2 .flac, 1 .jpg"), "\(none)")
        #expect(file.status == 66 && file.errors.contains("not an .mp3 file"), "\(file)")
        #expect(missing.status == 66 && missing.errors.contains("No such file"), "\(missing)")
        #expect(usage.status == 64 && usage.errors.contains("jukebox try"), "\(usage)")
        #expect(home.traces == [])
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func `ends with a signal, and leaves nothing`(signal: Int32, status: Int32) throws {
        let home = try TryHome()
        let trying = try home.start("--device", "silent", Home.music)

        kill(trying.pid, signal)

        #expect(trying.wait() == status, "\(trying.output)")
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `can be controlled from another terminal`() throws {
        let home = try TryHome()
        let trying = try home.start("--device", "silent", Home.music)
        let jukebox = Home.programs + "/jukebox"

        let paused = Home.run(jukebox, ["--runtime", trying.runtime, "pause"])
        let status = Home.run(jukebox, ["--runtime", trying.runtime, "status", "--json"])
        let stopped = Home.run(jukebox, ["--runtime", trying.runtime, "clear"])
        _ = Home.run(jukebox, ["--runtime", trying.runtime, "next"])

        #expect(paused.status == 0 && stopped.status == 0, "\(paused) \(stopped)")
        #expect(status.json["destinations"]?.elements.first?["state"] == "paused", "\(status)")
        kill(trying.pid, SIGINT)
        _ = trying.wait()
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `is not disturbed by another one`() throws {
        let home = try TryHome()
        let one = try home.start("--device", "silent", Home.music)
        let two = try home.start("--device", "silent", Home.music)

        #expect(one.runtime != two.runtime)
        kill(one.pid, SIGINT)
        #expect(one.wait() == 130)
        let status = Home.run(
            Home.programs + "/jukebox", ["--runtime", two.runtime, "status", "--json"])
        #expect(status.json["daemon"]?["state"] == "up", "\(status)")
        kill(two.pid, SIGINT)
        #expect(two.wait() == 130)
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `tells what the daemon last said if it was killed`() throws {
        let home = try TryHome()
        let trying = try home.start("--device", "silent", Home.music)
        let daemon = try #require(trying.descendants("jukeboxd").first)

        kill(daemon, SIGKILL)

        #expect(trying.wait() == 69)
        #expect(trying.output.contains("the jukebox ended with signal 9"), "\(trying.output)")
        #expect(trying.output.contains("started"), "\(trying.output)")
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `ends though the daemon hangs`() throws {
        let home = try TryHome()
        let trying = try home.start("--device", "silent", Home.music)
        let daemon = try #require(trying.descendants("jukeboxd").first)

        kill(daemon, SIGSTOP)
        kill(trying.pid, SIGINT)

        #expect(trying.wait() == 130)
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `leaves nothing if it is killed itself`() throws {
        let home = try TryHome()
        let trying = try home.start("--device", "silent", Home.music)

        kill(trying.pid, SIGKILL)

        #expect(trying.wait() == SIGKILL)
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `leaves nothing if its keeper is killed`() throws {
        let home = try TryHome()
        let trying = try home.start("--device", "silent", Home.music)
        let keeper = try #require(trying.descendants("jukebox").first)

        kill(keeper, SIGKILL)

        #expect(trying.wait() == 69)
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `ends when nobody reads its output`() throws {
        let home = try TryHome()

        let run = Home.run(
            "/bin/sh",
            [
                "-c", "\"$0\" try --device silent \"$1\" | head -n 1", Home.programs + "/jukebox",
                Home.music,
            ],
            home.environment)

        #expect(run.status == 0 && run.output.contains("From another terminal"), "\(run)")
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `tells why the daemon does not start`() throws {
        let home = try TryHome()
        try home.addSong("a.mp3")

        let run = home.run("--device", "", home.music)

        #expect(run.status == 69, "\(run)")
        #expect(run.errors.contains("“destination.device”"), "\(run)")
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `finds 20,000 files on a read-only disk, in the order of their paths`() throws {
        let home = try TryHome()
        try home.addSong("0/00000.mp3")
        for number in 1..<20_000 {
            let folder = "\(home.music)/\(number / 1000)"
            if number % 1000 == 0 { mkdir(folder, 0o755) }
            let name = folder + "/" + String(format: "%05d", number) + ".mp3"
            link(home.music + "/0/00000.mp3", name)
        }
        for number in 0..<20 { chmod("\(home.music)/\(number)", 0o555) }

        let trying = try home.start("--device", "silent", home.music)
        let status = Home.run(
            Home.programs + "/jukebox", ["--runtime", trying.runtime, "status", "--json"])

        let room = status.json["destinations"]?.elements.first
        #expect((room?["queue_length"]?.int ?? 0) > 19_000, "\(status)")
        kill(trying.pid, SIGINT)
        _ = trying.wait()
        for number in 0..<20 { chmod("\(home.music)/\(number)", 0o755) }
        #expect(home.waitForNoTraces() == [])
    }
}
