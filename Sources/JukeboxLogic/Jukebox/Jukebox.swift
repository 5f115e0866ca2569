// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// All that the daemon decides: queues, tickets, players.
///
/// A pure value: it reads no clock, spawns nothing, logs nothing and queries no database. The
/// caller passes the time in and carries the returned effects out, in order.
public struct Jukebox: Hashable, Sendable {
    var rules: Rules
    var rooms: [DestinationName: Room] = [:]
    /// What was kept of destinations that the settings no longer name.
    var retired: [DestinationName: RoomRecord] = [:]
    var tickets: [OrderKey: TicketRecord] = [:]
    var keys: [Ticket: OrderKey] = [:]
    var undecidedOrders = Undecided()
    var nextEntry: Int64
    /// Mixes queues.
    var dice: Dice
    var isStopping = false
    /// What has to be said at the start of what was kept.
    var startEffects: [Effect] = []

    /// Makes a jukebox with empty queues.
    ///
    /// - Parameters:
    ///   - rules: what the settings say.
    ///   - nextEntry: the first entry number that is free.
    ///   - seed: decides how queues are mixed.
    public init(rules: Rules, nextEntry: Int64 = 1, seed: UInt64 = 0) {
        self.rules = rules
        self.nextEntry = nextEntry
        dice = Dice(seed: seed)
        for name in rules.destinations { rooms[name] = Room(name: name) }
    }

    /// Handles an event.
    ///
    /// - Returns: What the caller must do now, in this order.
    public mutating func handle(_ event: Event, at now: MonotonicTime) -> [Effect] {
        let effects = take(event, at: now)
        setExpiryAlarms()
        return effects
    }

    private mutating func take(_ event: Event, at now: MonotonicTime) -> [Effect] {
        switch event {
        case .adopted(let key, let ticket, let order, let age, let atStart):
            return adopted(key, ticket, order, age: age, atStart: atStart, at: now)
        case .found(let key, let finding, let context):
            return found(key, finding, context, at: now)
        case .foundMore(let key, let tracks): return foundMore(key, tracks, at: now)
        case .carriedOut(let key, let reason, let hasFailed):
            return post(key, hasFailed ? .failed : .finished, reason)
        case .player(let name, let event): return player(name, event, at: now)
        case .playerEnded(let name, let why): return playerEnded(name, why, at: now)
        case .devicesChanged: return hurry(at: now) { if case .device = $0 { true } else { false } }
        case .mountsChanged: return hurry(at: now) { if case .music = $0 { true } else { false } }
        case .alarm: return alarm(at: now)
        case .stopping: return stop(at: now)
        }
    }

    /// What everyone may see of a destination.
    public func view(_ name: DestinationName) -> RoomView? {
        rooms[name].map { room in
            let order = room.queue.current?.order
            return RoomView(room, playlist: order.flatMap { tickets[$0]?.playlist })
        }
    }

    /// How many orders wait for a decision.
    public var undecided: Int { undecidedOrders.count }

    // MARK: What every change ends in

    /// Lets a room's player do what the room wants now, and fails what it may never play.
    mutating func tellPlayer(_ name: DestinationName, at now: MonotonicTime) -> [Effect] {
        guard !isStopping, rooms[name] != nil else { return [] }
        let effects = failOutside(name)
        return effects + (rooms[name]?.tellPlayer(rules, at: now) ?? [])
    }

    /// Fails the entries whose turn it is and that lie outside the music folders.
    private mutating func failOutside(_ name: DestinationName) -> [Effect] {
        guard rules.music != nil, rooms[name]?.audibleIntent == .playing else { return [] }
        var effects: [Effect] = []
        while let head = rooms[name]?.queue.head, rooms[name]?.mirror.loaded != head.id,
            !rules.allows(head.track.path)
        {
            rooms[name]?.queue.takeNext()
            guard let gone = rooms[name]?.skip() else { break }
            let text = "“\(head.track.path)” lies outside the music folders"
            effects += close(gone, .failed(Reason(.outside, text)))
        }
        return effects
    }

    func keep(_ name: DestinationName) -> [Effect] {
        rooms[name].map { [.keepRoom($0.record)] } ?? []
    }

    /// Notes an entry's end, and its ticket's when it was the last.
    mutating func close(_ entry: Entry, _ end: EntryEnd) -> [Effect] {
        let effects: [Effect] = [.keepEnd(entry.id, end)]
        guard var ticket = tickets[entry.order] else { return effects }
        ticket.took(end)
        tickets[entry.order] = ticket
        guard ticket.open == 0 else { return effects }
        let (outcome, reason) = ticket.end
        return effects + post(entry.order, outcome, reason)
    }

    /// Posts a ticket's outcome; a terminal one forgets the ticket, so that it is said once.
    mutating func post(_ key: OrderKey, _ outcome: Outcome, _ reason: Reason? = nil) -> [Effect] {
        guard let ticket = tickets[key] else { return [] }
        if outcome.isTerminal {
            tickets[key] = nil
            keys[ticket.ticket] = nil
        } else {
            tickets[key]?.outcome = outcome
        }
        return [.post(key, ticket.ticket, outcome, reason)]
    }
}
