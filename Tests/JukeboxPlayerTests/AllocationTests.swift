// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import CMallocCount
import Foundation
import JukeboxModel
import Testing

@testable import JukeboxPlayer

#if !SANITIZED  // the address sanitizer owns malloc
    @Suite struct `The way from the decoder to the device` {
        private static let canon =
            "demo/music/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"

        /// Returns the number of allocations in each turn of the player that had no news.
        private func allocations(volume: Volume) throws -> [Int] {
            let folder =
                NSTemporaryDirectory() + "jukebox-allocations-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            let song = try Data(contentsOf: root.appendingPathComponent(Self.canon))
            let long = (0..<12).reduce(into: Data()) { all, _ in all += song }
            try long.write(to: URL(fileURLWithPath: folder + "/long.mp3"))
            var news = 0
            let player = Player(try OutputOpener(OutputName("null"))) { _ in
                news += 1
            }
            player.obey(PlayerCommand(1, .volume(volume)))
            let piece = Piece(
                entry: EntryID(1), path: EscapedPath(bytes: (folder + "/long.mp3").utf8))
            player.obey(PlayerCommand(2, .play(piece, fromMilliseconds: 0, paused: false)))
            var counts: [Int] = []
            counts.reserveCapacity(1000)
            while player.state == .playing {
                let (newsBefore, before) = (news, malloc_count())
                player.tick()
                let count = malloc_count() - before
                if news == newsBefore { counts.append(count) }
            }
            return counts
        }

        @Test(arguments: [Volume.full, .decibels(-12)])
        func `allocates nothing`(volume: Volume) throws {
            let before = malloc_count()
            let array = [Int](repeating: 7, count: 1000 + Int.random(in: 0...1))
            #expect(malloc_count() > before, "the count counts \(array.count)")

            let counts = try allocations(volume: volume)

            #expect(counts.count > 4)
            #expect(counts.allSatisfy { $0 == 0 }, "\(counts)")
        }
    }
#endif
