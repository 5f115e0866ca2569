// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `A reload` {
    @Test func `brings rooms and takes rooms, and broken settings change nothing`() throws {
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

    @Test func `of the history's limits holds at once`() throws {
        let home = try Home()
        try home.start()
        let order = home.jukebox("play", "--title", "no such song", "--json")
        let ticket = try #require(order.json["ticket"]?.int)
        #expect(home.jukebox("order", "\(ticket)").status == 0)

        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent")
                + "\n[limits]\nhistory_days = 0\n")
        #expect(home.jukebox("reload").status == 0)

        Home.wait(10) { home.jukebox("order", "\(ticket)").status != 0 }
        #expect(home.jukebox("order", "\(ticket)").errors.contains("no ticket \(ticket)"))
    }

    @Test func `of other music directories interrupts nobody, and their songs can be played`()
        throws
    {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "--title", "canon", "--wait", "playing")
        let players = try home.children()
        let song = try FileManager.default.subpathsOfDirectory(atPath: Home.music)
            .first { $0.hasSuffix(".mp3") }
        let folder = home.path + "/more"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Home.music + "/" + (try #require(song)), toPath: folder + "/new.mp3")
        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent")
                .replacing("\(home.path)/music", with: folder))

        #expect(home.jukebox("reload").status == 0)

        #expect(try Set(home.children()).isSuperset(of: players), "no player was started again")
        let new = home.jukebox(
            "play", "--path", folder + "/new.mp3", "--to", "study", "--wait", "playing",
            "--timeout", "20")
        #expect(new.status == 0, "\(new.errors)")
        let room = home.jukebox("status", "--json").json["destinations"]?.elements.first
        #expect(room?["state"] == "playing")
    }
}
