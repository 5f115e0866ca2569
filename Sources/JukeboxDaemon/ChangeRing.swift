// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem
internal import Stores
internal import Synchronization

/// The newest changes of orders and queues: written by the intake thread after each commit, read by
/// the ask thread.
///
/// A change wakes no thread by itself: the ask thread is told of each commit anyway.
final class ChangeRing: Sendable {
    /// The most changes that are kept.
    static let most = 1000

    private struct State {
        var changes: [Change?] = Array(repeating: nil, count: ChangeRing.most)
        /// The numbers of the first change that was ever kept, and of the next one.
        let first: Int64
        var next: Int64
    }

    private let state: Mutex<State>

    /// Makes an empty ring.
    ///
    /// Its numbers begin with the time in microseconds, so that they are above those of a daemon
    /// that ran before.
    init(at now: WallTime = Clock.wall) {
        let first = max(1, min(now.milliseconds, 1 << 42) * 1000)
        state = Mutex(State(first: first, next: first))
    }

    /// The number of the last change.
    var last: Int64 { state.withLock { $0.next - 1 } }

    /// Adds changes.
    func add(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        state.withLock { state in
            for change in changes {
                state.changes[Int(state.next % Int64(Self.most))] = change
                state.next += 1
            }
        }
    }

    /// Changes after a number, the oldest first.
    struct Found {
        var changes: [(number: Int64, change: Change)] = []
        /// The number of the last change that was looked at.
        var last: Int64
        /// Whether changes after the number are lost.
        var hasGap = false
        /// Whether more follow.
        var hasMore = false
    }

    /// The changes after a number, at most `count`; of several changes of a queue, the last.
    func after(_ number: Int64, atMost count: Int) -> Found {
        state.withLock { state in
            let oldest = max(state.first, state.next - Int64(Self.most))
            let isKnown = number >= oldest - 1 && number < state.next
            var found = Found(last: state.next - 1, hasGap: !isKnown)
            let begin = isKnown ? number + 1 : oldest
            let end = min(state.next, begin + Int64(count))
            found.hasMore = end < state.next
            found.last = end - 1
            var queues: Set<DestinationName> = []
            for place in (begin..<end).reversed() {
                guard let change = state.changes[Int(place % Int64(Self.most))] else { continue }
                if case .queue(let name) = change, !queues.insert(name).inserted { continue }
                found.changes.append((place, change))
            }
            found.changes.reverse()
            return found
        }
    }
}
