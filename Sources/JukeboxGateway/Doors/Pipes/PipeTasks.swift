// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Synchronization

/// The calls that wait for the daemon.
///
/// A call whose client has stopped waiting is cancelled, so that it holds no connection to the
/// daemon.
final class PipeTasks: Sendable {
    private let tasks = Mutex<[Int: Task<Void, Never>]>([:])

    /// Carries a call out.
    func start(_ call: Int, _ work: @escaping @Sendable () async -> Void) {
        // The lock is held until the task is in the table, even if it ends at once.
        tasks.withLock {
            $0[call] = Task {
                await work()
                _ = tasks.withLock { $0.removeValue(forKey: call) }
            }
        }
    }

    /// Cancels a call; ignored if it has ended.
    func cancel(_ call: Int) { tasks.withLock { $0[call] }?.cancel() }

    /// How many are running.
    var count: Int { tasks.withLock { $0.count } }
}
