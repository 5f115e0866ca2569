// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel

/// A destination as Google knows it: a speaker whose inputs are the playlists.
struct Speaker: Sendable {
    var name: DestinationName
    var nicknames: [String] = []
    /// The room that it is suggested for.
    var room: String?
    /// The playlist that plays when it is turned on with an empty queue.
    var usualPlaylist: String?
    /// Its snapshot on the board; nil before a daemon was ever seen.
    var snapshot: JSON?
    /// Whether the daemon runs.
    var isUp = true
    /// What Google has set and the snapshot does not show.
    var note = RoomNotes.Note()

    /// The id is the name's: it stays while the settings keep the name.
    var id: String { Self.prefix + name.text }
    static let prefix = "speaker/"

    var isPlaying: Bool { state == "playing" }
    var isPaused: Bool { state == "paused" }
    var isOn: Bool { isPlaying || isPaused || (note.isTurnedOn && isEmpty) }
    /// Whether there is nothing that it could resume.
    var isEmpty: Bool {
        snapshot?["entry"]?.int == nil && snapshot?["queue_length"]?.int ?? 0 == 0
    }
    var isMuted: Bool { snapshot?["volume_db"]?.double == nil }
    /// In percent, 0 to 100; while it is muted, the volume that unmuting restores.
    var volume: Int64 {
        if isMuted, note.isAtZero { return 0 }
        let gain = snapshot?["volume_db"]?.double ?? snapshot?["unmuted_db"]?.double ?? 0
        return Int64(Volume.limited(gain).percent.rounded())
    }
    /// The playlist that plays, or is held.
    var playlist: String? { isPlaying || isPaused ? snapshot?["playlist"]?.string : nil }
    var durationMilliseconds: Int64? { snapshot?["duration_ms"]?.int }
    /// Whether sound can come out of it, as far as one knows.
    var isOnline: Bool { isUp && snapshot?["device"]?.string != "absent" }

    private var state: String { snapshot?["state"]?.string ?? "stopped" }
}

/// A playlist as Google knows it: an input of every speaker, and a scene.
struct PlaylistInput: Hashable, Sendable {
    var name: String
    var nicknames: [String] = []

    /// The input's key.
    var key: String { Self.prefix + name }
    static let prefix = "playlist/"
    /// The input of what was ordered otherwise.
    static let queueKey = "queue"

    /// The scene's id.
    var scene: String { Self.scenePrefix + name }
    static let scenePrefix = "scene/"
}

/// All that Google is told of: the speakers, and what they can play.
struct Household: Sendable {
    var speakers: [Speaker]
    var playlists: [PlaylistInput]
    /// Whether these are the playlists, and not only nobody could be asked.
    var knowsPlaylists = true
    /// The languages that people speak to it in, by their codes; at least one.
    var languages: [String]
    /// `SPEAKER` or `SOUNDBAR`.
    var type = "SPEAKER"
    /// Whether each playlist is a scene too.
    var hasScenes = true
    /// Whether Google is told of changes without asking.
    var reportsState = false

    func speaker(_ id: String) -> Speaker? { speakers.first { $0.id == id } }
    func scene(_ id: String) -> PlaylistInput? {
        hasScenes ? playlists.first { $0.scene == id } : nil
    }

    /// The input before or behind the one that plays, in the order in which they are offered.
    func playlist(from current: String?, by step: Int) -> PlaylistInput? {
        guard !playlists.isEmpty else { return nil }
        guard let index = playlists.firstIndex(where: { $0.name == current }) else {
            return step > 0 ? playlists.first : playlists.last
        }
        return playlists[(index + step + playlists.count) % playlists.count]
    }
}
