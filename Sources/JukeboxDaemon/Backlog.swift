// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Synchronization

/// The number of journalled orders that wait for the main thread's decision.
///
/// At the limit the intake adopts no more, so the ring fills and clients are told so.
final class Backlog: Sendable {
    private let count = Atomic<Int>(0)

    static let limit = 10_000

    var isFull: Bool { count.load(ordering: .relaxed) >= Self.limit }

    /// Notes the number of undecided orders; true when it has fallen below the limit.
    func isNow(_ undecided: Int) -> Bool {
        let before = count.exchange(undecided, ordering: .relaxed)
        return before >= Self.limit && undecided < Self.limit
    }
}
