// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import LinuxSystem
internal import Names

// The rooms: by their names, by nicknames, and all of them.
extension Desk {
    /// The rooms that a caller may use, as the board shows them.
    func rooms(for caller: Caller) throws(DeskError) -> [RoomSnapshot] {
        let all = try ring.rooms
        guard let mine = caller.rooms else { return all }
        return all.filter { mine.contains($0.name) }
    }

    /// The room of this name or nickname; capitals, width and accents do not count.
    func room(_ said: String, for caller: Caller) throws(DeskError) -> RoomSnapshot {
        let all = try ring.rooms
        let key = Folding.key(said)
        let found =
            all.first { $0.name == said } ?? all.first { Folding.key($0.name) == key }
            ?? all.first { room in names.nicknames(of: room).contains { Folding.key($0) == key } }
        guard let found else { throw .noRoom(said, candidates: all.map(\.name)) }
        try caller.check(room: found.name)
        return found
    }

    /// The state of the rooms that a caller may use, at this moment.
    func statuses(for caller: Caller) throws(DeskError) -> [DestinationStatus] {
        try rooms(for: caller).map(status)
    }

    /// The state of a room at this moment.
    func status(_ room: RoomSnapshot) -> DestinationStatus {
        DestinationStatus(room.withoutPaths, isUp: ring.isUp, at: Clock.monotonic)
    }

    /// Whether a name means every room, if no room is called so.
    static func meansAll(_ said: String) -> Bool {
        let words = ["all", "all rooms", "everywhere", "every room", "全部屋", "全部の部屋", "すべての部屋"]
        return words.contains { Folding.key($0) == Folding.key(said) }
    }

    /// Returns the destinations of an order: its room by its real name, each room, or nil for the
    /// daemon's default.
    ///
    /// An order for a room that is not on the board goes to the daemon unchanged, which decides.
    func targets(of order: Order, _ caller: Caller) throws(DeskError) -> [DestinationName?] {
        guard let said = order.destination?.text else {
            return [try usualTarget(of: order, caller)]
        }
        guard let rooms = try? ring.rooms, !rooms.isEmpty else {
            try caller.check(room: said)
            return [order.destination]
        }
        do throws(DeskError) {
            return [DestinationName(try room(said, for: caller).name)]
        } catch {
            guard case .noRoom = error else { throw error }
            if Self.meansAll(said) {
                return try self.rooms(for: caller).map { DestinationName($0.name) }
            }
            // The daemon may have reloaded the settings just now.
            if caller.rooms == nil { return [order.destination] }
            throw error
        }
    }

    /// The room of an order that names none.
    ///
    /// A caller that is limited to some rooms gets the room that its sentence names, or its first.
    private func usualTarget(
        of order: Order, _ caller: Caller
    ) throws(DeskError) -> DestinationName? {
        guard let mine = caller.rooms else { return nil }
        let rooms = try ring.rooms
        if case .play(let wanted) = order.verb, let sentence = wanted.query {
            let places = rooms.map {
                SpokenDestination(DestinationName($0.name), nicknames: names.nicknames(of: $0))
            }
            if let said = Understanding.room(in: sentence, of: places) {
                try caller.check(room: said.text)
                return said
            }
        }
        guard let first = rooms.first(where: { mine.contains($0.name) }) else {
            throw .notAllowed("no room exists that you may use")
        }
        return DestinationName(first.name)
    }
}
