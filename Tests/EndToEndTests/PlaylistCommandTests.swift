// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `Playlists from the command line` {
    /// The bytes of a list, of which Foundation would drop a BOM.
    private func text(_ home: Home, _ name: String) -> String {
        let bytes = FileManager.default.contents(atPath: home.path + "/lists/" + name)
        return String(decoding: bytes ?? Data(), as: UTF8.self)
    }

    @Test func `save the queue, with the song that plays first, and play it again`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        let empty = home.jukebox("playlist", "save", "Party", "--to", "study")
        _ = home.jukebox("play", "--title", "canon", "--wait", "playing")
        _ = home.jukebox("pause")
        _ = home.jukebox("play", "--title", "ode to joy", "--wait", "queued")

        let saved = home.jukebox("playlist", "save", "Party")
        let again = home.jukebox("playlist", "save", "Party")
        let forced = home.jukebox("playlist", "save", "Party", "--force", "--json")
        let played = home.jukebox(
            "play", "--playlist", "Party", "--to", "study", "--wait", "playing")

        #expect(empty.status == 65 && empty.errors.contains("the queue of study is empty"))
        #expect(saved.status == 0 && saved.output.contains("saved 2 songs as “Party”"), "\(saved)")
        #expect(again.status == 65 && again.errors.contains("--force replaces it"), "\(again)")
        #expect(forced.status == 0 && forced.json["songs"] == 2, "\(forced)")
        #expect(played.status == 0, "\(played)")
        let lines = text(home, "Party.m3u8").split(separator: "\n")
        #expect(
            lines.map { $0.split(separator: "/").last } == [
                "#EXTM3U", "02 Canon.mp3", "01 Ode to Joy.mp3",
            ])
    }

    @Test func `add files to a list as its lines are, and keep every byte`() throws {
        let home = try Home()
        let old = "\u{FEFF}#EXTM3U\r\n#EXTINF:1,x\r\n../music/none.mp3\r\n\r\nhttp://radio/"
        try home.write("lists/Old.m3u8", old)
        let song = home.path + "/music/ß \"1\".mp3"
        try FileManager.default.copyItem(
            atPath: Home.root.appendingPathComponent("Tests/Fixtures/half-rate.mp3").path,
            toPath: song)
        try home.start(expecting: 6)

        let added = home.jukebox("playlist", "add", "Old", song)
        let relative = Home.run(
            "/bin/sh",
            [
                "-c", "cd \"$1\" && \"$0\" playlist add Old ß*", Home.programs + "/jukebox",
                home.path + "/music",
            ],
            ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])
        let shown = home.jukebox("playlist", "show", "Old")
        let json = home.jukebox("playlist", "show", "Old", "--json")

        #expect(added.status == 0 && added.output.contains("which has 2 now"), "\(added)")
        #expect(relative.status == 0, "\(relative)")
        #expect(
            text(home, "Old.m3u8") == old + "\r\n"
                + String(repeating: "../music/ß \"1\".mp3\r\n", count: 2))
        #expect(shown.output.contains("none.mp3  [missing]\n[skipped: "), "\(shown)")
        #expect(shown.output.hasSuffix("3 songs, 1 missing, 1 skipped\n"), "\(shown)")
        #expect(json.json["missing"] == [3], "\(json)")
    }

    @Test func `refuse names and files that cannot be right, and suggest near ones`() throws {
        let home = try Home()
        try home.write("lists/Morning.m3u8", "")
        try home.start()
        let song = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"

        for name in [
            "", "../x", "a/b", ".hidden", "a\nb", "a\u{1B}[2Jb", String(repeating: "x", count: 300),
        ] {
            let added = home.jukebox("playlist", "add", "--", name, song)
            let saved = home.jukebox("playlist", "save", "--", name)
            #expect(added.status == 64 && saved.status == 64, "\(name): \(added) \(saved)")
            #expect(!added.errors.unicodeScalars.contains("\u{1B}"))
        }
        let near = home.jukebox("playlist", "add", "Mornng", song)
        let outside = home.jukebox("playlist", "add", "Morning", "/etc/passwd")
        let folder = home.jukebox("playlist", "add", "Morning", Home.music)
        let missing = home.jukebox("playlist", "add", "Morning", song, "/nonexistent.mp3")
        let none = home.jukebox("playlist", "add", "Morning")
        let new = home.jukebox("playlist", "add", "New", "--new", song)

        #expect(near.status == 65 && near.errors.contains("did you mean “Morning”?"), "\(near)")
        #expect(outside.status == 65 && outside.errors.contains("not in the music folders"))
        #expect(folder.status == 65 && folder.errors.contains("is not a file"), "\(folder)")
        #expect(missing.status == 65 && missing.errors.contains("No such file"), "\(missing)")
        #expect(none.status == 64 && none.errors.contains("PATH is missing"), "\(none)")
        #expect(text(home, "Morning.m3u8") == "")
        #expect(new.status == 0 && text(home, "New.m3u8") == "#EXTM3U\n\(song)\n", "\(new)")
    }

    @Test func `find a file whose music folder is behind a link`() throws {
        let home = try Home()
        try FileManager.default.createDirectory(
            atPath: home.path + "/real", withIntermediateDirectories: true)
        try FileManager.default.removeItem(atPath: home.path + "/music")
        symlink(home.path + "/real", home.path + "/music")
        try FileManager.default.copyItem(
            atPath: Home.root.appendingPathComponent("Tests/Fixtures/half-rate.mp3").path,
            toPath: home.path + "/real/a.mp3")
        try home.write("lists/L.m3u8", "/x\n")
        try home.start(expecting: 6)

        let added = home.jukebox("playlist", "add", "L", home.path + "/real/a.mp3")

        #expect(added.status == 0, "\(added)")
        #expect(text(home, "L.m3u8") == "/x\n\(home.path)/music/a.mp3\n")
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `name the right that is missing, and for whom`() throws {
        let home = try Home()
        let song = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        try home.write("lists/L.m3u8", "")
        chmod(home.path, 0o755)
        let group = try #require(getgrnam("mail")).pointee.gr_gid
        chown(home.path + "/lists", 0, group)
        chmod(home.path + "/lists", 0o2775)
        try home.start()
        // A client that may ask, but not write.
        chown(home.path + "/run", 0, 65534)
        for name in ["ring", "board", "ask", "lock"] { chown(home.path + "/run/" + name, 0, 65534) }
        func asNobody(_ words: String...) -> Home.Result {
            Home.run(
                "/usr/bin/setpriv",
                [
                    "--reuid", "65534", "--regid", "65534", "--clear-groups",
                    Home.programs + "/jukebox",
                ]
                    + words, ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])
        }
        guard asNobody("status").status == 0 else { return }

        let added = asNobody("playlist", "add", "L", song)
        let new = asNobody("playlist", "add", "--new", "M", song)

        #expect(added.status == 77, "\(added)")
        #expect(added.errors.contains("user nobody may not write to “\(home.path)/lists/L.m3u8”"))
        #expect(!added.errors.contains("usermod"), "\(added)")
        #expect(new.status == 77, "\(new)")
        #expect(
            new.errors.contains(
                "may not create files in “\(home.path)/lists”; members of the group mail may"),
            "\(new)")
    }
}
