// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto
internal import JukeboxModel
internal import OrderRing

/// A caller's own name for an order, as hashes: another caller's same name is another key.
struct IdempotencyKey: Hashable, Sendable {
    /// The name for the ring and the journal: the hash of the caller and its key.
    let name: String
    /// The hash of the order.
    let content: [UInt8]

    init(caller: String, key: String, order: Order) {
        let hash = SHA256.hash(data: Array((caller + "\u{0}" + key).utf8))
        name = "gateway-" + TokenFile.hexadecimal(Array(hash.prefix(20)))
        var plain = order
        plain.idempotencyKey = nil
        let bytes = OrderCoding.encode(plain) ?? []
        content = Array(SHA256.hash(data: bytes).prefix(20))
    }
}

/// The newest idempotency keys with their tickets, so that a retry takes no second slot of the ring
/// while the daemon is down. The journal knows the older ones.
actor RememberedKeys {
    private struct Remembered {
        var ticket: Ticket
        var content: [UInt8]
    }

    private var known: [String: Remembered] = [:]
    private var order: [String] = []
    private var oldest = 0

    /// The most keys that are remembered.
    static let most = 1000

    /// The ticket that a key has; nil for a new key.
    func ticket(_ key: IdempotencyKey) throws(DeskError) -> Ticket? {
        guard let first = known[key.name] else { return nil }
        guard first.content == key.content else { throw .keyReused(first.ticket.number) }
        return first.ticket
    }

    /// Removes a key whose order the daemon refused, because the journal has another order for it.
    func forget(_ key: IdempotencyKey) {
        if known[key.name]?.content == key.content { known[key.name] = nil }
    }

    /// Keeps a key, and drops the oldest one if there are too many.
    func note(_ key: IdempotencyKey, ticket: Ticket) {
        known[key.name] = Remembered(ticket: ticket, content: key.content)
        guard order.count >= Self.most else {
            order.append(key.name)
            return
        }
        known[order[oldest]] = nil
        order[oldest] = key.name
        oldest = (oldest + 1) % Self.most
    }
}
