// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import Testing

@Suite struct `A text for a terminal` {
    @Test func `is what a room's line is made of`() {
        let room = RoomSnapshot([
            "name": "kit\u{1B}chen", "state": "playing", "entry": 1, "place_ms": 0,
            "track": ["title": "a\nb", "artist": "\u{9B}c"], "device": "absent",
            "device_reason": "\u{7}",
        ]).map { DestinationStatus($0, isUp: true, at: MonotonicTime(nanoseconds: 0)) }

        #expect(room?.line == "kit␛chen: playing  a␊b by <U+009B>c  0:00  [device absent: ␇]")
    }

    static let silent: [(JSON, String)] = [
        (
            ["name": "study", "waiting_for": "music", "device_reason": "it is empty"],
            "[music away: it is empty]"
        ),
        (
            ["name": "study", "waiting_for": "disk", "device_reason": "waiting for the disk"],
            "[waiting for the disk]"
        ),
        (
            ["name": "study", "held": 2, "device_reason": "2 songs were waiting"],
            "[held: 2 songs were waiting]"
        ),
    ]

    @Test(arguments: silent)
    func `of a room says why it is silent`(snapshot: JSON, words: String) {
        let room = RoomSnapshot(snapshot).map {
            DestinationStatus($0, isUp: true, at: MonotonicTime(nanoseconds: 0))
        }

        #expect(room?.line == "study: stopped  " + words)
    }
}
