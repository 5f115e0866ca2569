// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `What others are told of orders` {
    private func event(_ outcome: String, number: Int64 = 3) -> WebhookEvent? {
        let news: JSON = [
            "id": .int(number), "outcome": .string(outcome), "at": "2026-11-21T08:00:00.000Z",
            "at_ms": 1_795_248_000_000,
            "order": [
                "ticket": 7, "outcome": "finished", "destination": "台所", "reason": nil,
                "track_count": 1, "tracks": [["title": "荒城の月"]],
                "counts": ["tracks": 2, "heard": 1],
                "failures": [["track": "a", "text": "gone"]], "secret": "none of theirs",
            ],
        ]
        return NewsListing(["last": 9, "news": [news]])?.news.first.map(WebhookEvent.init)
    }

    @Test(
        arguments: [
            ("playing", "order.playing"), ("finished", "order.finished"),
            ("failed", "order.failed"), ("refused", "order.failed"),
            ("superseded", "order.failed"), ("cancelled", "order.failed"),
            ("expired", "order.failed"), ("skipped", "order.failed"),
            ("partly", "order.failed"),
        ])
    func `has a type, and the outcome of that moment`(outcome: String, type: String) throws {
        let body = try #require(JSON(parsing: event(outcome)?.body ?? []))

        #expect(body["type"]?.string == type)
        #expect(body["timestamp"]?.string == "2026-11-21T08:00:00.000Z")
        #expect(body["data"]?["outcome"]?.string == outcome)
        #expect(body["data"]?["ticket"]?.int == 7)
        #expect(body["data"]?["tracks"]?.elements.first?["title"] == "荒城の月")
        #expect(body["data"]?["counts"]?["heard"]?.int == 1)
        #expect(body["data"]?["failures"]?.elements.first?["text"] == "gone")
        #expect(body["data"]?["secret"] == nil)
    }

    @Test func `keeps its name at every attempt, and shares it with no other`() {
        #expect(event("playing")?.id == event("playing")?.id)
        #expect(event("playing")?.id != event("playing", number: 4)?.id)
        #expect(event("dancing") == nil)
    }

    @Test func `is signed by every secret that is good now`() throws {
        let secrets = [
            "whsec_" + String(repeating: "A", count: 32), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ]
        .compactMap(WebhookSecret.init)
        let event = try #require(self.event("playing"))
        let now = WallTime(milliseconds: 1_795_248_001_000)
        let headers = Dictionary(
            uniqueKeysWithValues: event.headers(signedWith: secrets, at: now))

        for secret in secrets {
            var checker = SignatureChecker(secrets: [secret])
            try checker.check(
                .init(
                    id: headers["webhook-id"], timestamp: headers["webhook-timestamp"],
                    signature: headers["webhook-signature"]), event.body, at: now)
        }
    }

    @Test func `is tried again ever more slowly, for a day`() {
        var retries = Retries()
        let day = Retries.patience
        let second = MonotonicTime.Span.seconds(1)

        #expect(retries.pause(age: second, retryAfter: nil) == .seconds(1))
        #expect(retries.pause(age: second, retryAfter: 45) == .seconds(45))
        for pause in [10, 60, 600, 1800, 3600, 3600, 3600] {
            #expect(retries.pause(age: second, retryAfter: 2) == .seconds(Int64(pause)))
        }
        #expect(retries.pause(age: second, retryAfter: .max) == .seconds(3600))
        #expect(retries.pause(age: day, retryAfter: nil) == nil)
    }
}
