// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel

/// An event about an order for another service, by the Standard Webhooks rules
/// (standardwebhooks.com, 1.0).
struct WebhookEvent: Equatable {
    /// Its position in the journal's list of news.
    let number: Int64
    /// Identifies it, the same at every attempt, so that receivers can ignore duplicates.
    let id: String
    /// When it happened.
    let at: WallTime
    /// `{"type":…,"timestamp":…,"data":{…}}`.
    let body: [UInt8]

    /// Makes an event of one of the daemon's news.
    init(_ news: NewsListing.News) {
        number = news.number
        at = WallTime(milliseconds: news.milliseconds)
        id = "jukebox-\(news.milliseconds)-\(number)"
        let names = [
            "ticket", "destination", "reason", "track_count", "tracks", "counts", "failures",
        ]
        let order = news.order.json
        let facts = names.map { JSON.Member($0, order[$0] ?? .null) }
        let json: JSON = [
            "type": .string(Self.type(of: news.outcome)), "timestamp": .string(news.at),
            "data": .object(facts + [.init("outcome", .string(news.outcome.word))]),
        ]
        body = Array(json.line.utf8)
    }

    /// An order that ended without having been heard to its end has failed; `outcome` says how.
    private static func type(of outcome: Outcome) -> String {
        switch outcome {
        case .finished: "order.finished"
        case .failed, .refused, .superseded, .cancelled, .expired, .skipped, .partly:
            "order.failed"
        case .accepted, .resolved, .queued, .playing: "order.playing"
        }
    }

    /// The headers of an attempt; with several secrets, a signature by each.
    func headers(signedWith secrets: [WebhookSecret], at now: WallTime) -> [(String, String)] {
        let timestamp = "\(now.milliseconds / 1000)"
        let content = WebhookSecret.content(id: id, timestamp: timestamp, body)
        return [
            ("Content-Type", "application/json"), ("User-Agent", "jukebox/\(jukeboxVersion)"),
            ("webhook-id", id), ("webhook-timestamp", timestamp),
            ("webhook-signature", secrets.map { $0.signature(of: content) }.joined(separator: " ")),
        ]
    }
}

/// When an event is tried again.
struct Retries: Equatable {
    /// How long an event is sent again.
    static let patience = MonotonicTime.Span.seconds(24 * 3600)
    /// The pauses after the first failures, in seconds; the last holds for all that follow.
    static let pauses: [Int64] = [1, 2, 10, 60, 600, 1800, 3600]
    private var failures = 0

    init() {}

    /// Returns how long to wait after another failure of an event of this age; nil to drop it.
    mutating func pause(age: MonotonicTime.Span, retryAfter: Int64?) -> MonotonicTime.Span? {
        guard age < Self.patience else { return nil }
        let usual = Self.pauses[min(failures, Self.pauses.count - 1)]
        failures += 1
        return .seconds(max(usual, min(retryAfter ?? 0, 3600)))
    }
}
