// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import DequeModule
internal import JukeboxModel

/// The plays whose names are being resolved, and the commands that wait for them.
///
/// A command never overtakes a play that was adopted before it and may go to the same destination.
/// A sentence may name any destination, so until it is understood every command waits for it.
/// Each operation costs a constant time on average, however many orders wait.
struct Undecided: Hashable, Sendable {
    /// A command that waits for its turn.
    struct Command: Hashable {
        var key: OrderKey
        var verb: Order.Verb
        var turn: UInt64
    }

    private struct Play: Hashable {
        var order: Order
        /// Nil: any.
        var destination: DestinationName?
        var turn: UInt64
    }

    private var turn: UInt64 = 0
    private var plays: [OrderKey: Play] = [:]
    /// The plays by possible destination, in order of adoption; decided ones leave from the front.
    private var lines: [DestinationName?: Deque<OrderKey>] = [:]
    private var commands: [DestinationName: Deque<Command>] = [:]
    private var waiting = 0

    /// How many orders wait for a decision.
    var count: Int { plays.count + waiting }

    /// Whether this play waits for a decision.
    func has(_ key: OrderKey) -> Bool { plays[key] != nil }

    /// Adds a play; a nil destination stands for any.
    mutating func add(_ key: OrderKey, _ order: Order, to destination: DestinationName?) {
        turn += 1
        plays[key] = Play(order: order, destination: destination, turn: turn)
        lines[destination, default: []].append(key)
    }

    /// A play is decided, or withdrawn.
    mutating func take(_ key: OrderKey) -> Order? {
        guard let play = plays.removeValue(forKey: key) else { return nil }
        trim(play.destination)
        return play.order
    }

    private mutating func trim(_ destination: DestinationName?) {
        while let first = lines[destination]?.first, plays[first] == nil {
            lines[destination]?.removeFirst()
        }
        if lines[destination]?.isEmpty == true { lines[destination] = nil }
    }

    /// Whether a command for a destination has to wait.
    func blocks(_ name: DestinationName) -> Bool {
        oldest(for: name) != nil || commands[name] != nil
    }

    private func oldest(for name: DestinationName) -> UInt64? {
        [lines[name]?.first, lines[nil]?.first].compactMap { $0 }
            .compactMap { plays[$0]?.turn }.min()
    }

    /// Lets a command wait.
    mutating func wait(_ key: OrderKey, _ verb: Order.Verb, for name: DestinationName) {
        turn += 1
        commands[name, default: []].append(Command(key: key, verb: verb, turn: turn))
        waiting += 1
    }

    /// The next command for a destination whose turn has come.
    mutating func next(for name: DestinationName) -> Command? {
        guard let first = commands[name]?.first, first.turn < oldest(for: name) ?? .max else {
            return nil
        }
        commands[name]?.removeFirst()
        if commands[name]?.isEmpty == true { commands[name] = nil }
        waiting -= 1
        return first
    }

    /// Whether commands wait for this destination.
    func hasCommands(for name: DestinationName) -> Bool { commands[name] != nil }

    /// The destinations for which commands wait.
    var destinationsWithCommands: [DestinationName] { commands.keys.sorted() }

    /// Takes every command that waits for a destination that is gone.
    mutating func drop(_ name: DestinationName) -> [Command] {
        guard let gone = commands.removeValue(forKey: name) else { return [] }
        waiting -= gone.count
        return Array(gone)
    }
}
