// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Synchronization

/// How many journalled orders wait for the main thread's decision; above the limit the intake
/// adopts no more, so that the ring fills and says so.
final class Backlog: Sendable {
    private let count = Atomic<Int>(0)

    static let limit = 10_000

    var isFull: Bool { count.load(ordering: .relaxed) >= Self.limit }

    /// Notes the number of undecided orders; true when there is room again.
    func isNow(_ undecided: Int) -> Bool {
        let before = count.exchange(undecided, ordering: .relaxed)
        return before >= Self.limit && undecided < Self.limit
    }
}
