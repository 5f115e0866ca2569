// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

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

        #expect(order.status == 66, "\(order.errors)")
        #expect(order.errors.contains("partly (1 of 5 heard, 4 failed)"), "\(order.errors)")
        let facts = home.jukebox("order", "1", "--json").json
        #expect(facts["counts"]?["tracks"] == 5 && facts["counts"]?["heard"] == 1, "\(facts)")
        #expect(facts["counts"]?["failed"] == 4 && facts["counts"]?["open"] == 0)
        #expect(facts["failures"]?.elements.map { $0["track"] }.contains("picture") == true)
        #expect(facts["failures"]?.elements.count == 4)
        let list = home.jukebox("playlist", "show", "mixed")
        #expect((list.output + list.errors).contains("skipped"), "\(list)")
        for words in ["it is empty", "holds no MP3 sound", "not a plain file", "No such file"] {
            #expect(home.logText.contains(words), "\(words)")
        }
    }

    @Test func `words that are no command, no playlist and no ticket are told what there is`()
        throws
    {
        let home = try Home()
        try home.write("lists/Morning.m3u8", "")
        try home.start()

        let command = home.jukebox("plya", "canon")
        let list = home.jukebox("playlist", "show", "mornin")
        let ticket = home.jukebox("order", "0")
        let nothing = home.jukebox("search", "zzzz")

        #expect(command.status == 64 && command.errors.contains("did you mean “play”?"))
        #expect(list.status == 65 && list.errors.contains("did you mean Morning?"))
        #expect(ticket.status == 65 && ticket.errors.contains("no ticket 0"))
        #expect(nothing.status == 0 && nothing.errors.contains("nothing found for “zzzz”"))
    }

    @Test func `a playlist of dead lines has one clear outcome`() throws {
        let home = try Home()
        try home.write("lists/dead.m3u8", "/nowhere/a.mp3\nhttp://b/\n\n#c\n")
        try home.start()

        let order = home.jukebox("play", "--playlist", "dead")

        #expect(order.status == 65)
        #expect(order.errors.contains("no line of playlist “dead” can be played"))
    }

    @Test func `broken settings are told with their places`() throws {
        let home = try Home()
        let program = Home.programs + "/jukeboxd"

        try home.write("broken.toml", "[path]\nmusic = 1\n")
        let broken = Home.run(program, ["--check", "--config", home.path + "/broken.toml"])

        #expect(broken.status == 78 && broken.output.contains("broken.toml:1:"))
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
