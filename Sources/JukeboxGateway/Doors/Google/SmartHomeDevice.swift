// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel

/// A destination as Google knows it: a speaker whose inputs are the playlists.
struct Speaker: Sendable {
    var name: DestinationName
    var nicknames: [String] = []
    /// The room that it is suggested for.
    var room: String?
    /// The playlist that plays when it is turned on with an empty queue.
    var usualPlaylist: String?
    /// Its snapshot on the board; nil if no daemon has run yet.
    var snapshot: RoomSnapshot?
    /// Whether the daemon runs.
    var isUp = true
    /// State that Google has set and the snapshot does not show.
    var note = RoomNotes.Note()

    /// Derived from the name: stays the same while the settings keep the name.
    var id: String { Self.prefix + name.text }
    static let prefix = "speaker/"

    var isPlaying: Bool { state == "playing" }
    var isPaused: Bool { state == "paused" }
    var isOn: Bool { isPlaying || isPaused || (note.isTurnedOn && isEmpty) }
    /// Whether there is nothing to resume.
    var isEmpty: Bool {
        snapshot?.entry == nil && snapshot?.queueLength ?? 0 == 0
    }
    var isMuted: Bool { snapshot?.gain == nil }
    /// In percent, 0 to 100; while it is muted, the volume that unmuting restores.
    var volume: Int64 {
        if isMuted, note.isAtZero { return 0 }
        let gain = snapshot?.gain ?? snapshot?.unmutedGain ?? 0
        return Int64(Volume.limited(gain).percent.rounded())
    }
    /// The playlist that plays, or is held.
    var playlist: String? { isPlaying || isPaused ? snapshot?.playlist : nil }
    var durationMilliseconds: Int64? { snapshot?.duration }
    /// Whether it can play, as far as is known.
    var isOnline: Bool { isUp && snapshot?.device != "absent" }

    private var state: String { snapshot?.state ?? "stopped" }
}

/// A playlist as Google knows it: an input of every speaker, and a scene.
struct PlaylistInput: Hashable, Sendable {
    var name: String
    var nicknames: [String] = []

    /// The input's key.
    var key: String { Self.prefix + name }
    static let prefix = "playlist/"
    /// The input for music that was ordered in another way.
    static let queueKey = "queue"

    /// The scene's id.
    var scene: String { Self.scenePrefix + name }
    static let scenePrefix = "scene/"
}

/// Everything that Google learns: the speakers and their playlists.
struct Household: Sendable {
    var speakers: [Speaker]
    var playlists: [PlaylistInput]
    /// Whether `playlists` is the current list, and not just unknown.
    var knowsPlaylists = true
    /// The codes of the languages that people speak; at least one.
    var languages: [String]
    /// `SPEAKER` or `SOUNDBAR`.
    var type = "SPEAKER"
    /// Whether each playlist is a scene too.
    var hasScenes = true
    /// Whether changes are reported to Google without being asked.
    var reportsState = false

    func speaker(_ id: String) -> Speaker? { speakers.first { $0.id == id } }
    func scene(_ id: String) -> PlaylistInput? {
        hasScenes ? playlists.first { $0.scene == id } : nil
    }

    /// Returns the input before or after the one that plays, in the order of the list.
    func playlist(from current: String?, by step: Int) -> PlaylistInput? {
        guard !playlists.isEmpty else { return nil }
        guard let index = playlists.firstIndex(where: { $0.name == current }) else {
            return step > 0 ? playlists.first : playlists.last
        }
        return playlists[(index + step + playlists.count) % playlists.count]
    }
}
