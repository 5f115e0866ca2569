// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import Testing

@testable import JukeboxPlayer

@Suite struct `Music that is away` {
    private let folder = NSTemporaryDirectory() + "jukebox-away-\(UUID().uuidString.prefix(8))"

    /// The reason that a player gives for a file of this folder that it cannot open.
    private func reason(_ music: MusicFolders, _ file: String = "a.mp3") throws -> Reason? {
        let recording = try RecordingPlayer(folder + ".wav", music: music)
        defer { unlink(folder + ".wav") }
        let path = EscapedPath(bytes: Array((folder + "/" + file).utf8))
        recording.obey(
            .play(Piece(entry: EntryID(1), path: path), fromMilliseconds: 0, paused: false))
        return recording.events.lazy.compactMap {
            if case .failed(_, let reason) = $0 { reason } else { nil }
        }.first
    }

    private func make() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func remove() { try? FileManager.default.removeItem(atPath: folder) }

    @Test func `is told where the folder is missing`() throws {
        let reason = try reason(MusicFolders([folder + "/"]))

        #expect(reason?.code == .away)
        #expect(
            reason?.text == "the music folder \(folder) is not there (No such file or directory)")
    }

    @Test func `is told where the folder is empty, as a mount point is`() throws {
        try make()
        defer { remove() }

        let reason = try reason(MusicFolders([folder]))

        #expect(reason?.code == .away)
        #expect(reason?.text == "the music folder \(folder) is empty")
    }

    @Test func `is told where a file stands in place of the folder`() throws {
        try Data([1]).write(to: URL(fileURLWithPath: folder))
        defer { remove() }

        #expect(try reason(MusicFolders([folder]))?.code == .away)
    }

    @Test func `is not told of a file that is missing from a healthy folder`() throws {
        try make()
        defer { remove() }
        try Data([1]).write(to: URL(fileURLWithPath: folder + "/b.mp3"))

        let reason = try reason(MusicFolders([folder, "/nowhere"]))

        #expect(reason?.code == .unreadable)
        #expect(reason?.text.contains("No such file or directory (2)") == true)
    }

    @Test func `is told when a read fails in the middle of a song`() throws {
        let songs = try Songs()
        let music = MusicFolders([songs.folder])
        let recording = try RecordingPlayer(songs.folder + "/out.wav", music: music)
        recording.obey(.play(songs.piece(1), fromMilliseconds: 0, paused: false))

        // Reading the memory at address zero is an I/O error, independent of the file.
        let broken = open("/proc/self/mem", O_RDONLY)
        defer { close(broken) }
        let song = songs.folder + "/1.mp3"
        for number in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            let target = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/fd/" + number)
            if target == song, let number = CInt(number) { dup2(broken, number) }
        }
        recording.playOut()

        let away = Reason(
            .away, "the music folder \(songs.folder) does not answer (Input/output error)")
        #expect(recording.events.contains(.failed(EntryID(1), away)))
        #expect(recording.ended.isEmpty)
        let heard = try recording.samples()
        let whole = try songs.recorded(1)
        let isStart = heard == Array(whole.prefix(heard.count))
        #expect(isStart)
        #expect(heard.count > 0)
        #expect(heard.count < whole.count)
    }
}
