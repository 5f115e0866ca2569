// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines

// Sentences about the rooms.
extension Speech {
    /// What plays in some rooms.
    func whatPlays(_ rooms: [RoomSnapshot], _ desk: Desk) -> String {
        let playing = rooms.filter { $0.state == "playing" }
        guard desk.daemon == .up, !playing.isEmpty else { return text("what.silent") }
        return playing.map { room in
            text(
                "what",
                [
                    "what": track(room.track?.json ?? .null),
                    "where": desk.names.name(of: room.name, room, in: code),
                ])
        }.joined(separator: " ")
    }

    /// That there is no such room, and which ones there are.
    func noRoom(_ name: String, _ desk: Desk) -> String {
        let rooms = ((try? desk.ring.rooms) ?? []).map {
            JSON.string(desk.names.name(of: $0.name, $0, in: code))
        }
        let refusal: JSON = [
            "outcome": "refused", "destination": .string(name),
            "reason": ["code": "destination", "candidates": .array(rooms)],
        ]
        return spoken(refusal, room: nil)
    }
}
