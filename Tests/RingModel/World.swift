// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// A small world with the same rules as the real one: rings of up to three slots, up to three
// clients, one daemon, its journal. Everything is bytes, so that a state can be hashed directly.

/// The numbers of a state word: two bits of state, four of generation, two of the owner's token.
struct Word: Equatable {
    enum State: UInt8 { case free, writing, ready, taken }

    private let raw: UInt8

    init(_ state: State, generation: UInt8, token: UInt8 = 0) {
        raw = state.rawValue << 6 | (generation & 15) << 2 | token
    }

    var state: State { State(rawValue: raw >> 6) ?? .free }
    var generation: UInt8 { raw >> 2 & 15 }
    var token: UInt8 { raw & 3 }
    var freed: Word { Word(.free, generation: generation + 1) }
}

struct Slot {
    var word = Word(.free, generation: 0)
    var ticket: UInt8 = 0
    /// Which order was written, from 1 on.
    var payload: UInt8 = 0
}

struct Ring {
    var slots = InlineArray<3, Slot>(repeating: Slot())
    var nextTicket: UInt8 = 1
    /// Whether the doorbell has another number than when the daemon read it last.
    var hasRung = false
}

struct Board {
    var epoch: UInt8 = 0
    var asleep = false
}

/// A store that is not visible to other processors yet.
struct Pending {
    enum Place: UInt8 { case nothing, ticket, payload, asleep }

    var place = Place.nothing
    var ring: UInt8 = 0
    var slot: UInt8 = 0
    var value: UInt8 = 0
}

struct Journal {
    /// The orders that have a row, one bit each.
    var rows: UInt8 = 0
    /// The orders whose outcome was posted on the board.
    var told: UInt8 = 0
    /// The generation of the newest row of each slot of each ring, plus one.
    var newest = InlineArray<6, UInt8>(repeating: 0)
}

/// No ring: its name is free, or none is set aside.
let noRing: UInt8 = 9

struct World {
    var rings = InlineArray<2, Ring>(repeating: Ring())
    var boards = InlineArray<2, Board>(repeating: Board())
    /// The board and the rings in the directory.
    var board: UInt8 = 0
    var path = noRing
    var setAside = noRing
    var nextRing: UInt8 = 0
    var daemon = Daemon()
    var clients: InlineArray<3, Client>
    var journal = Journal()

    // The state for the invariants; one bit for each order.
    var acknowledged: UInt8 = 0
    var sentAway: UInt8 = 0
    /// Orders in the ring for which the bell may not have been rung.
    var unannounced: UInt8 = 0
    /// The orders that had been acknowledged before this one drew its ticket.
    var before = InlineArray<6, UInt8>(repeating: 0)
    var drawn = InlineArray<6, UInt8>(repeating: 0)
    /// The orders that were last sent to the second ring.
    var inSecondRing: UInt8 = 0

    var killsOfClients: UInt8
    var killsOfDaemon: UInt8
    var replacements: UInt8
    var removals: UInt8

    init(_ scenario: Scenario) {
        clients = InlineArray { index in
            let orders = scenario.orders
            return Client(
                UInt8(index), orders: index < orders.count ? orders[index] : 0,
                from: orders.prefix(index).reduce(0, +))
        }
        for ring in 0..<2 { rings[ring].nextTicket = scenario.firstTicket }
        killsOfClients = scenario.killsOfClients
        killsOfDaemon = scenario.killsOfDaemon
        replacements = scenario.replacements
        removals = scenario.removals
    }

    /// The epoch of a ring is its number plus one; zero means no ring.
    static func epoch(_ ring: UInt8) -> UInt8 { ring + 1 }

    subscript(ring: UInt8, slot: UInt8) -> Slot {
        get { rings[Int(ring)].slots[Int(slot)] }
        set { rings[Int(ring)].slots[Int(slot)] = newValue }
    }

    /// The only compare-and-swap; returns whether it took place.
    mutating func swap(_ ring: UInt8, _ slot: UInt8, _ expected: Word, _ wanted: Word) -> Bool {
        guard self[ring, slot].word == expected else { return false }
        self[ring, slot].word = wanted
        return true
    }

    /// Shows a store to everybody.
    mutating func show(_ pending: Pending) {
        switch pending.place {
        case .nothing: break
        case .ticket: self[pending.ring, pending.slot].ticket = pending.value
        case .payload: self[pending.ring, pending.slot].payload = pending.value
        case .asleep: boards[Int(board)].asleep = pending.value == 1
        }
    }

    mutating func drain(_ pending: inout Pending) {
        show(pending)
        pending = Pending()
    }

    /// Whether the lock of a token is held: its process is there, running or stopped.
    func isAlive(token: UInt8) -> Bool { clients[Int(token)].step.isAlive }

    /// The digest by which a state is known again (FNV's multiplication over words, mixed).
    var digest: UInt64 {
        withUnsafeBytes(of: self) { bytes in
            var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
            var offset = 0
            while offset + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
                hash ^= hash >> 32
                offset += 8
            }
            while offset < bytes.count {
                hash = (hash ^ UInt64(bytes[offset])) &* 0x0000_0100_0000_01B3
                offset += 1
            }
            hash = (hash ^ hash >> 29) &* 0xC4CE_B9FE_1A85_EC53
            return hash ^ hash >> 32
        }
    }
}
