// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Decoding
import Foundation
import JukeboxModel

@testable import JukeboxPlayer

/// Short songs, each different, in a folder that is removed at the end.
final class Songs {
    let folder: String
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures")

    init() throws {
        folder = NSTemporaryDirectory() + "jukebox-songs-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // 1.2 s, with no header that states a length.
        let long = try [0, 3, 4, 5].reduce(into: Data()) { all, song in
            all += try Self.frames(song)
        }
        try long.write(to: URL(fileURLWithPath: folder + "/1.mp3"))
        try copy("noise/noise-1.mp3", to: 2)
        try copy("noise/noise-2.mp3", to: 3)
        try copy("half-rate.mp3", to: 4)
    }

    deinit {
        // Remains in a temporary folder do no harm.
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func copy(_ fixture: String, to song: Int) throws {
        try FileManager.default.copyItem(
            atPath: Self.fixtures.appendingPathComponent(fixture).path,
            toPath: folder + "/\(song).mp3")
    }

    /// A song of noise without its tags and its header frame, which has the size of its other frames.
    private static func frames(_ song: Int) throws -> Data {
        let name = "noise/noise-\(song).mp3"
        let all = try Data(contentsOf: fixtures.appendingPathComponent(name))
        let start = all.range(of: Data([0xFF, 0xFB]))?.lowerBound ?? 0
        return all[(start + 313)..<(all.count - 128)]
    }

    func piece(_ song: Int64) -> Piece {
        Piece(
            entry: EntryID(song), path: EscapedPath(bytes: Array((folder + "/\(song).mp3").utf8)))
    }

    /// The song's frames as they go into a recording.
    func recorded(_ song: Int64) throws -> [Int16] {
        var decoder = try MP3Decoder(piece(song).path)
        var samples: [Int16] = []
        var buffer = [Int16](repeating: 0, count: 4608)
        while case .frames(let count) = try buffer.withUnsafeMutableBufferPointer({
            try decoder.read(into: $0)
        }) { samples += buffer.prefix(count * decoder.format.channels) }
        guard decoder.format != .cd else { return samples }
        var resampler = LinearResampler()
        return resampler.convert(samples[...], from: decoder.format, to: .cd)
    }
}

/// A player that records in real time, and its news.
final class RecordingPlayer {
    let player: Player
    let path: String
    private let news: News
    private var number: UInt64 = 0

    private final class News { var all: [PlayerEvent] = [] }

    init(_ path: String, music: MusicFolders = MusicFolders([])) throws {
        self.path = path
        let news = News()
        self.news = news
        player = Player(try OutputOpener(OutputName("wav:" + path)), music: music) {
            news.all.append($0)
        }
    }

    var events: [PlayerEvent.News] { news.all.map(\.news) }
    var numbered: [PlayerEvent] { news.all }

    func obey(_ action: PlayerCommand.Action) {
        number += 1
        player.obey(PlayerCommand(number, action))
    }

    /// Lets it play until it has nothing more to play.
    func playOut() {
        while player.state == .playing { tick() }
    }

    func tick() {
        player.tick()
        usleep(2000)
    }

    var ended: [Int64] {
        events.compactMap { if case .ended(let entry) = $0 { entry.number } else { nil } }
    }

    var played: [Int64] {
        events.compactMap { if case .playing(let here) = $0 { here.entry.number } else { nil } }
    }

    /// The last answer to a `follow`; nil if none came.
    var answers: [Int64?] {
        events.compactMap {
            if case .following(let entry) = $0 { .some(entry?.number) } else { nil }
        }
    }

    func samples() throws -> [Int16] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path)).dropFirst(44)
        return data.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
    }
}
