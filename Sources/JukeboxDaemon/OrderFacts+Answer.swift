// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import Stores

extension History.OrderFacts {
    /// How far it has come.
    var status: OrderStatus {
        OrderStatus(
            outcome: outcome, trackCount: trackCount, hasPlayed: playing != nil,
            isDurable: durable != nil)
    }
}

extension OrderAnswer {
    init(_ facts: History.OrderFacts) {
        self.init(facts.ticket, outcome: facts.outcome, isUp: true)
        verb = facts.verb
        reason = facts.reason
        by = facts.label
        destination = facts.destination
        trackCount = facts.trackCount
        tracks = facts.tracks.map { TrackAnswer($0) }
        alternatives = facts.alternatives
        skippedLines = facts.skippedLines
        silent = facts.outcome == .queued ? facts.silent : nil
        counts = EntryTotals(facts.counts)
        failures = facts.failures.map { Failure(track: $0.track.spoken, text: $0.text) }
        times = Times(
            submitted: facts.submitted.rfc3339, accepted: facts.accepted.rfc3339,
            durable: facts.durable?.rfc3339, playing: facts.playing?.rfc3339,
            finished: facts.ended?.rfc3339)
    }

    /// The order when it had an outcome that may be past by now; a reason belongs to the present
    /// outcome.
    init(_ facts: History.OrderFacts, asOf outcome: Outcome) {
        self.init(facts)
        guard outcome != facts.outcome else { return }
        self.outcome = outcome
        reason = nil
        silent = outcome == .queued ? facts.silent : nil
    }
}

extension EntryTotals {
    init(_ counts: History.Counts) {
        self.init([
            counts.tracks, counts.heard, counts.skipped, counts.failed, counts.superseded,
            counts.cancelled, counts.expired, counts.open,
        ])
    }
}
