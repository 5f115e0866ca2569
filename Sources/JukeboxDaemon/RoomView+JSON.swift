// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel

extension RoomView {
    /// The room as the board shows it.
    ///
    /// `place_ms` was so at `place_at` (CLOCK_MONOTONIC, ns); while
    /// it plays, readers count on from there by themselves.
    var json: JSON {
        [
            "name": .string(name.text), "state": .string(intent.rawValue),
            "device": .string(device.rawValue),
            "device_reason": JSON(text.isEmpty ? nil : cut(text)),
            "waiting_for": JSON(waitingFor?.rawValue), "held": JSON(held.map(Int64.init)),
            "track": current.map { $0.track.snapshot } ?? .null,
            "entry": JSON(current?.id.number), "duration_ms": JSON(current?.track.milliseconds),
            "place_ms": .int(position?.milliseconds ?? startMilliseconds),
            "place_at": JSON(position?.at.nanoseconds), "queue_length": .int(Int64(upcoming)),
            "volume_db": volume.decibels.map(JSON.double) ?? .null,
            "unmuted_db": .double(unmuted.decibels ?? 0), "playlist": JSON(playlist.map(cut)),
            "modes": [:],
        ]
    }
}

extension Track {
    /// The track with its names cut to what a snapshot has room for.
    var snapshot: JSON {
        [
            "title": .string(cut(title)), "artist": .string(cut(artist)),
            "album": .string(cut(album)), "path": .string(cut(path.text)),
        ]
    }
}

/// A text cut to 200 bytes, with a mark where something is missing.
func cut(_ text: String) -> String {
    guard text.utf8.count > 200 else { return text }
    var kept = ""
    for character in text {
        if kept.utf8.count + character.utf8.count > 197 { break }
        kept.append(character)
    }
    return kept + "…"
}
