// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import OrderRing
import SeededDice
import TestKit

/// Orders, edits and faults, as the dice have them.
struct TroublePlan {
    let house: TroubleHouse
    var dice: Seeded
    private let client: Attachment
    /// The tickets of all orders of music.
    private(set) var tickets: [UInt64] = []
    private(set) var commands: [UInt64] = []
    /// A play that was cleared away by the command after it, and the song before it.
    private(set) var bursts: [(song: UInt64, cleared: UInt64, clear: UInt64)] = []
    /// How often each thing was done.
    private(set) var counts: [String: Int] = [:]
    /// How often a room may have repeated something.
    private(set) var repeats: [String: Int] = [:]

    init(_ house: TroubleHouse, seed: UInt64) throws {
        self.house = house
        dice = Seeded(state: seed)
        client = try Attachment(directory: house.runtime)
    }

    /// Faults of the machine and changes of the settings.
    enum Fault: String, CaseIterable {
        case killPlayer, holdPlayer, freezePlayer, letPlayersGo, unmount, missing, bringDisk
        case killDaemon, endDaemon, moveClock, fillDisk, freeDisk, reload

        /// Each fault as often as it should happen; between two daemons there is time for other
        /// faults.
        static let weighted = allCases.flatMap { fault in
            let times =
                switch fault {
                case .killDaemon, .endDaemon, .moveClock, .missing, .letPlayersGo, .fillDisk: 1
                case .killPlayer, .holdPlayer, .freezePlayer, .unmount, .reload: 2
                case .freeDisk: 3
                case .bringDisk: 4
                }
            return Array(repeating: fault, count: times)
        }
    }

    mutating func step() throws {
        switch roll(12) {
        case 0...3: try orderSomething()
        case 4...6: try editAtEnd()
        case 7: try command()
        case 8: try burst()
        case 9: break
        default: if let fault = Fault.weighted.randomElement(using: &dice) { try suffer(fault) }
        }
        usleep(UInt32(roll(60) * 1000))
    }

