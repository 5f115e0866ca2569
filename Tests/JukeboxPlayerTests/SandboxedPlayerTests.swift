// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import Testing

@testable import JukeboxPlayer

/// The program in its sandbox, which a test drives by its lines.
@Suite struct `A player in its sandbox` {
    private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("jukebox-player").path

    /// Runs the program with these lines as its whole input, and returns its output.
    private func lines(reading folder: String, _ prepare: () throws -> Void, _ line: String) throws
        -> String
    {
        try lines(reading: folder, isApart: false, { _ in try prepare() }, line)
    }

    /// The same; with `isApart`, the program has its own mounts, and `prepare` gets its process id.
    private func lines(
        reading folder: String, isApart: Bool, _ prepare: (Int32) throws -> Void, _ line: String
    ) throws -> String {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        let arguments = ["--device", "silent", "--read", folder]
        process.executableURL = URL(fileURLWithPath: isApart ? Self.unshare : Self.program)
        process.arguments = isApart ? ["-m", Self.program] + arguments : arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var said = Data()
        while !said.contains(UInt8(ascii: "\n")) {
            said += output.fileHandleForReading.availableData
        }
        try prepare(process.processIdentifier)
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
        try input.fileHandleForWriting.close()
        said += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
        return String(decoding: said, as: UTF8.self)
    }

    private static let unshare = "/usr/bin/unshare"

    /// Runs a program, and returns whether it ended well.
    @discardableResult
    private static func run(_ program: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private static let canMount = Sandbox.hasLandlock && run(unshare, ["-m", "true"])

    private func play(_ path: String) -> String {
        #"{"n":1,"do":"play","entry":1,"path":"\#(path)","paused":true}"#
    }

    @Test(.timeLimit(.minutes(1)))
    func `sees that a music folder has gone or is empty`() throws {
        let songs = try Songs()
        let folder = songs.folder

        let there = try lines(reading: folder, {}, play(folder + "/2.mp3"))
        let missing = try lines(reading: folder, {}, play(folder + "/9.mp3"))
        let empty = try lines(
            reading: folder,
            {
                for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
                    try FileManager.default.removeItem(atPath: folder + "/" + file)
                }
            }, play(folder + "/2.mp3"))
        let gone = try lines(
            reading: folder, { try FileManager.default.removeItem(atPath: folder) },
            play(folder + "/2.mp3"))

        #expect(there.contains(#""event":"paused""#))
        #expect(missing.contains(#""code":"unreadable""#))
        #expect(empty.contains(#""code":"away","text":"the music folder \#(folder) is empty""#))
        #expect(gone.contains(#""code":"away","text":"the music folder \#(folder) is not there"#))
    }

    @Test(.timeLimit(.minutes(1)), .enabled(if: Sandbox.hasLandlock))
    func `tells music that came after its start as away, as it cannot read it`() throws {
        let songs = try Songs()
        let folder = songs.folder + "/later"
        let song = songs.piece(2).path.text

        let said = try lines(
            reading: folder,
            {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                try FileManager.default.copyItem(atPath: song, toPath: folder + "/2.mp3")
            }, play(folder + "/2.mp3"))

        #expect(said.contains(#""code":"away""#))
        #expect(said.contains("was not ready when this player started"))
    }

    @Test(.timeLimit(.minutes(1)), .enabled(if: canMount))
    func `tells music on a disk that was mounted after its start as away`() throws {
        let songs = try Songs()
        let folder = songs.folder + "/disk"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let mount = "mount -t tmpfs tmpfs '\(folder)' && cp '\(songs.folder)/2.mp3' '\(folder)'"

        let said = try lines(
            reading: folder, isApart: true,
            { process in
                let mounted = Self.run(
                    "/usr/bin/nsenter", ["-t", "\(process)", "-m", "sh", "-c", mount])
                #expect(mounted)
            }, play(folder + "/2.mp3") + "\n" + play(folder + "/missing.mp3"))

        let away = #""code":"away","text":"the music folder \#(folder) was not ready"#
        #expect(said.ranges(of: away).count == 2)
    }

    @Test(.timeLimit(.minutes(1)))
    func `survives numbers at every limit`() throws {
        let songs = try Songs()
        let song = songs.piece(1).path.text
        let odd = [
            "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e308", "-1e308",
            "0", "null", "NaN",
        ]
        let commands = odd.flatMap { number in
            [
                #"{"n":\#(number),"do":"pause"}"#,
                #"{"n":1,"do":"play","entry":1,"path":"\#(song)","at_ms":\#(number)}"#,
                #"{"n":2,"do":"play","entry":\#(number),"path":"\#(song)"}"#,
                #"{"n":3,"do":"follow","after":\#(number),"entry":\#(number),"path":"\#(song)"}"#,
                #"{"n":4,"do":"seek","to_ms":\#(number)}"#,
                #"{"n":5,"do":"volume","db":\#(number)}"#,
            ]
        }

        let said = try lines(
            reading: songs.folder, {},
            commands.joined(separator: "\n") + "\n" + #"{"n":77,"do":"stop"}"#)

        #expect(said.contains(#"{"event":"obeyed","n":77}"#))
    }
}
