// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// An event for listening clients.
struct HouseEvent: Equatable, Sendable {
    /// Counts up by one; nil for a heartbeat and for the first state that a new client gets.
    var number: UInt64?
    var kind: Kind
    /// The room that it is about; nil for the whole house.
    var room: String?
    var data: JSON

    /// The kinds of events; the word is the event's name in the stream.
    enum Kind: String, CaseIterable, Sendable {
        /// A destination changed; its status.
        case destination
        /// A destination was removed from the settings.
        case removed
        /// The daemon came up or went down.
        case daemon
        /// A queue changed.
        case queue
        /// An order's outcome changed.
        case order
        /// Shows that the connection lives.
        case heartbeat
    }
}

/// The events that a client wants and may see.
struct EventFilter: Equatable, Sendable {
    /// The kinds that a client may ask for.
    static let words = HouseEvent.Kind.allCases.filter { $0 != .heartbeat }.map(\.rawValue)

    /// The kinds; nil for all.
    var kinds: Set<HouseEvent.Kind>?
    /// The rooms by name; nil for all.
    var rooms: Set<String>?

    func passes(_ event: HouseEvent) -> Bool {
        if event.kind == .heartbeat { return true }
        if let kinds, !kinds.contains(event.kind) { return false }
        guard let rooms else { return true }
        // An order whose room is not known yet belongs to no room.
        guard let room = event.room else { return event.kind == .daemon }
        return rooms.contains(room)
    }
}
