// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import Testing

@Suite struct `How far an order has come` {
    private func status(
        _ outcome: Outcome?, tracks: Int = 1, played: Bool = false, durable: Bool = false
    ) -> OrderStatus {
        OrderStatus(outcome: outcome, trackCount: tracks, hasPlayed: played, isDurable: durable)
    }

    private func goal(_ word: String) throws -> Question.Goal {
        try #require(Question.Goal(word: word))
    }

    @Test func `is finished only when everything was heard`() throws {
        let finished = try goal("finished")

        for outcome in Outcome.allCases {
            #expect(status(outcome).reaches(finished) == (outcome == .finished))
            #expect(status(outcome).isSettled(finished) == outcome.isTerminal)
        }
        #expect(status(.finished).exitStatus(for: finished) == 0)
        #expect(status(.partly).exitStatus(for: finished) == 66)
        #expect(status(.playing).exitStatus(for: finished) == 124)
        #expect(status(nil).exitStatus(for: finished) == 124)
        for outcome: Outcome in [.skipped, .failed, .cancelled, .superseded, .expired, .refused] {
            #expect(status(outcome).exitStatus(for: finished) == 65)
        }
    }

    @Test func `is settled at once when a goal can be reached no more`() throws {
        let playing = try goal("playing")

        #expect(status(.skipped).isSettled(playing))
        #expect(status(.skipped).exitStatus(for: playing) == 65)
        #expect(status(.skipped, played: true).exitStatus(for: playing) == 0)
        #expect(!status(.queued).isSettled(playing))
    }

    @Test func `passes what lies on its way`() throws {
        #expect(status(.queued).reaches(try goal("resolved")))
        #expect(status(.skipped).reaches(try goal("queued")))
        #expect(!status(.refused, tracks: 0).reaches(try goal("queued")))
        #expect(status(.finished, tracks: 0).reaches(try goal("queued")))
        #expect(status(.refused, tracks: 0).reaches(try goal("accepted")))
        #expect(!status(nil, tracks: 0).reaches(try goal("accepted")))
    }

    @Test func `is waited for on the disk also after its end`() throws {
        let durable = try goal("durable")

        #expect(!status(.finished).isSettled(durable))
        #expect(status(.queued, durable: true).reaches(durable))
    }

    @Test func `is read out of an answer`() {
        let answer: JSON = [
            "outcome": "partly", "track_count": 3,
            "times": ["playing": "2026-11-25T00:00:00Z", "durable": nil],
        ]

        #expect(OrderStatus(answer) == status(.partly, tracks: 3, played: true))
        #expect(OrderStatus(["outcome": "acknowledged"]) == status(nil, tracks: 0))
    }
}
