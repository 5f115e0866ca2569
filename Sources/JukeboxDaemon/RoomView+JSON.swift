// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel

extension RoomView {
    /// The room's snapshot for the board.
    ///
    /// Nicknames are left out if they would make the board cut names; readers then use their own
    /// settings.
    func snapshot(nicknames: [String], awaySince: WallTime?) -> RoomSnapshot {
        var room = RoomSnapshot(name: name.text)
        room.state = intent.rawValue
        room.device = device.rawValue
        room.deviceReason = text.isEmpty ? nil : text
        room.waitingFor = waitingFor?.rawValue
        room.held = held.map(Int64.init)
        room.track = current.map { TrackAnswer($0.track) }
        room.entry = current?.id.number
        room.duration = current?.track.milliseconds
        room.place = position?.milliseconds ?? startMilliseconds
        room.placeAt = position?.at.nanoseconds
        room.queueLength = upcoming
        room.queueDuration = upcomingMilliseconds
        room.next = next.map { TrackAnswer($0) }
        room.awaySince = awaySince?.milliseconds
        room.gain = volume.decibels
        room.unmutedGain = unmuted.decibels ?? 0
        room.playlist = playlist
        let isShort =
            JSON(nicknames).line.utf8.count <= 1000
            && nicknames.allSatisfy { $0.utf8.count <= 100 }
        room.nicknames = isShort ? nicknames : nil
        return room
    }
}

extension TrackAnswer {
    init(_ track: Track, entry: EntryID? = nil) {
        self.init(
            title: track.title, artist: track.artist, album: track.album, path: track.path.text,
            milliseconds: track.milliseconds, entry: entry?.number)
    }
}
