// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JukeboxModel
import LinuxSystem
import Terminal

@testable import JukeboxCommands

/// Rooms for the views, at 19:05 on 28 November 2026.
enum Sample {
    static func scene(_ columns: Int?, colour: Bool = false, ascii: Bool = false) -> Scene {
        Scene(
            screen: Screen(
                columns: columns, hasColour: colour, symbols: ascii ? .ascii : .unicode),
            now: LocalTime(year: 2026, month: 11, day: 28, hour: 19, minute: 5),
            local: { moment in
                let minutes = Int(moment.milliseconds / 60_000)
                return LocalTime(
                    year: 2026, month: 11, day: 27 + minutes / 1440, hour: minutes / 60 % 24,
                    minute: minutes % 60)
            })
    }

    /// Milliseconds of a time of today, as `scene` reads them.
    static func today(_ hour: Int64, _ minute: Int64) -> Int64 {
        (1440 + hour * 60 + minute) * 60_000
    }

    static func room(
        _ name: String, isUp: Bool = true, _ change: (inout RoomSnapshot) -> Void = { _ in }
    ) -> DestinationStatus {
        var room = RoomSnapshot(name: name)
        room.gain = 0
        change(&room)
        return DestinationStatus(room, isUp: isUp, at: MonotonicTime(nanoseconds: 0))
    }

    static let kitchen = room("kitchen") { room in
        play("Yesterday", "The Beatles", &room)
        room.gain = Volume.percent(40).decibels
        room.queueLength = 3
        room.queueDuration = 10 * 60_000
        room.next = TrackAnswer(title: "Help!", artist: "The Beatles")
    }

    static let study = room("書斎") { room in
        play("荒城の月", "瀧廉太郎", &room)
        room.state = "paused"
        room.place = 61_000
        room.duration = 200_000
        room.gain = nil
    }

    static let bath = room("living room") { room in
        play("Canon", "", &room)
        room.device = "absent"
        room.waitingFor = "device"
        room.awaySince = today(14, 2)
        room.place = 0
    }

    static let attic = room("attic")

    static func play(_ title: String, _ artist: String, _ room: inout RoomSnapshot) {
        room.state = "playing"
        room.device = "open"
        room.track = TrackAnswer(title: title, artist: artist)
        room.entry = 1
        room.place = 12_000
        room.duration = 125_000
    }
}
