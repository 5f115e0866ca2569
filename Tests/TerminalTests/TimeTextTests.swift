// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import LinuxSystem
import Terminal
import Testing

@Suite struct `A time` {
    @Test(arguments: [
        (0, "0:00"), (12_999, "0:12"), (125_000, "2:05"), (3_723_000, "1:02:03"),
        (-5, "0:00"), (Int64.max, "2562047788015:12:55"), (Int64.min, "0:00"),
    ])
    func `of a song is a clock`(milliseconds: Int64, text: String) {
        #expect(TimeText.clock(milliseconds: milliseconds) == text)
    }

    @Test(arguments: [
        (0, "0 s"), (45_000, "45 s"), (60_000, "1 min"), (779_000, "12 min"),
        (8_040_000, "2 h 14 min"), (7_200_000, "2 h"), (90_000_000, "1 d 1 h"),
        (86_400_000, "1 d"), (-1, "0 s"), (Int64.max, "106751991167 d 7 h"),
    ])
    func `of a queue is a span in two units`(milliseconds: Int64, text: String) {
        #expect(TimeText.span(milliseconds: milliseconds) == text)
    }

    @Test func `of another day has its date`() {
        let now = LocalTime(year: 2026, month: 11, day: 28, hour: 19, minute: 5)
        var then = now
        (then.hour, then.minute) = (14, 2)

        #expect(TimeText.moment(then, now: now) == "14:02")
        then.day = 7
        #expect(TimeText.moment(then, now: now) == "2026-11-07 14:02")
    }
}
