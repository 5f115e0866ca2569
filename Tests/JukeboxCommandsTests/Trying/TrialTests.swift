// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxSettings
import Testing

@testable import JukeboxCommands

@Suite struct `The settings of a trial` {
    @Test(arguments: [
        "/music", "/my \"best\" music", "/back\\slash", "/line\nbreak\ttab", "/キッチン",
        "/\u{7F}\u{1}",
        "/'''", "/\"\"\"", "/# no comment", "/\\u0041", "/-dash",
    ])
    func `name any folder whose name is UTF-8`(folder: String) throws {
        let trial = TrialSettings(
            folder: "/run/a\"b", liesOnDisk: true, music: [folder, folder + "/x"],
            device: "hw:\"1\"")

        let read = SettingsReader.read(
            Array(trial.text.utf8),
            defaults: Settings.defaults(for: Environment(environment: [:], uid: 0)),
            folderProblem: { _ in nil })

        let settings = try read.get()
        #expect(settings.paths.music == [folder, folder + "/x"])
        #expect(settings.paths.runtime == "/run/a\"b" && settings.paths.runtimeOnDisk)
        #expect(settings.destinations.map(\.device) == ["hw:\"1\""])
        #expect(settings.limits.queueEntries == 1_000_000)
    }
}

@Suite struct `Looking for the daemon` {
    @Test func `begins beside the program, then where it is installed, then in PATH`() {
        let paths = ProgramSearch.candidates(
            "jukeboxd", own: "/usr/bin/jukebox", path: "/a::relative:/b/")

        #expect(
            paths == [
                "/usr/bin/jukeboxd", "/usr/bin/../lib/jukebox/jukeboxd", "/a/jukeboxd",
                "/b//jukeboxd",
            ])
    }

    @Test func `goes on if the program does not know where it is`() {
        #expect(ProgramSearch.candidates("x", own: "", path: nil) == [])
        #expect(ProgramSearch.candidates("x", own: "jukebox", path: "/a") == ["/a/x"])
    }
}

@Suite struct `Looking for sound` {
    private func device(
        session: String? = nil, server: String? = nil, cards: [String] = [], files: [String] = [],
        mine: [String] = []
    ) -> SoundSearch {
        SoundSearch(
            session: session, server: server, cards: cards, exists: files.contains,
            mayUse: mine.contains)
    }

    @Test func `takes the default device if there is a server, or a card for this user`() {
        #expect(device(server: "tcp:host").device == "default")
        #expect(device(session: "/run/1", files: ["/run/1/pulse/native"]).device == "default")
        #expect(device(session: "/run/1", files: ["/run/1/pipewire-0"]).device == "default")
        #expect(device(cards: ["/dev/snd/p"], mine: ["/dev/snd/p"]).device == "default")
        #expect(device(cards: ["/dev/snd/p"], mine: ["/dev/snd/p"]).silence == nil)
    }

    @Test func `says why there is none`() {
        #expect(device().device == "silent")
        #expect(device(server: "").silence == "there is no sound card and no sound server")
        let refused = device(session: "/run/1", cards: ["/dev/snd/p"])
        #expect(refused.device == "silent")
        #expect(refused.silence?.contains("usermod -aG audio") == true)
    }
}

@Suite struct `The folder of a trial` {
    @Test func `is made in memory where it can be, and where a socket’s path fits`() {
        let long = "/" + String(repeating: "x", count: 80)

        #expect(
            TrialFolder.parents(session: "/run/user/1", temporary: "/var/tmp")
                == ["/run/user/1", "/dev/shm", "/var/tmp", "/tmp"])
        #expect(TrialFolder.parents(session: long, temporary: "relative") == ["/dev/shm", "/tmp"])
    }

    @Test func `has a log whose marks for the journal are not shown`() {
        #expect(TrialFolder.unmarked("<3>cannot start") == "cannot start")
        #expect(TrialFolder.unmarked("<9>x") == "<9>x")
        #expect(TrialFolder.unmarked("<3") == "<3")
        #expect(TrialFolder.unmarked("") == "")
    }
}

@Suite struct `Counting kinds of files` {
    @Test func `names the most frequent ones`() {
        var count = MusicCount()
        for name in [
            "a.FLAC", "b.flac", "c.jpg", "README", ".hidden", "x.", "y.tar.gz", "z.\u{1B}[2J",
        ] {
            count.count(Array(name.utf8))
        }

        #expect(!count.hasMusic)
        #expect(count.words == "4 without an ending, 2 .flac, 1 .gz, 1 .jpg")
        count.count(Array("song.Mp3".utf8))
        #expect(count.hasMusic)
    }

    @Test func `sums the rest up`() {
        var count = MusicCount()
        for number in 0..<20_000 { count.count(Array("a.x\(number)".utf8)) }

        #expect(count.words.hasSuffix(", 19994 of other kinds"))
        #expect(MusicCount().words == "nothing")
    }

    @Test(arguments: ["a.mp3\0x", "", ".", "..", "...mp3", ".mp3", "a.mp3.part"])
    func `reads odd names without harm`(name: String) {
        let ending = MusicCount.ending(Array(name.utf8))
        #expect(ending.utf8.count <= 8)
    }
}
