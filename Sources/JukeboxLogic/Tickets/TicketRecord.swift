// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// What is known of a ticket that has not ended yet.
public struct TicketRecord: Hashable, Sendable {
    /// The journal's key.
    public var key: OrderKey
    /// The number that people see.
    public var ticket: Ticket
    /// How long it may wait for sound that is wanted and denied.
    public var expiry: MonotonicTime.Span
    /// Where it stands.
    public var outcome: Outcome
    /// The destination of its entries.
    public var destination: DestinationName?
    /// The label of its client, if it has one.
    public var by: String?
    /// The playlist that was ordered, if it was one.
    public var playlist: String?
    /// Entries that have not ended, with those that follow.
    public var open = 0
    /// How many tracks of a long list are still looked up.
    public var following = 0
    /// How its entries ended.
    public var ends = EntryCounts()
    /// Why the first entry that failed did.
    public var firstFailure: Reason?
    /// Why the last entry that was cancelled was, where there is a reason.
    public var cancellation: Reason?
    /// Since when it has waited for sound: when it was placed, or when the daemon that knew it was
    /// last alive.
    public var placed: MonotonicTime

    /// Whether it waited for the daemon for so long that nothing should start because of it.
    public var isLate = false

    /// Whether a starting daemon found it: a command in it comes too late.
    public var isFromStart = false

    /// Makes a ticket's record.
    public init(
        key: OrderKey, ticket: Ticket, expiry: MonotonicTime.Span, outcome: Outcome,
        placed: MonotonicTime
    ) {
        self.key = key
        self.ticket = ticket
        self.expiry = expiry
        self.outcome = outcome
        self.placed = placed
    }

    mutating func took(_ end: EntryEnd) {
        open -= 1
        ends.count(end.outcome)
        switch end {
        case .failed(let reason): firstFailure = firstFailure ?? reason
        case .cancelled(let reason): cancellation = reason ?? cancellation
        case .finished, .skipped, .superseded, .expired: break
        }
    }

    /// The ticket's outcome, and why, now that no entry is open.
    ///
    /// What a person did comes first; then that only a part could be played.
    var end: (outcome: Outcome, reason: Reason?) {
        let wasHeard = ends.finished + ends.skipped > 0
        if ends.superseded > 0 { return (.superseded, nil) }
        if ends.cancelled > 0 { return (.cancelled, cancellation) }
        if ends.failed > 0, wasHeard {
            let count = ends.failed
            let text = "\(count) of \(ends.total) could not be played"
            return (.partly, Reason(firstFailure?.code ?? .unreadable, text + because))
        }
        if ends.expired > 0 { return (.expired, EntryEnd.expired.reason) }
        if ends.skipped > 0 { return (.skipped, nil) }
        if ends.finished > 0 { return (.finished, nil) }
        return (.failed, firstFailure ?? Reason(.notFound, "nothing of it could be played"))
    }

    private var because: String { firstFailure.map { ": \($0.text)" } ?? "" }
}

/// How many entries of a ticket ended in each way.
public struct EntryCounts: Hashable, Sendable {
    /// Heard to their end.
    public var finished = 0
    /// Somebody moved on.
    public var skipped = 0
    /// Could not be played.
    public var failed = 0
    /// Replaced or cut off by another order.
    public var superseded = 0
    /// Removed, cleared or cancelled.
    public var cancelled = 0
    /// Waited too long.
    public var expired = 0

    /// Counts nothing yet.
    public init() {}

    /// All of them.
    public var total: Int { finished + skipped + failed + superseded + cancelled + expired }

    /// Counts an entry's end; outcomes that are not an entry's end count nothing.
    public mutating func count(_ outcome: Outcome, times: Int = 1) {
        switch outcome {
        case .finished: finished += times
        case .skipped: skipped += times
        case .failed: failed += times
        case .superseded: superseded += times
        case .cancelled: cancelled += times
        case .expired: expired += times
        case .accepted, .resolved, .queued, .playing, .refused, .partly: break
        }
    }
}
