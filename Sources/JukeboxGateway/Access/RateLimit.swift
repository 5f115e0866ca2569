// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// How many requests each visitor may still make: a bucket that fills evenly, for each of them.
struct RateLimit {
    private struct Bucket {
        var level: Double
        var at: MonotonicTime
    }

    private let perMinute: Double
    private var buckets: [String: Bucket] = [:]

    /// The most visitors that are remembered.
    static let most = 10_000

    init(perMinute: Int) { self.perMinute = Double(perMinute) }

    /// Counts one request.
    ///
    /// - Returns: nil when it may pass; else after how many seconds one may.
    mutating func count(_ visitor: String, at now: MonotonicTime) -> Int? {
        if buckets.count >= Self.most, buckets[visitor] == nil { forget(at: now) }
        var bucket = buckets[visitor] ?? Bucket(level: perMinute, at: now)
        let filled = Double((now - bucket.at).nanoseconds) / 60e9 * perMinute
        bucket.level = min(perMinute, bucket.level + filled)
        bucket.at = now
        defer { buckets[visitor] = bucket }
        guard bucket.level >= 1 else {
            return max(1, Int(((1 - bucket.level) / perMinute * 60).rounded(.up)))
        }
        bucket.level -= 1
        return nil
    }

    /// Forgets who has a full bucket again; all of them when nobody has.
    private mutating func forget(at now: MonotonicTime) {
        buckets = buckets.filter { now - $0.value.at < .seconds(60) }
        if buckets.count >= Self.most { buckets = [:] }
    }
}
