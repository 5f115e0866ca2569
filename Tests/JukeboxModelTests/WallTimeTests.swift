// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@Suite struct `A moment in the format of RFC 3339` {
    @Test(arguments: [0, 1, 951_782_400_000, 1_709_164_799_999, 1_795_892_645_678])
    func `is read as it was written`(milliseconds: Int64) {
        let moment = WallTime(milliseconds: milliseconds)

        #expect(WallTime(rfc3339: moment.rfc3339) == moment)
    }

    @Test func `is read on every day of two centuries`() {
        for day in Int64(0)..<84_000 {
            let moment = WallTime(milliseconds: day * 86_400_000 + 86_399_000)

            #expect(WallTime(rfc3339: moment.rfc3339) == moment)
        }
    }

    @Test(arguments: [
        "", "soon", "2026-11-21T18:04:05Z", "2026-13-21T18:04:05.678Z", "9999-11-21T18:04:05.678Z",
        "2026-11-21T25:04:05.678Z", "-026-11-21T18:04:05.678Z", "2026-11-21T18:04:05.678z",
        "2026-11-21T18:04:05.67８Z",
    ])
    func `is nothing else`(text: String) {
        #expect(WallTime(rfc3339: text) == nil)
    }
}
