// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import SeededDice
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A thousand damaged files` {
    static let count = 1000

    /// Songs with bytes exchanged, cut out, doubled, or cut off; most damage is in the tags.
    private func make(in folder: String) throws -> [String] {
        let song = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: song)).prefix(20_000))
        var random = Seeded(state: 20_261_121)
        return try (0..<Self.count).map { number in
            var bytes = whole
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let head = Bool.random(using: &random) ? 600 : bytes.count
                let place = Int.random(in: 0..<max(1, min(head, bytes.count)), using: &random)
                guard place < bytes.count else { continue }
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                case 3:
                    bytes.insert(
                        contentsOf: bytes[place..<min(bytes.count, place + 100)], at: place)
                default: if number % 7 == 0 { bytes.removeSubrange(place...) }
                }
            }
            let path = folder + "/\(number).mp3"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return path
        }
    }

    @Test func `harm neither the scanner nor the player`() throws {
        let folder = NSTemporaryDirectory() + "jukebox-damaged-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let paths = try make(in: folder)

        let scanned = Home.run(
            Home.programs + "/jukebox-scanner", ["read", folder],
            input: paths.joined(separator: "\n") + "\n")
        let lines = paths.enumerated().map { number, path in
            #"{"n":\#(number + 1),"do":"play","entry":\#(number + 1),"path":"\#(path)"}"#
        }
        let played = Home.run(
            Home.programs + "/jukebox-player", ["--device", "wav:\(folder)/out.wav?fast"],
            input: lines.joined(separator: "\n") + "\n{\"n\":9999,\"do\":\"quit\"}\n")

        #expect(scanned.status == 0, "\(scanned.errors.suffix(2000))")
        #expect(scanned.output.split(separator: "\n").count == Self.count)
        #expect(played.status == 0, "\(played.errors.suffix(2000))")
        #expect(played.output.contains(#"{"event":"obeyed","n":1000}"#))
    }
}
