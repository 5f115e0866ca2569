// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import Synchronization

/// The daemon's counters since its start: written by the main thread, read by the ask thread.
final class Figures: Sendable {
    private struct Counts {
        var outcomes: [Outcome: Int] = [:]
        var restarts: [DestinationName: Int] = [:]
        var underruns: [DestinationName: Int] = [:]
        var resolved = Histogram()
        var audible = Histogram()
    }

    private let counts = Mutex(Counts())

    /// Counts a play order that reached an outcome.
    func count(_ outcome: Outcome) {
        counts.withLock { $0.outcomes[outcome, default: 0] += 1 }
    }

    /// Counts a player that ended unasked.
    func countRestart(of name: DestinationName) {
        counts.withLock { $0.restarts[name, default: 0] += 1 }
    }

    /// Counts that a device ran dry in the middle of a song.
    func countUnderrun(of name: DestinationName) {
        counts.withLock { $0.underruns[name, default: 0] += 1 }
    }

    /// Counts how long it took to resolve an order's names.
    func resolved(in span: MonotonicTime.Span) {
        counts.withLock { $0.resolved.observe(span) }
    }

    /// Counts the time from sending to the first frame, for an order that did not have to wait.
    func audible(after span: MonotonicTime.Span) {
        counts.withLock { $0.audible.observe(span) }
    }

    /// The counters as an answer.
    var answer: Asking.Figures {
        let counts = counts.withLock { $0 }
        func words(_ table: [DestinationName: Int]) -> [String: Int] {
            Dictionary(uniqueKeysWithValues: table.map { ($0.key.text, $0.value) })
        }
        return Asking.Figures(
            outcomes: Dictionary(
                uniqueKeysWithValues: counts.outcomes.map { ($0.key.word, $0.value) }),
            restarts: words(counts.restarts), underruns: words(counts.underruns),
            resolved: counts.resolved, audible: counts.audible)
    }
}
