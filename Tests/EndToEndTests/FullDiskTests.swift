// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)), .enabled(if: SmallDisk.canBeMade))
struct `A disk that is full during a scan` {
    @Test func `is tried again, and the songs are there once it has room`() throws {
        let home = try Home()
        let disk = try SmallDisk(on: home.path + "/state")
        defer { disk.remove() }
        try home.start()
        // Too many for the space that the catalogue already has on the disk.
        let song = Home.root.path + "/Tests/Fixtures/noise/long-0.mp3"
        try FileManager.default.createDirectory(
            atPath: home.path + "/more", withIntermediateDirectories: true)
        for number in 0..<400 { symlink(song, home.path + "/more/\(number).mp3") }
        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent").replacing(
                "/music\"]",
                with: "/music\", \"\(home.path)/more\", \"\(Home.root.path)/Tests/Fixtures/noise\"]"
            ))
        disk.fill()

        kill(home.pid, SIGHUP)
        Home.wait(30) { home.logText.contains("the scan failed; it is repeated") }
        let hasFailed = home.logText.contains("the scan failed; it is repeated")
        disk.free()
        Home.wait(30) { home.jukebox("search", "long 0").output.contains("long 0") }

        #expect(hasFailed, "\(home.logText)")
        #expect(home.jukebox("search", "long 0").output.contains("long 0"), "\(home.logText)")
    }
}

/// A file system of some megabytes.
private struct SmallDisk {
    static let canBeMade = Home.run("/usr/bin/env", ["unshare", "-m", "true"]).status == 0

    private let path: String

    init(on path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let words = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", path]
        try #require(Home.run("/usr/bin/env", words).status == 0)
    }

    func fill() {
        let file = open(path + "/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let block = [UInt8](repeating: 0, count: 4096)
        while write(file, block, block.count) > 0 {}
        close(file)
    }

    func free() { unlink(path + "/filler") }

    func remove() { _ = Home.run("/usr/bin/env", ["umount", "-l", path]) }
}
