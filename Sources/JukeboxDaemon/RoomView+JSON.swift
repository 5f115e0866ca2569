// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel

extension RoomView {
    /// The room's snapshot for the board, which cuts a snapshot that is too long, from the end.
    ///
    /// `place_ms` is the position at the moment `place_at` (CLOCK_MONOTONIC, ns); while the room
    /// plays, readers compute the present position from it.
    var json: JSON {
        [
            "name": .string(name.text), "state": .string(intent.rawValue),
            "device": .string(device.rawValue),
            "device_reason": JSON(text.isEmpty ? nil : text),
            "waiting_for": JSON(waitingFor?.rawValue), "held": JSON(held.map(Int64.init)),
            "track": current.map { $0.track.snapshot } ?? .null,
            "entry": JSON(current?.id.number), "duration_ms": JSON(current?.track.milliseconds),
            "place_ms": .int(position?.milliseconds ?? startMilliseconds),
            "place_at": JSON(position?.at.nanoseconds), "queue_length": .int(Int64(upcoming)),
            "volume_db": volume.decibels.map(JSON.double) ?? .null,
            "unmuted_db": .double(unmuted.decibels ?? 0), "playlist": JSON(playlist),
            "modes": [:],
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
