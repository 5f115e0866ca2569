// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import PlaylistFiles
import Testing

/// A folder of playlist files that goes away with the test.
private final class Lists {
    let path = NSTemporaryDirectory() + "jukebox-lists-\(UUID().uuidString.prefix(8))"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        chmod(path + "/" + name, mode)
    }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + name).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    func facts(_ name: String) -> stat {
        var facts = stat()
        lstat(path + "/" + name, &facts)
        return facts
    }

    func add(_ text: String, to name: String) throws(PlaylistTrouble) -> Int {
        guard let name = try? PlaylistName(name) else { throw .unknown(name) }
        return try PlaylistEditor(folder: path).add([EscapedPath(escaped: text)], to: name).count
    }

    func save(_ name: String, _ paths: [String], overwriting: Bool = false) throws(PlaylistTrouble)
    {
        guard let name = try? PlaylistName(name) else { throw .unknown(name) }
        _ = try PlaylistEditor(folder: path).save(
            name, paths.map { EscapedPath(escaped: $0) }, overwriting: overwriting)
    }

    var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
    }
}

@Suite struct `Writing playlists` {
    @Test func `saves a new list, and replaces one only if it is told to`() throws {
        let lists = try Lists()

        try lists.save("Morning", ["/m/a.mp3"])
        #expect(throws: PlaylistTrouble.exists("Morning", path: lists.path + "/Morning.m3u8")) {
            try lists.save("Morning", ["/m/b.mp3"])
        }
        #expect(lists.text("Morning.m3u8") == "#EXTM3U\n/m/a.mp3\n")

        try lists.save("Morning", ["/m/b.mp3"], overwriting: true)

        #expect(lists.text("Morning.m3u8") == "#EXTM3U\n/m/b.mp3\n")
        #expect(lists.names == ["Morning.m3u8"])
    }

    @Test func `adds to a list of any ending, by its name with or without that`() throws {
        let lists = try Lists()
        try lists.write("Old.M3U", "/m/a.mp3\r\n")
        try lists.write("New.m3u8", "/m/a.mp3")

        #expect(try lists.add("/m/b.mp3", to: "Old") == 2)
        #expect(try lists.add("/m/b.mp3", to: "New.m3u8") == 2)

        #expect(lists.text("Old.M3U") == "/m/a.mp3\r\n/m/b.mp3\r\n")
        #expect(lists.text("New.m3u8") == "/m/a.mp3\n/m/b.mp3\n")
        #expect(throws: PlaylistTrouble.unknown("Missing")) { try lists.add("/x", to: "Missing") }
    }

    @Test func `keeps the mode, and the owner and group where it may`() throws {
        let lists = try Lists()
        try lists.write("a.m3u8", "", mode: 0o640)
        if geteuid() == 0 { chown(lists.path + "/a.m3u8", 4001, 4002) }
        let before = lists.facts("a.m3u8")

        _ = try lists.add("/m/a.mp3", to: "a")

        let after = lists.facts("a.m3u8")
        #expect(after.st_mode == before.st_mode)
        #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid)
        #expect(after.st_ino != before.st_ino)
    }

    @Test func `follows a link to its file, and leaves the link`() throws {
        let (lists, other) = (try Lists(), try Lists())
        try other.write("real.m3u8", "/m/a.mp3\n")
        symlink(other.path + "/real.m3u8", lists.path + "/a.m3u8")

        _ = try lists.add("/m/b.mp3", to: "a")

        #expect(other.text("real.m3u8") == "/m/a.mp3\n/m/b.mp3\n")
        #expect(lists.facts("a.m3u8").st_mode & S_IFMT == S_IFLNK)
        #expect(other.names == ["real.m3u8"])
    }

    @Test func `keeps both names of a file that has two`() throws {
        let lists = try Lists()
        try lists.write("a.m3u8", "/m/a.mp3\n")
        link(lists.path + "/a.m3u8", lists.path + "/b.m3u8")

        _ = try lists.add("/m/b.mp3", to: "a")

        #expect(lists.text("b.m3u8") == "/m/a.mp3\n/m/b.mp3\n")
        #expect(lists.facts("a.m3u8").st_nlink == 2)
    }

    @Test func `loses no addition of several programs at the same time`() async throws {
        let lists = try Lists()
        try lists.write("a.m3u8", "")
        nonisolated(unsafe) let shared = lists

        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { _ = try shared.add("/m/\(number).mp3", to: "a") }
            }
            try await group.waitForAll()
        }

        let lines = lists.text("a.m3u8")?.split(separator: "\n") ?? []
        #expect(Set(lines).count == 20)
    }

    @Test func `refuses what is not a regular file, and a folder that does not exist`() throws {
        let lists = try Lists()
        mkfifo(lists.path + "/pipe.m3u8", 0o666)
        mkdir(lists.path + "/dir.m3u8", 0o777)

        #expect(throws: PlaylistTrouble.notAList(path: lists.path + "/pipe.m3u8")) {
            try lists.add("/x", to: "pipe")
        }
        #expect(throws: PlaylistTrouble.notAList(path: lists.path + "/dir.m3u8")) {
            try lists.add("/x", to: "dir")
        }
        #expect(throws: PlaylistTrouble.noFolder("/nonexistent")) {
            _ = try PlaylistEditor(folder: "/nonexistent")
        }
    }

    @Test func `names which right is missing, and for whom`() {
        let own = PlaylistTrouble.forbidden(.write("/l/a.m3u8"), user: "eve", group: nil)
        let shared = PlaylistTrouble.forbidden(.create(in: "/l"), user: "eve", group: "jukebox")

        #expect(own.description == "user eve may not write to “/l/a.m3u8”")
        #expect(
            shared.description
                == "user eve may not create files in “/l”; members of the group jukebox may: "
                + "`sudo usermod -aG jukebox eve`, then log in again")
    }
}

@Suite struct `The name of a playlist` {
    @Test(arguments: [
        ("", PlaylistName.Fault.empty), ("  ", .empty), (".", .beginsWithDot),
        ("..", .beginsWithDot),
        (".hidden", .beginsWithDot), (".m3u8", .beginsWithDot), ("a/b", .hasSlash),
        ("../a", .beginsWithDot), ("a\nb", .hasControlCharacter),
        ("a\u{1B}b", .hasControlCharacter),
        ("a\u{0}", .hasControlCharacter), ("a\u{202E}b", .hasControlCharacter),
        ("a\u{FFFD}", .hasControlCharacter), ("a\u{85}", .hasControlCharacter),
        (String(repeating: "a", count: 201), .tooLong),
    ])
    func `is refused if it could leave the folder, hide, or break a line`(
        text: String, fault: PlaylistName.Fault
    ) {
        #expect(throws: fault) { try PlaylistName(text) }
    }

    @Test func `may have dots and blanks inside, any script, and its file's ending`() throws {
        #expect(try PlaylistName("Mr. Blue Sky").text == "Mr. Blue Sky")
        #expect(try PlaylistName("朝の音楽.M3U8").text == "朝の音楽")
        #expect(try PlaylistName("a.m3u").text == "a")
        #expect(try PlaylistName("-x").text == "-x")
    }
}
