// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ChildWire
import Foundation
import JSONLines
import JukeboxModel
import Testing

/// A folder of files and links for the scanner; deleted at the end.
final class MusicFolder {
    let path = NSTemporaryDirectory() + "jukebox-music-\(UUID().uuidString.prefix(8))"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { _ = Home.run("/bin/sh", ["-c", "chmod -R 777 '\(path)'; rm -rf '\(path)'"]) }

    static let song =
        (try? Data(contentsOf: Home.root.appendingPathComponent("Tests/Fixtures/half-rate.mp3")))
        ?? Data()

    /// Writes a file by the exact bytes of its name, and makes the folders above it.
    static func write(_ path: [UInt8], _ data: Data = song) {
        for slash in path.indices.dropFirst() where path[slash] == UInt8(ascii: "/") {
            mkdir(cString(path[..<slash]), 0o755)
        }
        let file = open(cString(path[...]), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        _ = data.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    static func cString(_ bytes: ArraySlice<UInt8>) -> [CChar] {
        bytes.map { CChar(bitPattern: $0) } + [0]
    }

    func write(_ name: String, _ data: Data = song) {
        Self.write(Array("\(path)/\(name)".utf8), data)
    }

    func link(_ name: String, to target: String) { symlink(target, "\(path)/\(name)") }

    func folder(_ name: String) { mkdir("\(path)/\(name)", 0o755) }

    /// Runs a walk below this folder and returns its lines.
    func walk() -> [ScannerLine] { Self.lines(Home.run(Self.program, ["walk", path]).output) }

    func read(_ paths: [EscapedPath]) -> [FileFacts] {
        let input = paths.map { $0.text + "\n" }.joined()
        return Self.files(Self.lines(Home.run(Self.program, ["read", path], input: input).output))
    }

    func names(_ lines: [ScannerLine]) -> [String] {
        Self.files(lines).map { String($0.path.text.dropFirst(path.count + 1)) }.sorted()
    }

    static let program = Home.programs + "/jukebox-scanner"
    static let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]
    /// Whether this process may become another user, and that user may run the scanner.
    static let canDemote =
        Home.run("/usr/bin/setpriv", nobody + [program, "--help"]).status == 0

    static func lines(_ output: String) -> [ScannerLine] {
        output.utf8.split(separator: UInt8(ascii: "\n")).compactMap {
            JSON(parsing: Array($0)).flatMap(ScannerLine.init)
        }
    }

    static func files(_ lines: [ScannerLine]) -> [FileFacts] {
        lines.compactMap { if case .file(let facts) = $0 { facts } else { nil } }
    }

    /// A FLAC file that has a title and no sound.
    static func flac(title: String) -> Data {
        let comment = Array("TITLE=\(title)".utf8)
        func little(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(number >> ($0 * 8) & 255) } }
        let comments = little(0) + little(1) + little(comment.count) + comment
        let length = (0..<3).reversed().map { UInt8(comments.count >> ($0 * 8) & 255) }
        // 44,100 Hz, 2 channels, 16 bits, 441,000 frames.
        let stream: [UInt8] =
            [16, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0x0A, 0xC4, 0x42, 0xF0, 0, 6, 0xBA, 0xA8]
            + Array(repeating: 0, count: 16)
        return Data(Array("fLaC".utf8) + [0, 0, 0, 34] + stream + [0x84] + length + comments)
    }
}

