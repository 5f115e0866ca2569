// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

// What a daemon takes over from the one before it, and from other settings.

/// What was kept of a jukebox.
public struct KeptJukebox: Hashable, Sendable {
    /// The destinations, also those that the settings no longer name.
    public var rooms: [RoomRecord] = []
    /// The entries that have not ended.
    public var entries: [DestinationName: [Entry]] = [:]
    /// The tickets that have not ended and have entries, open or ended.
    public var tickets: [TicketRecord] = []
    /// The first entry number that is free.
    public var nextEntry: Int64 = 1
    /// How long no daemon was running.
    public var quiet = MonotonicTime.Span.seconds(0)
    /// Whether playing goes on by itself.
    public var resumes = true
    /// Decides how queues are mixed.
    public var seed: UInt64 = 0

    /// Makes one with nothing in it.
    public init() {}
}

extension Jukebox {
    /// Makes a jukebox that goes on with what was kept.
    ///
    /// Entries of a destination that is gone end as cancelled, exactly as when a reload removes it.
    public init(rules: Rules, kept: KeptJukebox) {
        self.init(rules: rules, nextEntry: kept.nextEntry, seed: kept.seed)
        for ticket in kept.tickets {
            tickets[ticket.key] = ticket
            keys[ticket.ticket] = ticket.key
        }
        for record in kept.rooms where rooms[record.name] == nil { retired[record.name] = record }
        for record in kept.rooms where rooms[record.name] != nil {
            var room = Room(record, entries: kept.entries[record.name] ?? [])
            if room.intent == .playing, !room.queue.isEmpty {
                if !kept.resumes {
                    room.intent = .paused
                } else if kept.quiet > rules.holdAfter {
                    room.intent = .paused
                    room.held = room.queue.count
                }
            }
            rooms[record.name] = room
        }
        for (name, entries) in kept.entries.sorted(by: { $0.key < $1.key }) {
            if rooms[name] == nil {
                startEffects += entries.flatMap { close($0, .cancelled(Self.gone(name))) }
            } else if rooms[name]?.queue.isEmpty == true {
                // Entries without a room's record: the daemon died before it kept one.
                rooms[name] = Room(RoomRecord(name: name, intent: .playing), entries: entries)
            }
        }
    }

    static func gone(_ name: DestinationName) -> Reason {
        Reason(.destination, "the destination “\(name)” is no longer in the settings")
    }

    /// Starts the players; the first thing to do.
    public mutating func start(at now: MonotonicTime) -> [Effect] {
        var effects = startEffects
        startEffects = []
        // All of its entries had ended, and the daemon died before it could say so.
        for ticket in tickets.values.filter({ $0.open == 0 }).sorted(by: { $0.key < $1.key }) {
            let (outcome, reason) = ticket.end
            effects += post(ticket.key, outcome, reason)
        }
        for name in rules.destinations {
            effects += expireStale(name, at: now) + keep(name) + tellPlayer(name, at: now)
        }
        return effects
    }

    /// Ends what would have begun long ago, had the jukebox been running.
    private mutating func expireStale(_ name: DestinationName, at now: MonotonicTime) -> [Effect] {
        guard let room = rooms[name], room.intent == .playing || room.held != nil else { return [] }
        var stale: Set<OrderKey> = []
        for entry in room.queue.entries {
            guard !entry.begun, let ticket = tickets[entry.order], ticket.outcome == .queued,
                now - ticket.placed > ticket.expiry
            else { break }
            stale.insert(entry.order)
        }
        return remove(stale, .expired, from: name, at: now)
    }

    /// Takes in other rules: destinations come and go, and the others play on.
    ///
    /// A destination with another device goes on with it at the same position. A song that plays is
    /// not interrupted when the music folders change.
    public mutating func apply(_ rules: Rules, at now: MonotonicTime) -> [Effect] {
        var effects: [Effect] = []
        for name in self.rules.destinations where !rules.destinations.contains(name) {
            effects += retire(name)
        }
        self.rules = rules
        for name in rules.destinations {
            if let room = rooms[name] {
                if room.hasOtherOutput(rules) {
                    effects += rooms[name]?.replacePlayer(at: now) ?? []
                }
            } else {
                var record = retired.removeValue(forKey: name) ?? RoomRecord(name: name)
                record.intent = .stopped
                record.held = nil
                rooms[name] = Room(record, entries: [])
            }
            effects += tellPlayer(name, at: now)
        }
        setExpiryAlarms()
        return effects
    }

    private mutating func retire(_ name: DestinationName) -> [Effect] {
        guard let room = rooms.removeValue(forKey: name) else { return [] }
        retired[name] = room.record
        var effects: [Effect] = [.dismiss(name)]
        for entry in room.queue.entries {
            effects += close(entry, .cancelled(Self.gone(name)))
        }
        for command in undecidedOrders.drop(name) {
            effects += post(command.key, .failed, Self.gone(name))
        }
        return effects
    }
}
