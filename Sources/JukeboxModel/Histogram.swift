// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A histogram of durations: cumulative counts below rising bounds, as OpenMetrics defines it.
public struct Histogram: Hashable, Sendable {
    /// The bounds, in seconds; the last bucket, without a bound, is `count`.
    public static let bounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// For each bound, the number of durations that are not longer.
    public private(set) var counts: [Int]
    /// The number of durations.
    public private(set) var count: Int
    /// The sum of the durations, in seconds.
    public private(set) var sum: Double

    /// Makes an empty histogram.
    public init() {
        counts = Self.bounds.map { _ in 0 }
        count = 0
        sum = 0
    }

    /// Takes over counts of another process; nil if they are not a valid histogram.
    public init?(counts: [Int], count: Int, sum: Double) {
        guard counts.count == Self.bounds.count, sum >= 0,
            zip([0] + counts, counts + [count]).allSatisfy({ $0 <= $1 })
        else { return nil }
        self.counts = counts
        self.count = count
        self.sum = sum
    }

    /// Counts a duration; a negative one counts as zero.
    public mutating func observe(_ span: MonotonicTime.Span) {
        let seconds = max(0, Double(span.nanoseconds) / 1e9)
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
            counts[index] += 1
        }
        count += 1
        sum += seconds
    }
}
