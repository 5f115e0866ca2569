// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines

/// A destination's snapshot from the board.
public struct RoomSnapshot: Equatable, Sendable {
    /// Its name in the settings.
    public var name: String
    /// `playing`, `paused` or `stopped`.
    public var state = "stopped"
    /// `open`, `closed`, `absent`, `busy` or `failing`.
    public var device = "closed"
    /// Why the device is not open, or what the room waits for.
    public var deviceReason: String?
    /// What the room waits for: `music`, `disk`, `player` or `device`.
    public var waitingFor: String?
    /// Since when it is held, in seconds; nil if it is not.
    public var held: Int64?
    /// The current track.
    public var track: TrackAnswer?
    /// The current entry of its queue.
    public var entry: Int64?
    /// The current track's length in milliseconds.
    public var duration: Int64?
    /// The position in milliseconds at the moment `placeAt`.
    public var place: Int64?
    /// The moment of the position, in nanoseconds of CLOCK_MONOTONIC.
    public var placeAt: Int64?
    /// How many entries follow.
    public var queueLength = 0
    /// How long they are together, in milliseconds, as far as that is known.
    public var queueDuration: Int64 = 0
    /// Since when the device or the music is away, in milliseconds since 1970; nil if it is not.
    public var awaySince: Int64?
    /// What comes next: its names, without the file; nil if nothing follows.
    public var next: TrackAnswer?
    /// The gain in decibels; nil if it is muted.
    public var gain: Double?
    /// The gain from before the mute.
    public var unmutedGain: Double?
    /// The playlist that plays.
    public var playlist: String?
    /// Its nicknames; nil if the board has no room for them.
    public var nicknames: [String]?
    /// The playback modes.
    public var modes: JSON = [:]

    /// Makes a snapshot of a room that is silent.
    public init(name: String) { self.name = name }

    /// Reads a snapshot; nil without a name.
    public init?(_ json: JSON) {
        guard let name = json.text("name") else { return nil }
        self.name = name
        state = json.text("state") ?? "stopped"
        device = json.text("device") ?? "closed"
        deviceReason = json.text("device_reason")
        waitingFor = json.text("waiting_for")
        held = json["held"]?.int
        track = json["track"].flatMap { $0.isObject ? TrackAnswer($0) : nil }
        entry = json["entry"]?.int
        duration = json["duration_ms"]?.int
        place = json["place_ms"]?.int
        placeAt = json["place_at"]?.int
        queueLength = json.count("queue_length")
        queueDuration = json["queue_ms"]?.int ?? 0
        awaySince = json["away_since_ms"]?.int
        next = json["next"].flatMap { $0.isObject ? TrackAnswer($0) : nil }
        gain = json["volume_db"]?.double
        unmutedGain = json["unmuted_db"]?.double
        playlist = json.text("playlist")
        nicknames = json["nicknames"].map { _ in json.texts("nicknames") }
        modes = json["modes"] ?? [:]
    }

    /// The snapshot for the board, which cuts texts that are too long and leaves out members from
    /// the end.
    public var json: JSON {
        let members: [JSON.Member] = [
            .init("name", .string(name)), .init("state", .string(state)),
            .init("device", .string(device)), .init("device_reason", JSON(deviceReason)),
            .init("waiting_for", JSON(waitingFor)), .init("held", JSON(held)),
            .init("track", track?.names ?? .null), .init("entry", JSON(entry)),
            .init("duration_ms", JSON(duration)), .init("place_ms", JSON(place)),
            .init("place_at", JSON(placeAt)), .init("queue_length", .int(Int64(queueLength))),
            .init("volume_db", gain.map(JSON.double) ?? .null),
            .init("unmuted_db", unmutedGain.map(JSON.double) ?? .null),
            .init("away_since_ms", JSON(awaySince)), .init("queue_ms", .int(queueDuration)),
            .init("playlist", JSON(playlist)), .init("modes", modes),
            .init("next", next?.shortNames ?? .null),
        ]
        return .object(members + (nicknames.map { [.init("nicknames", JSON($0))] } ?? []))
    }
}
