// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import Testing

@testable import JukeboxPlayer

@Suite struct `What follows a song` {
    /// An edit of the song after song 1: songs 2 and 3 have its format, 4 has another, 9 is
    /// missing.
    struct Edit: Sendable, CustomTestStringConvertible {
        var from: Int64?
        var to: Int64?
        var testDescription: String {
            "\(from.map(String.init) ?? "-") → \(to.map(String.init) ?? "-")"
        }
    }

    /// One player whose queue is edited once, some time before the end of song 1.
    private final class Take {
        let recording: RecordingPlayer
        let edit: Edit
        let millisecondsBefore: Int64
        private let songs: Songs
        private var editAt: MonotonicTime?
        /// The songs that had ended when the edit was answered.
        private(set) var endedBefore: [Int64] = []
        private var isEdited = false
        private var hasReplayed = false

        init(_ songs: Songs, _ edit: Edit, millisecondsBefore: Int64) throws {
            self.songs = songs
            self.edit = edit
            self.millisecondsBefore = millisecondsBefore
            recording = try RecordingPlayer(songs.folder + "/\(UUID().uuidString).wav")
            recording.obey(.play(songs.piece(1), fromMilliseconds: 0, paused: false))
            recording.obey(.follow(edit.from.map(songs.piece), after: EntryID(1)))
        }

        /// Whether the edit was answered while song 1 was being heard.
        var isInTime: Bool { endedBefore.isEmpty }

        /// Returns whether there is more to do.
        func step(songFrames: Int64) -> Bool {
            recording.player.tick()
            if editAt == nil, case .playing(let here)? = recording.events.first(where: Self.plays) {
                let format = SampleFormat.cd
                let left = format.nanoseconds(ofFrames: songFrames - here.frame)
                editAt = here.at + .init(nanoseconds: left - millisecondsBefore * 1_000_000)
            }
            if let editAt, !isEdited, Clock.monotonic >= editAt {
                isEdited = true
                recording.obey(.follow(edit.to.map(songs.piece), after: EntryID(1)))
                endedBefore = recording.ended
            }
            guard recording.player.state == .stopped else { return true }
            guard isEdited else { return true }
            // The daemon does the same when a song ends that had no following one.
            if let next = edit.to, !isInTime, !hasReplayed {
                hasReplayed = true
                recording.obey(.play(songs.piece(next), fromMilliseconds: 0, paused: false))
                return true
            }
            return false
        }

        private static func plays(_ news: PlayerEvent.News) -> Bool {
            if case .playing = news { true } else { false }
        }

        /// The songs in the order in which they must be heard.
        var expected: [Int64] {
            let next = edit.to.flatMap { $0 == 9 ? nil : $0 }
            guard !isInTime else { return [1] + (next.map { [$0] } ?? []) }
            return [1] + (edit.from.map { [$0] } ?? []) + (next.map { [$0] } ?? [])
        }
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            Edit(from: 2, to: 3), Edit(from: 2, to: nil), Edit(from: nil, to: 3),
            Edit(from: 2, to: 4), Edit(from: 4, to: 3), Edit(from: 4, to: nil),
            Edit(from: 2, to: 9),
        ])
    func `can be changed until its first frame is heard, at any of the last 300 ms`(
        edit: Edit
    ) throws {
        let songs = try Songs()
        let lengths = try songs.recorded(1).count / 2
        let takes = try (0...30).map { step in
            try Take(songs, edit, millisecondsBefore: Int64(step) * 10)
        }

        var going = takes
        while !going.isEmpty {
            going = going.filter { $0.step(songFrames: Int64(lengths)) }
            usleep(1000)
        }

        #expect(takes.contains { $0.isInTime })
        for take in takes { try check(take, songs) }
    }

    private func check(_ take: Take, _ songs: Songs) throws {
        let about: Comment = "\(take.millisecondsBefore) ms before the end, \(take.isInTime)"
        let recording = take.recording
        #expect(recording.ended == take.expected, about)
        #expect(recording.played == take.expected, about)
        let answer = recording.answers.dropFirst().first
        #expect(recording.answers.count == 2, about)
        if take.edit.to != 9 {
            #expect(answer == .some(take.isInTime ? take.edit.to : nil), about)
        }
        let failed = recording.events.count {
            if case .failed(EntryID(9), let reason) = $0 {
                reason.code == .unreadable
            } else {
                false
            }
        }
        #expect(failed == (take.edit.to == 9 ? 1 : 0), about)
        let told = try recording.ended.flatMap(songs.recorded)
        let heard = try recording.samples()
        #expect(heard.count == told.count, about)
        let isSame = heard == told
        #expect(isSame, about)
    }

    @Test func `cannot be changed for a song that is not the current one`() throws {
        let songs = try Songs()
        let recording = try RecordingPlayer(songs.folder + "/out.wav")
        recording.obey(.follow(songs.piece(2), after: EntryID(1)))
        recording.obey(.play(songs.piece(1), fromMilliseconds: 0, paused: true))
        recording.obey(.follow(songs.piece(2), after: EntryID(1)))
        recording.obey(.follow(songs.piece(3), after: EntryID(7)))
        recording.obey(.follow(nil, after: EntryID(1)))

        #expect(recording.answers == [nil, 2, 2, nil])
        #expect(recording.player.state == .paused(closeAt: nil))
    }

    @Test func `is not begun by an order that comes after the end`() throws {
        let songs = try Songs()
        let recording = try RecordingPlayer(songs.folder + "/out.wav?fast")
        recording.obey(.play(songs.piece(1), fromMilliseconds: 0, paused: false))
        recording.playOut()

        recording.obey(.follow(songs.piece(2), after: EntryID(1)))

        #expect(recording.player.state == .stopped)
        #expect(recording.answers == [nil])
        #expect(recording.numbered.suffix(2).map(\.news) == [.following(nil), .obeyed])
    }

    @Test(.timeLimit(.minutes(1)))
    func `can be changed in a pause shortly before the end`() throws {
        let songs = try Songs()
        let recording = try RecordingPlayer(songs.folder + "/out.wav")
        recording.obey(.play(songs.piece(1), fromMilliseconds: 0, paused: false))
        recording.obey(.follow(songs.piece(2), after: EntryID(1)))
        // The next song is in the device.
        while recording.player.timeline.last?.start ?? 0 >= recording.player.buffer.written
            || recording.player.timeline.stretches.count < 2
        {
            recording.tick()
        }

        recording.obey(.pause)
        recording.obey(.follow(songs.piece(3), after: EntryID(1)))
        recording.obey(.resume)
        recording.playOut()

        #expect(recording.answers == [2, 3])
        #expect(recording.ended == [1, 3])
        let isWhole = try recording.samples() == songs.recorded(1) + songs.recorded(3)
        #expect(isWhole)
    }

    @Test(.timeLimit(.minutes(1)))
    func `does not interrupt the sound while the disk spins up for it`() throws {
        let songs = try Songs()
        let recording = try RecordingPlayer(songs.folder + "/out.wav")
        let spinsUp = DispatchSemaphore(value: 0)
        recording.player.fetcher = FileFetcher { _ in spinsUp.wait() }
        recording.obey(.play(songs.piece(1), fromMilliseconds: 0, paused: false))
        recording.obey(.follow(songs.piece(2), after: EntryID(1)))

        let answers = recording.answers
        while recording.ended.isEmpty { recording.tick() }
        spinsUp.signal()
        recording.playOut()

        #expect(answers == [2])
        #expect(recording.ended == [1, 2])
        let isWhole = try recording.samples() == songs.recorded(1) + songs.recorded(2)
        #expect(isWhole)
    }
}
