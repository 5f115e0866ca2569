// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// What everyone may see of a destination.
public struct RoomView: Hashable, Sendable {
    /// Its name.
    public var name: DestinationName
    /// What it does: playing, paused or stopped.
    public var intent: Intent
    /// How many songs were waiting when it was held; nil when it is not held.
    public var held: Int?
    /// What its device is like.
    public var device: DeviceState
    /// What sound waits for; nil: nothing.
    public var waitingFor: Wait?
    /// Why it is silent, for people; empty when there is nothing to say.
    public var text: String
    /// What plays, is held or was stopped.
    public var current: Entry?
    /// The position in it that the device was last heard to be at.
    public var position: PlaybackPosition?
    /// Where in it playing begins, when it has not begun.
    public var startMilliseconds: Int64
    /// How many entries come after it.
    public var upcoming: Int
    /// How long they are together, in milliseconds, as far as that is known.
    public var upcomingMilliseconds: Int64
    /// What comes next.
    public var next: Track?
    /// Since when the device or the music is away.
    public var awaySince: MonotonicTime?
    /// How loud it is.
    public var volume: Volume
    /// How loud it is when it is not muted.
    public var unmuted: Volume
    /// The playlist that the current entry was ordered with.
    public var playlist: String?

    /// What sound can wait for.
    public enum Wait: String, Sendable {
        /// The device is busy, absent or failing.
        case device
        /// The music folder is away.
        case music
        /// A file is being opened: the disk spins up.
        case disk
        /// The player is started again.
        case player
    }

    init(_ room: Room, playlist: String?) {
        name = room.name
        intent = room.queue.current == nil ? .stopped : room.audibleIntent
        held = room.held
        device = room.device
        current = room.queue.current
        position = room.position
        startMilliseconds = room.startAt
        upcoming = room.queue.upcoming.count
        upcomingMilliseconds = room.queue.waiting.milliseconds
        next = room.queue.upcoming.first?.track
        awaySince = room.wait == .device || room.wait == .music ? room.trouble.awaySince : nil
        volume = room.volume
        unmuted = room.unmuted
        self.playlist = playlist
        waitingFor = room.wait
        text = room.text
    }
}

extension Room {
    var wait: RoomView.Wait? {
        if supervision.waitsForDisk { return .disk }
        return switch trouble.cause {
        case .device: .device
        case .music: .music
        case .player: .player
        case nil: nil
        }
    }

    var text: String {
        if let held {
            let songs = held == 1 ? "1 song was" : "\(held) songs were"
            return "\(songs) waiting while there was no sound; resume plays them"
        }
        if supervision.waitsForDisk { return "waiting for the disk" }
        return trouble.text
    }

    /// Why a new order does not sound now, or would sound unheard; nil: it does, or waits its turn.
    var silence: Silence? {
        if held != nil { return .held }
        if audibleIntent == .paused { return .paused }
        switch wait {
        case .device, .player: return .device
        case .music, .disk: return .music
        case nil: break
        }
        return volume == .muted || volume == .limited(Volume.floor) ? .muted : nil
    }
}

/// Why an order that was queued is not heard.
public enum Silence: String, Sendable {
    /// Somebody has paused the destination.
    case paused
    /// Sound was away for a long time, and nobody has resumed it since.
    case held
    /// Its volume is zero.
    case muted
    /// Its device is busy, absent or failing.
    case device
    /// The music folder is away.
    case music
}
