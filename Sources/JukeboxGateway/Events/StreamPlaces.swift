// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Synchronization

/// How many event streams are open, so that they leave connections for requests.
final class StreamPlaces: Sendable {
    /// How many streams there may be.
    struct Limits: Equatable, Sendable {
        /// Of one caller.
        var perCaller: Int
        /// For one address, regardless of its clients' tokens.
        var perAddress: Int
        /// Overall.
        var all: Int

        /// The setting's limit for a caller, and three quarters of the connections.
        init(perCaller: Int, connections: ConnectionTable.Limits) {
            self.perCaller = perCaller
            perAddress = max(1, connections.perAddress * 3 / 4)
            all = max(1, connections.all * 3 / 4)
        }
    }

    private struct State {
        var all = 0
        var counts: [String: Int] = [:]
    }

    private let limits: Limits
    private let state = Mutex(State())

    init(_ limits: Limits) { self.limits = limits }

    /// A place for one stream; given back with `free`, or when it is released.
    final class Place: Sendable {
        private let give: @Sendable () -> Void
        private let isFree = Atomic<Bool>(false)

        init(_ give: @escaping @Sendable () -> Void) { self.give = give }

        deinit { free() }

        func free() {
            if !isFree.exchange(true, ordering: .sequentiallyConsistent) { give() }
        }
    }

    /// Takes a place; nil if the caller, its address or all clients together have all of theirs.
    func take(_ caller: String, at address: String) -> Place? {
        let keys = ["caller " + caller, "address " + address]
        let isTaken = state.withLock { state in
            guard state.all < limits.all, state.counts[keys[0], default: 0] < limits.perCaller,
                state.counts[keys[1], default: 0] < limits.perAddress
            else { return false }
            state.all += 1
            for key in keys { state.counts[key, default: 0] += 1 }
            return true
        }
        guard isTaken else { return nil }
        return Place { [self] in
            state.withLock { state in
                state.all -= 1
                for key in keys {
                    let rest = state.counts[key, default: 1] - 1
                    state.counts[key] = rest > 0 ? rest : nil
                }
            }
        }
    }
}
