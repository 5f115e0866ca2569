// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem
internal import Synchronization

/// The open connections, limited so that no client can use them all.
///
/// A newcomer beyond a limit gets the place of the connection that has waited longest for its
/// client: one that sends nothing, or trickles a request. It is refused only while every
/// connection is being answered.
final class ConnectionTable: Sendable {
    /// How many connections there may be.
    struct Limits: Equatable, Sendable {
        /// Overall.
        var all: Int
        /// Of one address.
        var perAddress: Int
    }

    private struct Entry {
        var address: ClientAddress
        /// Since when it waits for its client; nil while a request is being answered.
        var waitsSince: MonotonicTime?
        var close: @Sendable () -> Void
    }

    private struct State {
        var next: UInt64 = 0
        var entries: [UInt64: Entry] = [:]
        var counts: [ClientAddress: Int] = [:]
    }

    /// The open connections, including those that are being closed.
    let open: OpenConnections
    private let limits: Limits
    private let state = Mutex(State())

    init(_ limits: Limits) {
        self.limits = limits
        open = OpenConnections(atMost: limits.all + Self.spare)
    }

    /// How many new connections may be examined while a place is freed for them.
    private static let spare = 8

    /// Admits a connection.
    ///
    /// - Parameters:
    ///   - address: where it comes from.
    ///   - now: the current time.
    ///   - close: closes it; called at most once, from any thread.
    /// - Returns: its number for the other calls; nil if there is no room.
    func admit(
        _ address: ClientAddress, at now: MonotonicTime, close: @escaping @Sendable () -> Void
    ) -> UInt64? {
        let (number, victim) = state.withLock { state in
            let isTooMany = state.counts[address, default: 0] >= limits.perAddress
            var victim: Entry?
            if isTooMany || state.entries.count >= limits.all {
                let crowd = isTooMany ? address : state.counts.max { $0.value < $1.value }?.key
                guard let found = Self.victim(state, crowd) ?? Self.victim(state, nil),
                    !isTooMany || state.entries[found]?.address == address
                else { return (nil as UInt64?, nil as Entry?) }
                victim = Self.remove(found, &state)
            }
            state.next += 1
            state.entries[state.next] = Entry(address: address, waitsSince: now, close: close)
            state.counts[address, default: 0] += 1
            return (state.next, victim)
        }
        victim?.close()
        return number
    }

    /// Records when a connection began to wait for its client; nil while it is being answered.
    func note(_ number: UInt64, waitsSince: MonotonicTime?) {
        state.withLock { $0.entries[number]?.waitsSince = waitsSince }
    }

    /// Removes a closed connection.
    func leave(_ number: UInt64) {
        state.withLock { _ = Self.remove(number, &$0) }
    }

    /// How many connections there are.
    var count: Int { state.withLock { $0.entries.count } }

    /// The connection that waits longest, of one address or of all.
    private static func victim(_ state: State, _ address: ClientAddress?) -> UInt64? {
        var found: (number: UInt64, since: MonotonicTime)?
        for (number, entry) in state.entries where address == nil || entry.address == address {
            guard let since = entry.waitsSince else { continue }
            if found.map({ (since, number) < ($0.since, $0.number) }) ?? true {
                found = (number, since)
            }
        }
        return found?.number
    }

    private static func remove(_ number: UInt64, _ state: inout State) -> Entry? {
        guard let entry = state.entries.removeValue(forKey: number) else { return nil }
        let rest = state.counts[entry.address, default: 1] - 1
        state.counts[entry.address] = rest > 0 ? rest : nil
        return entry
    }
}
