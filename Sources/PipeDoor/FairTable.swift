// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Numbered items in progress, limited for each user and for all users together.
///
/// Requests of unknown owners have their own limit, so they displace no known user, and no known
/// user displaces them.
struct FairTable<Item> {
    /// The limits on items in progress.
    struct Limits {
        /// Items of one user.
        var perUser: Int
        /// Items of all users; and again as many of unknown owners.
        var inAll: Int
        /// Bytes of one user.
        var bytesPerUser = 64 << 20
        /// Bytes of everybody.
        var bytes = 128 << 20
    }

    struct Entry {
        var item: Item
        let owner: PipeOwner
        let size: Int
    }

    private struct Share {
        var count = 0
        var bytes = 0
    }

    let limits: Limits
    private(set) var entries: [Int: Entry] = [:]
    private var shares: [PipeOwner: Share] = [:]
    private var bytes = 0

    init(_ limits: Limits) { self.limits = limits }

    /// Whether a user may add an item.
    ///
    /// Unknown owners always may: their oldest item is dropped.
    func hasRoom(for owner: PipeOwner, size: Int) -> Bool {
        guard owner != .unknown, let share = shares[owner] else {
            return size <= limits.bytesPerUser
        }
        return share.count < limits.perUser && share.bytes + size <= limits.bytesPerUser
    }

    /// Adds an item; numbers rise, so the smallest number is the oldest item.
    mutating func add(_ item: Item, _ number: Int, owner: PipeOwner, size: Int) {
        entries[number] = Entry(item: item, owner: owner, size: size)
        shares[owner, default: Share()].count += 1
        shares[owner, default: Share()].bytes += size
        bytes += size
    }

    mutating func remove(_ number: Int) -> Entry? {
        guard let gone = entries.removeValue(forKey: number) else { return nil }
        bytes -= gone.size
        shares[gone.owner]?.count -= 1
        shares[gone.owner]?.bytes -= gone.size
        if shares[gone.owner]?.count == 0 { shares[gone.owner] = nil }
        return gone
    }

    /// Returns the item to drop: the oldest of the user who has most.
    ///
    /// - Returns: nil while no limit is exceeded.
    func surplus() -> Int? {
        let unknown = shares[.unknown]?.count ?? 0
        if unknown > limits.inAll { return oldest(of: .unknown) }
        if entries.count - unknown > limits.inAll {
            return oldestOfHeaviest(\.count) { $0 != .unknown }
        }
        return bytes > limits.bytes ? oldestOfHeaviest(\.bytes) { _ in true } : nil
    }

    /// The oldest item of an owner.
    func oldest(of owner: PipeOwner) -> Int? { oldest { $0 == owner } }

    private func oldest(where isMeant: (PipeOwner) -> Bool) -> Int? {
        entries.filter { isMeant($0.value.owner) }.keys.min()
    }

    private func oldestOfHeaviest(
        _ weight: KeyPath<Share, Int>, among isMeant: (PipeOwner) -> Bool
    ) -> Int? {
        let most = shares.filter { isMeant($0.key) }.map { $0.value[keyPath: weight] }.max()
        return oldest { isMeant($0) && shares[$0]?[keyPath: weight] == most }
    }
}
