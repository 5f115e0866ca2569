// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Testing

@testable import OrderRing

@Suite struct `A snapshot on the board` {
    private func room(_ text: String, state: String = "playing") -> JSON {
        [
            "name": "kitchen", "state": .string(state), "device": "open",
            "device_reason": .string(text),
            "track": [
                "title": .string(text), "artist": .string(text), "album": .string(text),
                "path": .string(text),
            ],
            "entry": 7, "queue_length": 3, "playlist": .string(text),
        ]
    }

    @Test(arguments: [
        String(repeating: "a", count: 5000), String(repeating: "\u{1}", count: 5000),
        String(repeating: "荒", count: 3000), String(repeating: "\"\\", count: 2000),
        "e" + String(repeating: "\u{301}", count: 5000),
    ])
    func `with the worst of tags shows the newest state all the same`(text: String) throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        host.boardWriter.show(room("Yesterday", state: "paused"), at: 0)

        host.boardWriter.show(room(text), at: 0)

        let shown = try #require(host.boardWriter.view.snapshots.first)
        #expect(shown["state"] == "playing" && shown["entry"] == 7 && shown["queue_length"] == 3)
        let title = try #require(shown["track"]?["title"]?.string)
        #expect(title.unicodeScalars.last == "…" && title.unicodeScalars.count > 10)
        #expect(text.unicodeScalars.starts(with: title.unicodeScalars.dropLast()))
    }

    @Test func `that fits is shown as it is`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let room = room(String(repeating: "a", count: 600))

        host.boardWriter.show(room, at: 0)

        #expect(host.boardWriter.view.snapshots == [room])
    }

    @Test func `of any length keeps what stands in front`() {
        let many = (0..<500).map { JSON.Member("key\($0)", .string("some text")) }
        let room = JSON.object([.init("name", "kitchen"), .init("state", "playing")] + many)
        for limit in [200, 1000, 4080] {
            let line = room.fitted(to: limit)
            #expect(line.utf8.count <= limit && line.utf8.count > limit - 40)
            #expect(JSON(parsing: Array(line.utf8))?["state"] == "playing")
        }
    }
}
