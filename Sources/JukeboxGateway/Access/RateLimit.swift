// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem

/// Limits the requests of each caller with a token bucket.
struct RateLimit {
    private struct Bucket {
        var level: Double
        var at: MonotonicTime
    }

    private var buckets: [String: Bucket] = [:]

    /// The most callers that are kept.
    static let most = 10_000

    /// Counts one request.
    ///
    /// - Returns: nil if the request may pass; otherwise the seconds until the next one may.
    mutating func count(_ caller: String, perMinute most: Int, at now: MonotonicTime) -> Int? {
        let perMinute = Double(max(1, most))
        if buckets.count >= Self.most, buckets[caller] == nil { forget(at: now) }
        var bucket = buckets[caller] ?? Bucket(level: perMinute, at: now)
        let filled = Double((now - bucket.at).nanoseconds) / 60e9 * perMinute
        bucket.level = min(perMinute, bucket.level + filled)
        bucket.at = now
        defer { buckets[caller] = bucket }
        guard bucket.level >= 1 else {
            return max(1, Int(((1 - bucket.level) / perMinute * 60).rounded(.up)))
        }
        bucket.level -= 1
        return nil
    }

    /// Removes full buckets; all buckets if none is full.
    private mutating func forget(at now: MonotonicTime) {
        buckets = buckets.filter { now - $0.value.at < .seconds(60) }
        if buckets.count >= Self.most { buckets = [:] }
    }
}

/// Limits the unknown tokens that an address may send.
struct FailureLimit {
    /// How many wrong tokens an address may send in a minute, before it has to wait.
    static let perMinute = 30
    /// The shortest time between two log lines about one address.
    static let logEvery = MonotonicTime.Span.seconds(60)

    private struct Sender {
        var failures = 0
        var loggedAt: MonotonicTime?
    }

    private var rate = RateLimit()
    private var senders: [String: Sender] = [:]

    /// The reaction to a wrong token.
    enum Verdict: Equatable {
        case pass
        /// Log a line, with the number of failures since the last one.
        case log(failures: Int)
        /// Refuse, and ask the sender to wait.
        case wait(seconds: Int)
    }

    mutating func count(_ address: String, at now: MonotonicTime) -> Verdict {
        if senders.count >= RateLimit.most, senders[address] == nil { senders = [:] }
        var sender = senders[address] ?? Sender()
        defer { senders[address] = sender }
        sender.failures += 1
        if sender.loggedAt.map({ now - $0 >= Self.logEvery }) ?? true {
            let failures = sender.failures
            sender = Sender(failures: 0, loggedAt: now)
            _ = rate.count(address, perMinute: Self.perMinute, at: now)
            return .log(failures: failures)
        }
        return rate.count(address, perMinute: Self.perMinute, at: now).map { .wait(seconds: $0) }
            ?? .pass
    }
}

/// The limits, which all connections share.
actor RateLimits {
    private let perMinute: Int
    private var requests = RateLimit()
    private var failures = FailureLimit()

    init(perMinute: Int) { self.perMinute = perMinute }

    /// Counts a request against the setting, or against the route's own limit.
    func count(_ caller: String, perMinute own: Int?) -> Int? {
        requests.count(caller, perMinute: own ?? perMinute, at: Clock.monotonic)
    }

    /// Counts a token that is not known.
    func countFailure(_ address: String) -> FailureLimit.Verdict {
        failures.count(address, at: Clock.monotonic)
    }
}
