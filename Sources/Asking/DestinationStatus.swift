// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// A destination's snapshot with the position at a moment, computed from the last one on the board.
public struct DestinationStatus {
    /// The snapshot from the board.
    public let snapshot: JSON
    /// Milliseconds from the current entry's start; nil without a current entry.
    public let elapsed: Int64?

    /// Computes the position at `now`, at most 5 s after the snapshot's if something plays.
    ///
    /// - Parameters:
    ///   - snapshot: the snapshot from the board.
    ///   - isUp: whether a daemon is alive; nothing plays without one.
    ///   - now: the moment.
    public init(_ snapshot: JSON, isUp: Bool, at now: MonotonicTime) {
        self.snapshot = snapshot
        guard snapshot["entry"]?.int != nil, let place = snapshot["place_ms"]?.int else {
            elapsed = nil
            return
        }
        var counted = place
        if isUp, snapshot["state"]?.string == "playing", snapshot["device"]?.string == "open",
            let at = snapshot["place_at"]?.int
        {
            counted += max(0, min(5000, (now.nanoseconds - at) / 1_000_000))
        }
        elapsed = min(counted, snapshot["duration_ms"]?.int ?? counted)
    }

    /// The status as `jukebox status --json` and the gateway return it.
    public var json: JSON {
        var members: [JSON.Member] = []
        for name in [
            "name", "state", "device", "device_reason", "waiting_for", "held", "track", "entry",
        ] {
            members.append(.init(name, snapshot[name] ?? .null))
        }
        func seconds(_ milliseconds: Int64?) -> JSON {
            milliseconds.map { .double(Double($0) / 1000) } ?? .null
        }
        members += [
            .init("elapsed_s", seconds(elapsed)),
            .init("duration_s", seconds(snapshot["duration_ms"]?.int)),
            .init("queue_length", snapshot["queue_length"] ?? 0),
            .init("volume_db", snapshot["volume_db"] ?? .null),
            .init("modes", snapshot["modes"] ?? [:]),
        ]
        return .object(members)
    }
}
