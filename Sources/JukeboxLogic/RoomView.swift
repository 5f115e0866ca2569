// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// What everyone may see of a room.
public struct RoomView: Hashable, Sendable {
    /// Its name.
    public var name: DestinationName
    /// What it does: playing, paused or stopped.
    public var intent: Intent
    /// What its device is like.
    public var device: DeviceState
    /// Why, where that needs a reason.
    public var deviceText: String
    /// What plays, is held or was stopped.
    public var current: Entry?
    /// Where in it the device was, and when.
    public var position: PlaybackPosition?
    /// Where in it playing begins, when it has not begun.
    public var startMilliseconds: Int64
    /// How many entries come after it.
    public var upcoming: Int
    /// How loud it is.
    public var volume: Volume
    /// How loud it is when it is not muted.
    public var unmuted: Volume
    /// The playlist that the current entry was ordered with.
    public var playlist: String?

    init(_ room: Room, playlist: String?) {
        name = room.name
        intent = room.current == nil ? .stopped : room.intent
        device = room.device
        deviceText = room.deviceText
        current = room.current
        position = room.position
        startMilliseconds = room.startAt
        upcoming = room.upcoming.count
        volume = room.volume
        unmuted = room.unmuted
        self.playlist = playlist
    }
}
