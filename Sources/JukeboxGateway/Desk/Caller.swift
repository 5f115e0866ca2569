// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel

/// The client on whose behalf the desk acts, and its rights.
struct Caller: Equatable, Sendable {
    /// Its name for limits, idempotency keys and logs: `token 12ab34cd`, `address 192.168.1.7`,
    /// `user 1000`, `pipes`.
    var id: String
    /// Its rights.
    var scope: Scope
    /// The rooms that it may use, by their names in the settings; nil: all.
    var rooms: Set<String>?
    /// What people call it: the label of its orders.
    var label: String?

    init(id: String, scope: Scope, rooms: Set<String>? = nil, label: String? = nil) {
        self.id = id
        self.scope = scope
        self.rooms = rooms
        self.label = label.flatMap(Order.label)
    }

    /// Fails unless the caller's scope allows something.
    func check(_ wanted: Scope, for what: String = "this") throws(DeskError) {
        guard scope >= wanted else {
            throw .notAllowed("\(what) needs the scope \(wanted); yours is \(scope)")
        }
    }

    /// Fails unless the caller may use a room.
    func check(room: String) throws(DeskError) {
        guard rooms?.contains(room) != false else {
            throw .notAllowed("the room “\(room)” is not among the rooms that you may use")
        }
    }

    /// Fails for an order of a room that the caller may not use.
    func check(order: OrderAnswer) throws(DeskError) {
        if let room = order.destination { try check(room: room) }
    }
}
