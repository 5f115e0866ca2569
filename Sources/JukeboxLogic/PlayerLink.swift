// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Keeps one player alive, numbers what it is told, and notices when it does not answer.
///
/// A pure value: it spawns nothing and reads no clock.
struct PlayerLink: Hashable, Sendable {
    enum State: Hashable {
        /// It is being started.
        case starting(since: MonotonicTime)
        /// It listens.
        case up(since: MonotonicTime)
        /// It died; it is started again at that moment.
        case resting(until: MonotonicTime)
        /// It is not wanted.
        case down
    }

    private(set) var state = State.down
    private(set) var deaths = 0
    private(set) var lastWords = ""
    private var number: UInt64 = 0
    private var unanswered: [Unanswered] = []

    private struct Unanswered: Hashable {
        var number: UInt64
        var since: MonotonicTime
    }

    static let patience = MonotonicTime.Span.seconds(2)

    var isUp: Bool { if case .up = state { true } else { false } }

    mutating func started(at now: MonotonicTime) {
        state = .starting(since: now)
        unanswered = []
    }

    mutating func ready(at now: MonotonicTime) { state = .up(since: now) }

    /// Takes in a death; the pause before the next start grows from 0.2 s to 30 s.
    mutating func ended(_ words: String, at now: MonotonicTime) {
        if case .up(let since) = state, now - since > .seconds(30) { deaths = 0 }
        let pause = MonotonicTime.Span.milliseconds(200) * (1 << Int64(min(deaths, 8)))
        state = .resting(until: now + min(pause, .seconds(30)))
        deaths += 1
        lastWords = words
        unanswered = []
    }

    mutating func unwanted() { state = .down }

    mutating func command(_ action: PlayerCommand.Action, at now: MonotonicTime) -> PlayerCommand {
        number += 1
        unanswered.append(Unanswered(number: number, since: now))
        return PlayerCommand(number, action)
    }

    mutating func obeyed(_ number: UInt64) { unanswered.removeAll { $0.number <= number } }

    /// When something has to be done about it, if nothing is heard until then.
    var alarm: MonotonicTime? {
        switch state {
        case .resting(let until): until
        case .starting(let since): since + .seconds(10)
        case .up: unanswered.first.map { $0.since + Self.patience }
        case .down: nil
        }
    }
}
