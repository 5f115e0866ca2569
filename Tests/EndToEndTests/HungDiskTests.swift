// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import JukeboxModel
import Testing

/// The music is on a file system that hangs: a process that opens a file there sleeps in the kernel
/// until it answers again.
@Suite(.timeLimit(.minutes(2)), .enabled(if: HungDisk.canMount))
struct `A disk that does not answer` {
    private static let isProof = ProcessInfo.processInfo.environment["PROVE_SECONDS"] != nil

    @Test func `is waited for, and keeps no other room and no question waiting`() throws {
        let disk = try HungDisk()
        let client = try Listener(disk.home)
        disk.hangs = true

        let ticket = try client.play(disk.song)
        let waiting = client.wait { $0["waiting_for"] == "disk" }
        let other = disk.home.jukebox(
            "play", "--title", "canon", "--to", "study", "--wait", "playing", "--timeout", "5")
        let search = disk.home.jukebox("search", "canon")
        disk.hangs = false

        #expect(waiting["device_reason"] == "waiting for the disk", "\(waiting.line)")
        #expect(other.status == 0 && search.status == 0, "\(other)")
        #expect(try client.end(of: ticket)["outcome"] == "finished")
        #expect(!disk.home.logText.contains("player killed"), "\(disk.home.logText)")
    }

    @Test(.enabled(if: isProof))
    func `for thirty seconds is music that is away: the player is killed once and blames no song`()
        throws
    {
        let disk = try HungDisk()
        let client = try Listener(disk.home)
        disk.hangs = true

        let ticket = try client.play(disk.song)
        Home.wait(60) { disk.home.logText.contains("player killed") }
        let status = disk.home.jukebox("status")
        disk.hangs = false

        #expect(status.status == 0)
        #expect(try client.end(of: ticket)["outcome"] == "finished")
        #expect(disk.home.logText.ranges(of: "player killed").count == 1)
    }
}

/// A home with a song on a FUSE mount that hangs on demand.
private final class HungDisk {
    let home: Home
    let song: String
    private let mount = Process()

    static let canMount =
        geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0
        && Home.run("/usr/bin/python3", ["-c", "import fusepy"]).status == 0

    init() throws {
        home = try Home()
        song = home.path + "/music/song.mp3"
        try FileManager.default.createDirectory(
            atPath: home.path + "/disk", withIntermediateDirectories: true)
        try Noise.copy(0, to: home.path + "/disk/song.mp3")
        mount.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        mount.arguments = [
            Home.root.appendingPathComponent("Tests/HungDisk/hung_disk.py").path,
            home.path + "/disk", home.path + "/music", home.path + "/hang",
        ]
        try mount.run()
        Home.wait { access(song, R_OK) == 0 }
        try home.start(expecting: 6)
    }

    deinit {
        unlink(home.path + "/hang")
        home.end(SIGTERM)
        _ = Home.run("/usr/bin/umount", ["-l", home.path + "/music"])
        mount.terminate()
        mount.waitUntilExit()
    }

    var hangs = false {
        didSet {
            if hangs {
                _ = FileManager.default.createFile(atPath: home.path + "/hang", contents: nil)
            } else {
                unlink(home.path + "/hang")
            }
        }
    }
}