@Suite(.timeLimit(.minutes(2))) struct `The scanner walks` {
    @Test func `links whose target is inside, and names the others`() throws {
        let outside = try MusicFolder()
        outside.write("far.mp3")
        let music = try MusicFolder()
        music.write("album/one.mp3")
        music.link("song.mp3", to: "album/one.mp3")
        music.link("favourites", to: "album")
        music.link("far", to: outside.path)
        music.link("far.mp3", to: outside.path + "/far.mp3")
        music.link("gone.mp3", to: "nothing.mp3")
        music.link("self", to: "self")

        let lines = music.walk()

        #expect(music.names(lines) == ["album/one.mp3", "favourites/one.mp3", "song.mp3"])
        let links = lines.compactMap { line -> String? in
            guard case .link(let path, let why) = line else { return nil }
            return "\(path.lastComponent): \(why)"
        }
        #expect(
            links.sorted() == [
                "far.mp3: its target “\(outside.path)/far.mp3” lies outside the music folders",
                "far: its target “\(outside.path)” lies outside the music folders",
                "gone.mp3: its target does not exist", "self: it leads to itself",
            ])
        #expect(lines.last == .done)
    }

    @Test func `links in circles to their end, without an explosion`() throws {
        let music = try MusicFolder()
        let folders = (0..<12).map { "f\($0)" }
        for folder in folders {
            music.write("\(folder)/song.mp3")
            for other in folders { music.link("\(folder)/\(other)", to: "../\(other)") }
            music.link("\(folder)/all", to: "..")
        }

        let lines = music.walk()

        #expect(Set(folders.map { "\($0)/song.mp3" }).isSubset(of: music.names(lines)))
        #expect(music.names(lines).count <= 12 * 16)
        #expect(Set(lines).count == lines.count)
        #expect(lines.last == .done)
    }

    @Test func `a link that is a music folder`() throws {
        let music = try MusicFolder()
        music.write("real/one.mp3")
        music.link("root", to: "real")

        let output = Home.run(MusicFolder.program, ["walk", music.path + "/root/"]).output

        #expect(music.names(MusicFolder.lines(output)) == ["root/one.mp3"])
    }

    @Test func `two names that differ in their normal form only`() throws {
        let music = try MusicFolder()
        music.write("\u{E9}.mp3")
        music.write("e\u{301}.mp3")

        let files = MusicFolder.files(music.walk())
        let read = music.read(files.map(\.path))

        #expect(Set(files.map(\.path)).count == 2)
        #expect(Set(read.map(\.path)) == Set(files.map(\.path)))
        #expect(read.allSatisfy { $0.tags != nil })
    }

    @Test(.enabled(if: MusicFolder.canDemote))
    func `past a folder that it cannot read, and says so`() throws {
        let music = try MusicFolder()
        music.write("closed/one.mp3")
        music.write("open.mp3")
        chmod(music.path + "/closed", 0)
        chmod(music.path, 0o755)

        let lines = MusicFolder.lines(
            Home.run(
                "/usr/bin/setpriv",
                MusicFolder.nobody + [MusicFolder.program, "walk", music.path]
            ).output)

        #expect(music.names(lines) == ["open.mp3"])
        let closed = EscapedPath(bytes: "\(music.path)/closed".utf8)
        #expect(lines.contains(.unreadable(closed, why: "Permission denied")))
    }

    @Test func `a file of the year 2400`() throws {
        let music = try MusicFolder()
        music.write("late.mp3")
        _ = Home.run("/usr/bin/touch", ["-d", "2400-01-01", music.path + "/late.mp3"])

        #expect(music.names(music.walk()) == ["late.mp3"])
    }
}

@Suite(.timeLimit(.minutes(2))) struct `The scanner reads` {
    @Test func `a path of 4,095 bytes, each of which is escaped`() throws {
        let music = try MusicFolder()
        var path = Array(music.path.utf8)
        while path.count < 4095 - 260 {
            path += [UInt8(ascii: "/")] + Array(repeating: 0xE9, count: 250)
        }
        path += [UInt8(ascii: "/")]
        path += Array(repeating: 0xE9, count: min(251, 4095 - 4 - path.count)) + Array(".mp3".utf8)
        while path.count < 4095 { path.insert(0xE9, at: path.count - 4) }
        MusicFolder.write(path)

        let walked = MusicFolder.files(music.walk())
        let read = music.read(walked.map(\.path))

        #expect(walked.map(\.path.bytes) == [path])
        #expect(read.map(\.path.bytes) == [path])
        #expect(read.first?.tags?.format == "mp3")
    }

    @Test func `a title of a megabyte, cut between two characters`() throws {
        let music = try MusicFolder()
        // A character of four bytes after one of one: 1,024 falls into the middle.
        music.write(
            "long.flac", MusicFolder.flac(title: "x" + String(repeating: "🎵", count: 262_144)))
        music.write("next.mp3")
        let paths = ["long.flac", "next.mp3"].map { EscapedPath(escaped: "\(music.path)/\($0)") }

        let output = Home.run(
            MusicFolder.program, ["read", music.path], input: paths.map { $0.text + "\n" }.joined()
        ).output
        let read = MusicFolder.files(MusicFolder.lines(output))

        #expect(output.utf8.count < 4096)
        #expect(read.map(\.path) == paths)
        #expect(read.first?.tags?.title == "x" + String(repeating: "🎵", count: 255))
        #expect(read.first?.tags?.milliseconds == 10_000)
        #expect(read.last?.tags != nil)
    }

    @Test func `bytes that are not music as a problem that stays`() throws {
        let music = try MusicFolder()
        music.write("noise.mp3", Data(repeating: 7, count: 5000))

        let read = music.read([EscapedPath(escaped: music.path + "/noise.mp3")])

        #expect(read.first?.problem == "no tags and no sound that can be read")
        #expect(read.first?.retry == .whenChanged)
    }

    @Test func `a file that is gone as a problem that may pass`() throws {
        let music = try MusicFolder()

        let read = music.read([EscapedPath(escaped: music.path + "/gone.mp3")])

        #expect(read.first?.problem == "it cannot be looked at: No such file or directory")
        #expect(read.first?.retry == .nextScan)
    }

    @Test(.enabled(if: MusicFolder.canDemote))
    func `a file without permission as a problem that may pass`() throws {
        let music = try MusicFolder()
        music.write("closed.mp3")
        chmod(music.path + "/closed.mp3", 0)
        chmod(music.path, 0o755)

        let output = Home.run(
            "/usr/bin/setpriv", MusicFolder.nobody + [MusicFolder.program, "read", music.path],
            input: music.path + "/closed.mp3\n"
        ).output

        let read = MusicFolder.files(MusicFolder.lines(output))
        #expect(read.first?.problem == "it cannot be read: Permission denied")
        #expect(read.first?.retry == .nextScan)
    }
}
