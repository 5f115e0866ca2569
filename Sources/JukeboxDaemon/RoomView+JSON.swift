// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel

extension RoomView {
    /// The room's snapshot for the board, which cuts a snapshot that is too long, from the end.
    ///
    /// `place_ms` is the position at the moment `place_at` (CLOCK_MONOTONIC, ns); while the room
    /// plays, readers compute the present position from it. `nicknames` stands last, and is left out
    /// if it would make the board cut names; readers then use their own settings.
    func json(nicknames: [String]) -> JSON {
        let names = JSON(nicknames)
        let isShort = names.line.utf8.count <= 1000 && nicknames.allSatisfy { $0.utf8.count <= 100 }
        return .object(members + (isShort ? [.init("nicknames", names)] : []))
    }

    private var members: [JSON.Member] {
        [
            .init("name", .string(name.text)), .init("state", .string(intent.rawValue)),
            .init("device", .string(device.rawValue)),
            .init("device_reason", JSON(text.isEmpty ? nil : text)),
            .init("waiting_for", JSON(waitingFor?.rawValue)),
            .init("held", JSON(held.map(Int64.init))),
            .init("track", current.map { $0.track.snapshot } ?? .null),
            .init("entry", JSON(current?.id.number)),
            .init("duration_ms", JSON(current?.track.milliseconds)),
            .init("place_ms", .int(position?.milliseconds ?? startMilliseconds)),
            .init("place_at", JSON(position?.at.nanoseconds)),
            .init("queue_length", .int(Int64(upcoming))),
            .init("volume_db", volume.decibels.map(JSON.double) ?? .null),
            .init("unmuted_db", .double(unmuted.decibels ?? 0)),
            .init("playlist", JSON(playlist)), .init("modes", [:]),
        ]
    }
}

extension Track {
    /// The track's names, as a snapshot has them.
    var snapshot: JSON {
        [
            "title": .string(title), "artist": .string(artist), "album": .string(album),
            "path": .string(path.text),
        ]
    }
}
