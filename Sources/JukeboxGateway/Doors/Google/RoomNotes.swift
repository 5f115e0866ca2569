// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// States that Google has set and the daemon does not distinguish.
///
/// Google expects a device to keep the state that was set. The daemon does not distinguish an empty
/// room that is on from one that is off, or a muted room from one whose volume is 0.
actor RoomNotes {
    struct Note: Equatable {
        /// Whether the room was turned on; counts while it has nothing to play.
        var isTurnedOn = false
        /// Whether the volume was set to 0; counts while the room is muted.
        var isAtZero = false
    }

    /// The notes; a room without one has both values false.
    private(set) var notes: [DestinationName: Note] = [:]

    /// Changes the note of a room.
    func change(_ name: DestinationName, _ change: @Sendable (inout Note) -> Void) {
        change(&notes[name, default: Note()])
    }

    /// Removes notes that the speakers' states contradict.
    func update(_ speakers: [Speaker]) {
        for speaker in speakers {
            if !speaker.isEmpty { notes[speaker.name]?.isTurnedOn = false }
            if !speaker.isMuted { notes[speaker.name]?.isAtZero = false }
            if notes[speaker.name] == Note() { notes[speaker.name] = nil }
        }
    }
}
