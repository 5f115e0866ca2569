// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

@testable import JukeboxLogic
import JukeboxModel
import SeededDice
import Testing

/// A jukebox with simulated players, and a journal that keeps its records.
struct Household {
    var jukebox: Jukebox
    var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    var world = SimulatedPlayer.World()
    var players: [DestinationName: SimulatedPlayer] = [:]
    /// Killed players that have not been collected.
    var dying: Set<DestinationName> = []
    var lookups: [(OrderKey, Order.Request)] = []
    private(set) var ends: [OrderKey: [Outcome]] = [:]
    private(set) var kept: [DestinationName: [EntryID: Entry]] = [:]
    private(set) var finished: [EntryID] = []
    /// Entries that were heard to their end by earlier players.
    private(set) var heardBefore: [EntryID] = []
    private var rooms: [EntryID: DestinationName] = [:]
    private var nextKey: Int64 = 1

    init(_ rules: Jukebox.Rules) {
        jukebox = Jukebox(rules: rules)
        carryOut(jukebox.start(at: now))
    }

    mutating func send(_ event: Event) { carryOut(jukebox.handle(event, at: now)) }

    mutating func apply(_ rules: Jukebox.Rules) { carryOut(jukebox.apply(rules, at: now)) }

    mutating func carryOut(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .lookUp(let key, let request): lookups.append((key, request))
            case .post(let key, _, let outcome, _):
                if outcome.isTerminal { ends[key, default: []].append(outcome) }
            case .keepEntries(let name, let entries):
                for entry in entries {
                    kept[name, default: [:]][entry.id] = entry
                    rooms[entry.id] = name
                }
            case .keepRanks(let entries):
                for entry in entries {
                    guard let name = rooms[entry.id] else { continue }
                    kept[name]?[entry.id]?.rank = entry.rank
                }
            case .keepEnd(let entry, let end):
                if let name = rooms[entry] { kept[name]?[entry] = nil }
                if end == .finished { finished.append(entry) }
            case .spawn(let name):
                #expect(players[name] == nil && !dying.contains(name), "two players for \(name)")
                players[name] = SimulatedPlayer()
            case .dismiss(let name):
                bury(name)
                dying.remove(name)
            case .say(let name, let command): players[name]?.commands.append(command)
            case .kill(let name, _):
                bury(name)
                dying.insert(name)
            case .note, .keepBegun, .keepRoom, .show, .reload, .updateLibrary, .learned,
                .startsAtOnce:
                break
            }
        }
    }

    private mutating func bury(_ name: DestinationName) {
        heardBefore += players[name]?.heard ?? []
        players[name] = nil
    }

    /// Everything that was heard to its end.
    var heard: [EntryID] { heardBefore + players.values.flatMap(\.heard) }

    // MARK: What can happen

    @discardableResult
    mutating func order(_ order: Order) -> OrderKey {
        let key = OrderKey(nextKey)
        nextKey += 1
        let ticket = Ticket(UInt64(key.row))
        send(.adopted(key, ticket, order, age: .seconds(0), atStart: false))
        return key
    }

    /// The lookup thread answers its oldest question.
    mutating func find(_ finding: Finding) {
        guard !lookups.isEmpty else { return }
        let (key, _) = lookups.removeFirst()
        send(.found(key, finding))
    }

    mutating func playerDies(_ name: DestinationName) {
        guard players[name] != nil else { return }
        bury(name)
        send(.playerEnded(name, why: "signal 9"))
    }

    mutating func collectDead() {
        for name in dying.sorted() {
            dying.remove(name)
            send(.playerEnded(name, why: "signal 9"))
        }
        for name in players.keys.sorted() where players[name]?.hasQuit == true {
            while let event = players[name]?.takeNews() { send(.player(name, event)) }
            bury(name)
            send(.playerEnded(name, why: "exit status 0"))
        }
    }

    mutating func hear(_ name: DestinationName) {
        guard let event = players[name]?.takeNews() else { return }
        send(.player(name, event))
    }

    /// Lets players obey, and takes in their news, until none is left.
    mutating func calm() {
        var isCalm = false
        var rounds = 0
        while !isCalm {
            rounds += 1
            guard rounds < 1000 else {
                Issue.record("it never comes to rest: \(jukebox.rooms.values.map(\.supervision))")
                return
            }
            isCalm = true
            for name in players.keys.sorted() {
                while players[name]?.commands.isEmpty == false, players[name]?.hasQuit == false {
                    players[name]?.obey(world)
                    isCalm = false
                }
                while let event = players[name]?.takeNews() {
                    send(.player(name, event))
                    isCalm = false
                }
            }
            if !dying.isEmpty || players.values.contains(where: \.hasQuit) {
                collectDead()
                isCalm = false
            }
            if let alarm = jukebox.nextAlarm, alarm <= now {
                send(.alarm)
                isCalm = false
            }
        }
    }

    mutating func pass(_ span: MonotonicTime.Span) {
        let until = now + span
        while let alarm = jukebox.nextAlarm, alarm <= until {
            now = max(now, alarm)
            send(.alarm)
        }
        now = until
    }
}

extension Household {
    /// Checks the invariants that hold after each step.
    func check(_ comment: Comment) {
        var open: [OrderKey: Int] = [:]
        var ids: Set<EntryID> = []
        for (name, room) in jukebox.rooms {
            let entries = room.queue.entries
            for entry in entries {
                #expect(ids.insert(entry.id).inserted, "\(comment): entry \(entry.id) twice")
                open[entry.order, default: 0] += 1
            }
            let ranks = entries.map(\.rank)
            #expect(zip(ranks, ranks.dropFirst()).allSatisfy(<), "\(comment): ranks \(ranks)")
            let stored = (kept[name] ?? [:]).values.sorted { $0.rank < $1.rank }.map(\.id)
            #expect(stored == entries.map(\.id), "\(comment): a restart would play another order")
            let lengths = entries.dropFirst(room.queue.current == nil ? 0 : 1)
                .compactMap(\.track.milliseconds)
            #expect(
                room.queue.waiting.milliseconds == lengths.reduce(0, +), "\(comment): total time")
            #expect(
                room.queue.waiting.unknown == room.queue.upcoming.count - lengths.count,
                "\(comment)")
            if room.intent == .paused { #expect(room.queue.current != nil, "\(comment)") }
            if let position = room.position, room.wantsSound, room.device == .open {
                #expect(position.entry == room.queue.current?.id, "\(comment): shows another song")
            }
        }
        for ticket in jukebox.tickets.values where ticket.outcome != .accepted {
            let expected = open[ticket.key, default: 0] + ticket.following
            #expect(ticket.open == expected, "\(comment): ticket \(ticket.ticket)")
            #expect(ticket.open > 0, "\(comment): ticket \(ticket.ticket) is open without an entry")
        }
    }

    /// Checks the invariants that hold when all commands have been obeyed and all news is taken in.
    func checkCalm(_ comment: Comment) {
        for (name, room) in jukebox.rooms {
            guard let player = players[name], room.supervision.isUp else { continue }
            if player.state == .playing {
                #expect(player.current?.entry == room.queue.current?.id, "\(comment)")
                #expect(room.intent == .playing, "\(comment): sounds though it should not")
                let next = room.queue.upcoming.first
                if next?.track.path.text.hasPrefix("/other") == true { continue }
                #expect(player.next?.entry == next?.id, "\(comment): another song would follow")
            } else if room.wantsSound {
                #expect(room.trouble.cause != nil, "\(comment): silent without a reason")
            }
        }
    }
}
