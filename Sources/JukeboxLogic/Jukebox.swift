// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel
internal import Names

/// All that the daemon decides: rooms, queues, tickets.
///
/// A pure value: it reads no clock, spawns nothing, logs nothing and asks no database. The
/// caller passes the time in and carries the returned effects out, in order.
public struct Jukebox: Hashable, Sendable {
    /// What the settings say.
    public struct Rules: Hashable, Sendable {
        /// The destinations, in the settings' order; never empty.
        public var destinations: [DestinationName]
        /// The same by the keys (`Folding.key`) of their names and nicknames.
        var called: [String: DestinationName] = [:]
        /// Where an order without a destination goes.
        public var defaultDestination: DestinationName
        /// The most entries in a queue.
        public var queueLimit: Int
        /// How long an order may wait for a device or the daemon.
        public var expiry: MonotonicTime.Span

        /// Makes rules.
        public init(
            destinations: [DestinationName], nicknames: [DestinationName: [String]] = [:],
            defaultDestination: DestinationName,
            queueLimit: Int = 20_000, expiry: MonotonicTime.Span = .seconds(600)
        ) {
            self.destinations = destinations
            for name in destinations {
                for nickname in nicknames[name] ?? [] { called[Folding.key(nickname)] = name }
            }
            for name in destinations.reversed() { called[Folding.key(name.text)] = name }
            self.defaultDestination = defaultDestination
            self.queueLimit = queueLimit
            self.expiry = expiry
        }

        /// The destination that is called so, by its name or a nickname; the default one for nil,
        /// and what was said where there is none.
        func destination(_ said: DestinationName?) -> DestinationName {
            guard let said, !destinations.contains(said) else { return said ?? defaultDestination }
            return called[Folding.key(said.text)] ?? said
        }
    }

    var rules: Rules
    var rooms: [DestinationName: Room] = [:]
    var tickets: [OrderKey: TicketRecord] = [:]
    var orders: [OrderKey: Order] = [:]
    var nextEntry: Int64
    var isStopping = false

    /// Makes a jukebox with empty queues.
    public init(rules: Rules, nextEntry: Int64 = 1) {
        self.rules = rules
        self.nextEntry = nextEntry
        for name in rules.destinations { rooms[name] = Room(name: name) }
    }

    /// Puts a room back as it was kept; before the first event.
    public mutating func restore(
        _ record: RoomRecord, entries: [Entry], resuming: Bool
    ) {
        guard var room = rooms[record.name] else { return }
        room.upcoming = entries.sorted { $0.rank < $1.rank }
        if let index = room.upcoming.firstIndex(where: { $0.id == record.current }) {
            room.current = room.upcoming.remove(at: index)
            room.startAt = record.milliseconds
        }
        room.intent = record.intent == .playing && !resuming ? .paused : record.intent
        room.volume = record.volume
        room.unmuted = record.unmuted
        rooms[record.name] = room
    }

    /// Puts a ticket back whose entries were restored; before the first event.
    public mutating func restore(_ ticket: TicketRecord) {
        tickets[ticket.key] = ticket
    }

    /// Starts the players; the first thing to do.
    public mutating func start(at now: MonotonicTime) -> [Effect] {
        // All of its entries had ended, and the daemon died before it could say so.
        let over = tickets.values.filter { $0.open == 0 }.sorted { $0.key.row < $1.key.row }
        return over.flatMap { end($0.key, $0.end) }
            + rules.destinations.flatMap { expireStale($0, at: now) + tellPlayer($0, at: now) }
    }

    /// Ends what would have begun long ago, had the jukebox been running.
    private mutating func expireStale(_ name: DestinationName, at now: MonotonicTime) -> [Effect] {
        var effects: [Effect] = []
        while let room = rooms[name], room.intent == .playing,
            let head = room.current ?? room.upcoming.first, !head.begun,
            let ticket = tickets[head.order], ticket.outcome == .queued,
            now - ticket.placed > ticket.expiry
        {
            effects += remove(entriesOf: ticket.key, .expired, at: now)
        }
        return effects
    }

