// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel

// Sentences about the rooms.
extension Speech {
    /// Says what plays in some rooms.
    func whatPlays(_ rooms: [RoomSnapshot], _ desk: Desk) -> String {
        let playing = rooms.filter { $0.state == "playing" }
        guard desk.daemon == .up, !playing.isEmpty else { return text("what.silent") }
        return playing.map { room in
            text(
                "what",
                [
                    "what": room.track.map(track) ?? "…",
                    "where": desk.names.name(of: room.name, room, in: code),
                ])
        }.joined(separator: code == "ja" ? "" : " ")
    }

    /// Says that a room does not exist, and which rooms do.
    func noRoom(_ name: String, _ desk: Desk) -> String {
        let rooms = ((try? desk.ring.rooms) ?? []).map {
            desk.names.name(of: $0.name, $0, in: code)
        }
        var answer = OrderAnswer(Ticket(0), outcome: .refused, isUp: true)
        answer.reason = Reason(.destination, "", candidates: rooms)
        return spoken(answer, room: nil, called: name)
    }
}
