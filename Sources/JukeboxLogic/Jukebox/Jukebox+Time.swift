// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

extension Jukebox {
    /// The next moment at which `alarm` is due; nil at rest.
    public var nextAlarm: MonotonicTime? { rooms.values.compactMap(\.nextAlarm).min() }

    mutating func alarm(at now: MonotonicTime) -> [Effect] {
        var effects: [Effect] = []
        for name in rules.destinations {
            guard let due = rooms[name]?.nextAlarm, due <= now else { continue }
            effects += supervise(name, at: now)
            if let retry = rooms[name]?.trouble.retryAt, retry <= now {
                effects += rooms[name]?.retry(rules, at: now) ?? []
            }
            if let expiry = rooms[name]?.expiryAlarm, expiry <= now {
                effects += expire(name, at: now)
            }
        }
        return effects
    }

    private mutating func supervise(_ name: DestinationName, at now: MonotonicTime) -> [Effect] {
        guard var room = rooms[name], let due = room.supervision.due(at: now) else { return [] }
        var effects: [Effect]
        switch due {
        case .spawn: effects = room.spawn(rules, at: now)
        case .kill(let blame, let why):
            room.supervision.killed(blame)
            room.trouble.player("the player was killed: \(why)")
            effects = [.kill(name, why: why), .show(name)]
        case .notice: effects = [.show(name)]
        }
        rooms[name] = room
        return effects
    }

    /// Retries at once in the rooms that some trouble keeps silent.
    mutating func hurry(
        at now: MonotonicTime, where matches: (DeviceTrouble.Cause) -> Bool
    ) -> [Effect] {
        var effects: [Effect] = []
        for name in rules.destinations {
            guard let cause = rooms[name]?.trouble.cause, matches(cause) else { continue }
            rooms[name]?.trouble.hurry(at: now)
            effects += rooms[name]?.retry(rules, at: now) ?? []
        }
        return effects
    }

    // MARK: Expiry

    /// Updates when the first ticket of each room expires, after a denial has begun or ended.
    mutating func setExpiryAlarms() {
        for name in rules.destinations
        where rooms[name]?.trouble.deniedSince != rooms[name]?.expiryCountedFrom {
            setExpiryAlarm(name)
        }
    }

    private mutating func setExpiryAlarm(_ name: DestinationName) {
        let from = rooms[name]?.trouble.deniedSince
        rooms[name]?.expiryCountedFrom = from
        guard let room = rooms[name], let since = room.trouble.deniedSince else {
            rooms[name]?.expiryAlarm = nil
            return
        }
        var first: MonotonicTime?
        var last: OrderKey?
        for entry in room.queue.entries where entry.order != last {
            last = entry.order
            guard let deadline = deadline(entry.order, since) else { continue }
            first = first.map { min($0, deadline) } ?? deadline
        }
        rooms[name]?.expiryAlarm = first
    }

    /// Starts the expiry of a new ticket in a room where sound is denied.
    mutating func countExpiry(of key: OrderKey, in name: DestinationName) {
        guard let since = rooms[name]?.trouble.deniedSince, let new = deadline(key, since) else {
            return
        }
        let before = rooms[name]?.expiryAlarm
        rooms[name]?.expiryAlarm = before.map { min($0, new) } ?? new
    }

    /// A ticket of which something was heard does not expire.
    private func deadline(_ key: OrderKey, _ since: MonotonicTime) -> MonotonicTime? {
        guard let ticket = tickets[key], ticket.outcome == .queued else { return nil }
        return max(since, ticket.placed) + ticket.expiry
    }

    /// Ends every ticket of a room that has waited too long, in one pass.
    private mutating func expire(_ name: DestinationName, at now: MonotonicTime) -> [Effect] {
        guard let room = rooms[name], let since = room.trouble.deniedSince else { return [] }
        var late: Set<OrderKey> = []
        for entry in room.queue.entries where !late.contains(entry.order) {
            if let deadline = deadline(entry.order, since), deadline <= now {
                late.insert(entry.order)
            }
        }
        let effects = remove(late, .expired, from: name, at: now)
        setExpiryAlarm(name)
        // A pass reads the whole queue: one a second serves all that expire in it.
        let next = rooms[name]?.expiryAlarm
        rooms[name]?.expiryAlarm = next.map { max($0, now + .seconds(1)) }
        return effects
    }

    // MARK: The end

    mutating func stop(at now: MonotonicTime) -> [Effect] {
        isStopping = true
        var effects: [Effect] = []
        for name in rules.destinations {
            guard var room = rooms[name] else { continue }
            effects.append(.keepRoom(room.record))
            effects += room.replacePlayer(at: now)
            rooms[name] = room
        }
        return effects
    }
}
