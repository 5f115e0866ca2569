// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import Testing

@testable import JukeboxPlayer

@Suite struct `The length of a song without a header` {
    /// Plays a song fast, and returns its reported length and first position.
    private func play(_ path: String, from milliseconds: Int64) throws -> [PlayerEvent.News] {
        let folder = NSTemporaryDirectory() + "jukebox-length-\(UUID().uuidString.prefix(8)).wav"
        defer { unlink(folder) }
        let recording = try RecordingPlayer(folder + "?fast")
        let piece = Piece(entry: EntryID(1), path: EscapedPath(bytes: Array(path.utf8)))
        recording.obey(.play(piece, fromMilliseconds: milliseconds, paused: false))
        recording.playOut()
        unlink(folder)
        return recording.events.filter {
            switch $0 {
            case .length, .playing, .ended: true
            default: false
            }
        }
    }

    private let headless = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/vbr-without-header.mp3").path

    @Test func `is told once it has been decoded to its end`() throws {
        let events = try play(headless, from: 0)

        #expect(events.count == 3)
        #expect(events.contains(.length(EntryID(1), milliseconds: 8045)))
        #expect(events.last == .ended(EntryID(1)))
    }

    @Test func `is told at a seek, before the first sound`() throws {
        let events = try play(headless, from: 5000)

        #expect(events.first == .length(EntryID(1), milliseconds: 8045))
        #expect(events.count == 3)
    }

    @Test func `limits a seek, however far it goes`() throws {
        let events = try play(headless, from: 1 << 40)

        #expect(events.first == .length(EntryID(1), milliseconds: 8045))
        #expect(events.last == .ended(EntryID(1)))
    }

    @Test func `is not told where the header states it`() throws {
        let songs = try Songs()
        let events = try play(songs.piece(2).path.text, from: 0)

        #expect(events.count == 2)
    }
}