    private mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &dice) }

    private mutating func count(_ what: String) { counts[what, default: 0] += 1 }

    private mutating func anyRoom() -> String {
        TroubleHouse.recorded.randomElement(using: &dice) ?? "kitchen"
    }

    // MARK: Orders

    @discardableResult
    private mutating func send(
        _ verb: Order.Verb, to room: String, _ mode: Order.Mode = .append
    ) throws -> UInt64? {
        let order = Order(verb, destination: DestinationName(room), mode: mode)
        let sent = try client.enqueue(order, urgent: verb.isCommand)
        guard case .acknowledged(let receipt) = sent else { return nil }
        if verb.isCommand {
            commands.append(receipt.ticket)
        } else {
            tickets.append(receipt.ticket)
        }
        return receipt.ticket
    }

    private mutating func song(below count: Int = TroubleHouse.songs) -> Order.Verb {
        .play(Order.Request(title: "long \(roll(count))"))
    }

    private mutating func orderSomething() throws {
        let room = anyRoom()
        let length = house.shown().first { $0["name"]?.string == room }?["queue_length"]?.int ?? 0
        guard length < 4 else { return }
        count("order")
        try send(
            song(), to: room, [.append, .append, .next].randomElement(using: &dice) ?? .append)
    }

    private mutating func command() throws {
        let verb: Order.Verb =
            [.pause, .resume, .resume, .resume, .next].randomElement(using: &dice) ?? .resume
        let room = anyRoom()
        count("\(verb)")
        repeats[room, default: 0] += 1
        try send(verb, to: room)
    }

    /// Two songs, and before the second can begin it is cleared away and all is stopped.
    private mutating func burst() throws {
        count("burst")
        let first = try send(song(below: TroubleHouse.songs / 2), to: "bath")
        let second = try send(song(below: TroubleHouse.songs / 2), to: "bath")
        let clear = try send(.clear, to: "bath")
        try send(.stop, to: "bath")
        if let first, let second, let clear { bursts.append((first, second, clear)) }
    }

    // MARK: The end of a song

    /// Waits for the last 300 ms of a song, if one plays, and changes the song after it.
    private mutating func editAtEnd() throws {
        let room = anyRoom()
        let left = Double(roll(300))
        guard let shown = house.shown().first(where: { $0["name"]?.string == room }),
            shown["state"] == "playing", shown["device"] == "open",
            let position = shown["place_ms"]?.double, let at = shown["place_at"]?.double,
            let length = shown["duration_ms"]?.double
        else { return }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let passed = (Double(now.tv_sec) * 1e9 + Double(now.tv_nsec) - at) / 1e6
        let wait = length - position - passed - left
        guard wait < 1000 else { return }
        if wait > 0 { usleep(UInt32(wait * 1000)) }
        try edit(room)
    }

    private mutating func edit(_ room: String) throws {
        let queue = house.queue(of: room)
        repeats[room, default: 0] += 1
        switch roll(10) {
        case 0, 1:
            count("insertNext")
            try send(song(), to: room, .next)
        case 2:
            count("playNow")
            try send(song(), to: room, .now)
        case 3:
            count("replace")
            try send(song(), to: room, .replace)
        case 4:
            count("skip")
            try send(.next, to: room)
        case 5:
            count("previous")
            try send(.previous, to: room)
        case 6:
            // Only backwards: a song that was sought forwards is finished without being heard whole.
            count("seek")
            try send(.seek(roll(2) == 0 ? .to(0) : .by(-Int64(roll(400)))), to: room)
        case 7:
            count("move")
            guard let entry = queue.dropFirst().randomElement(using: &dice) else { return }
            try send(.move(entry, to: UInt32(1 + roll(3))), to: room)
        default:
            count("remove")
            guard let entry = queue.prefix(3).randomElement(using: &dice) else { return }
            try send(.remove([EntrySpan(entry)]), to: room)
        }
    }

    // MARK: Faults

    private mutating func suffer(_ fault: Fault) throws {
        count(fault.rawValue)
        let player = house.children().randomElement(using: &dice)
        switch fault {
        case .killPlayer: if let player { kill(player, SIGKILL) }
        case .holdPlayer: if let player { kill(player, SIGSTOP) }
        case .freezePlayer: if let player { house.freeze(player) }
        case .letPlayersGo:
            house.thaw()
            for player in house.children() { kill(player, SIGCONT) }
            return
        case .unmount: return try house.takeDisk(leaving: true)
        case .missing: return try house.takeDisk(leaving: false)
        case .bringDisk: return try house.bringDisk()
        case .killDaemon, .endDaemon:
            house.killDaemon(fault == .killDaemon ? SIGKILL : SIGTERM)
            // A day later, the orders of the clients, whose clock is right, are too old.
            let isLate = house.clockShift == TroubleHouse.clockShifts.last
            try house.startDaemon(clockShift: isLate ? 0 : house.clockShift)
        case .moveClock:
            guard ShiftedClock.canBeBuilt, roll(2) == 0 else { return }
            house.killDaemon()
            let shift = TroubleHouse.clockShifts.randomElement(using: &dice)
            try house.startDaemon(clockShift: shift ?? 0)
        case .fillDisk: return house.fillState()
        case .freeDisk: return house.freeState()
        case .reload: try reload()
        }
        for room in TroubleHouse.recorded { repeats[room, default: 0] += 1 }
    }

    private mutating func reload() throws {
        house.plan = TroubleHouse.Settings()
        switch roll(5) {
        case 0: house.plan.rooms.removeAll { $0 == "attic" }
        case 1: house.plan.rooms.append("loft")
        case 2: house.plan.folders = ["music"]
        case 3: house.plan.renamed = [anyRoom()]
        default: break
        }
        try house.writeSettings()
        kill(house.daemonID, SIGHUP)
    }

    // MARK: The end

    /// Lets every room play the rest of its queue; returns the tickets of the commands.
    mutating func resumeAll() throws -> [UInt64] {
        try TroubleHouse.rooms.compactMap { try send(.resume, to: $0) }
    }
}
