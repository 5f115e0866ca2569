// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes

/// The newest idempotency keys with their tickets, so that a retry takes no second slot of the
/// ring while the daemon is down. What it has forgotten, the journal knows.
actor RememberedKeys {
    private struct Remembered {
        var ticket: UInt64
        var body: [UInt8]
    }

    private var known: [String: Remembered] = [:]
    private var order: [String] = []

    static let most = 1000

    /// The ticket that a key has; a problem when it stood for something else.
    func ticket(_ key: String, _ visitor: String, _ body: [UInt8]) throws(Problem) -> UInt64? {
        guard let first = known[visitor + "\n" + key] else { return nil }
        guard first.body == body else {
            throw Problem(
                status: .unprocessableContent, code: "keyReused",
                detail: "this Idempotency-Key was used for another order (ticket \(first.ticket))")
        }
        return first.ticket
    }

    /// Keeps a key; the oldest is forgotten.
    func note(_ key: String, _ visitor: String, _ body: [UInt8], ticket: UInt64) {
        let name = visitor + "\n" + key
        known[name] = Remembered(ticket: ticket, body: body)
        order.append(name)
        if order.count > Self.most { known[order.removeFirst()] = nil }
    }
}
