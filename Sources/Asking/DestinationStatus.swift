// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// A destination's snapshot with the position at a moment, computed from the last one on the board.
public struct DestinationStatus: Equatable, Sendable {
    /// The snapshot from the board.
    public let room: RoomSnapshot
    /// Whether a daemon runs.
    public let isUp: Bool
    /// Milliseconds from the current entry's start; nil without a current entry.
    public let elapsed: Int64?

    /// Computes the position at `now`, at most 5 s after the snapshot's if something plays.
    ///
    /// - Parameters:
    ///   - room: the snapshot from the board.
    ///   - isUp: whether a daemon is alive; nothing plays without one.
    ///   - now: the moment.
    public init(_ room: RoomSnapshot, isUp: Bool, at now: MonotonicTime) {
        self.room = room
        self.isUp = isUp
        guard room.entry != nil, let place = room.place else {
            elapsed = nil
            return
        }
        var counted = place
        if isUp, room.state == "playing", room.device == "open", let at = room.placeAt {
            let (span, isWrong) = now.nanoseconds.subtractingReportingOverflow(at)
            counted &+= isWrong ? 0 : max(0, min(5000, span / 1_000_000))
        }
        elapsed = min(counted, room.duration ?? counted)
    }

    /// How long the rest of the current track and all that follows are together, in milliseconds, as
    /// far as that is known.
    public var remaining: Int64 {
        let rest = room.duration.map { max(0, min(Self.longest, $0 - min($0, elapsed ?? 0))) }
        return max(0, min(Self.longest, room.queueDuration)) + (rest ?? 0)
    }

    /// A bound for a sum of times, so that none overflows: a million years, in milliseconds.
    private static let longest: Int64 = 1_000_000 * 366 * 86_400_000

    /// Since when the device or the music is away; nil if neither is.
    public var awaySince: WallTime? {
        guard let since = room.awaySince, (0..<Self.longest / 10_000).contains(since) else {
            return nil
        }
        return WallTime(milliseconds: since)
    }

    /// The volume in percent, with one decimal; the one from before a mute.
    public var percent: Double {
        let gain = room.gain ?? room.unmutedGain ?? 0
        return (Volume.limited(gain).percent * 10).rounded() / 10
    }

    /// The status as `jukebox status --json` and the gateway return it.
    public var json: JSON {
        [
            "name": .string(room.name), "daemon": isUp ? "up" : "down",
            "state": .string(room.state), "device": .string(room.device),
            "device_reason": JSON(room.deviceReason), "device_since": JSON(awaySince?.rfc3339),
            "waiting_for": JSON(room.waitingFor),
            "held": JSON(room.held), "track": room.track?.names ?? .null,
            "entry": JSON(room.entry), "elapsed_s": JSON.seconds(elapsed),
            "duration_s": JSON.seconds(room.duration),
            "queue_length": .int(Int64(room.queueLength)), "next": room.next?.shortNames ?? .null,
            "remaining_s": JSON.seconds(remaining),
            "volume": .double(percent), "muted": .bool(room.gain == nil),
            "volume_db": room.gain.map(JSON.double) ?? .null,
            "nicknames": JSON(room.nicknames ?? []), "modes": room.modes,
        ]
    }
}
