// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Files with strange names or kinds` {
    static let fixture = Home.root.appendingPathComponent("Tests/Fixtures/half-rate.mp3")

    /// Names as no one should choose them, and as people do.
    static let names: [[UInt8]] = [
        Array("100% \"quoted\" 'n' new\nline.mp3".utf8), Array("🎵 emoji.mp3".utf8),
        Array("back\\slash; rm -rf $(x).mp3".utf8), [0xE9, 0x74, 0xE9, 0x2E, 0x6D, 0x70, 0x33],
    ]

    @Test func `are scanned, found and played, each by its exact bytes`() throws {
        let home = try Home()
        let song = try Data(contentsOf: Self.fixture)
        for name in Self.names {
            let path = Array((home.path + "/music/").utf8) + name
            let file = open((path + [0]).map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o644)
            _ = song.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            close(file)
        }
        try home.start(expecting: 9)

        let order = home.jukebox(
            "play", "--path", home.path + "/music", "--wait", "finished", "--timeout", "20",
            "--json")

        #expect(order.json["outcome"] == "finished", "\(order.errors)")
        #expect(order.json["track_count"] == 4)
        #expect(!home.logText.contains("entry failed"))
        #expect(!home.logText.contains("player killed"))
    }

    @Test func `of another rate are played out in full, behind and before the others`() throws {
        let home = try Home()
        let canon = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        try FileManager.default.copyItem(
            atPath: Self.fixture.path, toPath: home.path + "/music/half.mp3")
        let half = home.path + "/music/half.mp3"
        try home.write("lists/rates.m3u8", [half, canon, half].joined(separator: "\n"))
        try home.start(expecting: 6)

        let order = home.jukebox(
            "play", "--playlist", "rates", "--wait", "finished", "--timeout", "20")

        #expect(order.status == 0, "\(order.errors)")
        #expect(!home.logText.contains("player killed"))
        // mpg123 decodes 16,704 frames of 22,050 Hz; in the file they are twice as many, stereo.
        #expect(try home.heard().count == 4 * (2 * 16_704 * 2 + 705_600))
    }

    @Test func `a folder that is gone keeps its tracks as away until they are pruned`() throws {
        let home = try Home()
        try FileManager.default.copyItem(
            atPath: Self.fixture.path, toPath: home.path + "/music/half.mp3")
        try home.start(expecting: 6)
        try FileManager.default.removeItem(atPath: home.path + "/music/half.mp3")

        let update = home.jukebox("library", "update")
        let away = home.jukebox("play", "--title", "half rate", "--json").json
        let pruned = home.jukebox("library", "update", "--prune")

        #expect(update.output.contains("1 away"), "\(update.output)")
        #expect(away["outcome"]?.string != "refused", "\(away)")
        #expect(pruned.output.hasPrefix("5 tracks"), "\(pruned.output)")
    }
}
