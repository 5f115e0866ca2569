// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@Suite struct `Times` {
    @Test(arguments: [Int64.min, -1, 0, 5, 6, Int64.max])
    func `that a stranger wrote overflow nothing`(stranger: Int64) {
        let span = WallTime(nanoseconds: 5).since(WallTime(nanoseconds: stranger))

        #expect(span.nanoseconds >= 0)
        if (0...5).contains(stranger) { #expect(span.nanoseconds == 5 - stranger) }
    }

    @Test func `are counted below every bound that they keep`() {
        var histogram = Histogram()
        for milliseconds in [0, 1, 3, 60_000] {
            histogram.observe(.milliseconds(Int64(milliseconds)))
        }

        #expect(histogram.counts == [2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3])
        #expect(histogram.count == 4 && abs(histogram.sum - 60.004) < 1e-9)
    }

    @Test func `of others are believed only if they rise`() {
        var counts = Histogram().counts

        #expect(Histogram(counts: counts, count: 0, sum: 0) == Histogram())
        counts[3] = 1
        #expect(Histogram(counts: counts, count: 1, sum: 0) == nil)
        #expect(Histogram(counts: [1], count: 1, sum: 0) == nil)
    }
}