    /// Takes in one piece of news.
    ///
    /// - Returns: what the caller must now do, in this order.
    public mutating func handle(_ event: Event, at now: MonotonicTime) -> [Effect] {
        switch event {
        case .adopted(let key, let ticket, let order, let age, let atStart):
            return adopted(key, ticket, order, age: age, atStart: atStart, at: now)
        case .found(let key, let finding, let said): return found(key, finding, said, at: now)
        case .foundMore(let key, let tracks): return foundMore(key, tracks, at: now)
        case .carriedOut(let key, let reason):
            return end(key, reason.map(EntryEnd.failed) ?? .finished)
        case .player(let name, let event): return player(name, event, at: now)
        case .playerEnded(let name, let why): return playerEnded(name, why, at: now)
        case .devicesChanged: return devicesChanged(at: now)
        case .alarm: return alarm(at: now)
        case .stopping: return stop(at: now)
        }
    }

    /// The next moment at which `alarm` is due; nil at rest.
    public var nextAlarm: MonotonicTime? {
        let rooms = rooms.values.compactMap(\.nextAlarm)
        let tickets = waitingTickets.compactMap { deadline(of: $0) }
        return (rooms + tickets).min()
    }

    /// What everyone may see of a room.
    public func view(_ name: DestinationName) -> RoomView? {
        rooms[name].map { room in
            RoomView(room, playlist: room.current.flatMap { tickets[$0.order]?.playlist })
        }
    }

    /// How many orders wait for a decision.
    public var undecided: Int { orders.count }

    mutating func tellPlayer(_ name: DestinationName, at now: MonotonicTime) -> [Effect] {
        guard !isStopping else { return [] }
        return rooms[name]?.tellPlayer(at: now) ?? []
    }

    // MARK: Time

    private mutating func alarm(at now: MonotonicTime) -> [Effect] {
        var effects: [Effect] = []
        for name in rules.destinations { effects += rooms[name]?.alarm(at: now) ?? [] }
        for ticket in waitingTickets where deadline(of: ticket).map({ $0 <= now }) == true {
            effects += remove(entriesOf: ticket.key, .expired, at: now)
        }
        return effects
    }

    /// Tickets that wait for a device: none of their entries has begun, and the room is in trouble.
    private var waitingTickets: [TicketRecord] {
        rooms.values.filter { $0.troubleSince != nil }.flatMap { room in
            Set(([room.current].compactMap { $0 } + room.upcoming).map(\.order))
                .compactMap { tickets[$0] }.filter { $0.outcome == .queued }
        }
    }

    private func deadline(of ticket: TicketRecord) -> MonotonicTime? {
        let since = rooms.values.compactMap { room -> MonotonicTime? in
            let entries = [room.current].compactMap { $0 } + room.upcoming
            return entries.contains { $0.order == ticket.key } ? room.troubleSince : nil
        }.max()
        return since.map { max($0, ticket.placed) + ticket.expiry }
    }

    private mutating func devicesChanged(at now: MonotonicTime) -> [Effect] {
        rules.destinations.flatMap { name -> [Effect] in
            guard rooms[name]?.device.isTrouble == true else { return [] }
            return rooms[name]?.retry(at: now) ?? []
        }
    }

    private mutating func stop(at now: MonotonicTime) -> [Effect] {
        isStopping = true
        var effects: [Effect] = []
        for name in rules.destinations {
            guard var room = rooms[name] else { continue }
            effects.append(.keepRoom(room.record))
            if room.link.isUp { effects.append(.say(name, room.link.command(.quit, at: now))) }
            rooms[name] = room
        }
        return effects
    }
}

extension Jukebox {
    /// Takes in other rules: destinations come and go, the others play on.
    public mutating func apply(_ rules: Rules, at now: MonotonicTime) -> [Effect] {
        var effects: [Effect] = []
        for name in self.rules.destinations where !rules.destinations.contains(name) {
            guard let room = rooms.removeValue(forKey: name) else { continue }
            let gone = [room.current].compactMap { $0 } + room.upcoming
            for entry in gone { effects += close(entry, .cancelled) }
        }
        self.rules = rules
        for name in rules.destinations {
            if rooms[name] == nil { rooms[name] = Room(name: name) }
            effects += tellPlayer(name, at: now)
        }
        return effects
    }
}
