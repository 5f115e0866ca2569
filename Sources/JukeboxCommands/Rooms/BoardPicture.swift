// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing
internal import Terminal

/// What the board shows at a moment: the daemon and some rooms.
struct BoardPicture: Equatable {
    var daemon: StatusView.DaemonState
    var rooms: [DestinationStatus]

    init(daemon: StatusView.DaemonState, rooms: [DestinationStatus]) {
        self.daemon = daemon
        self.rooms = rooms
    }

    /// Looks at the board.
    ///
    /// - Parameters:
    ///   - attachment: The board.
    ///   - directory: The runtime directory.
    ///   - names: The rooms to show; nil for all.
    init(_ attachment: Attachment, directory: String, only names: Set<String>? = nil) {
        let isUp = attachment.daemonIsAlive
        daemon = .init(
            isUp: isUp, pid: attachment.view.pid,
            hasDiskTrouble: isUp && attachment.view.hasDiskTrouble, directory: directory)
        let now = Clock.monotonic
        rooms = attachment.view.snapshots.compactMap { RoomSnapshot($0) }
            .filter { names?.contains($0.name) ?? true }
            .map { DestinationStatus($0, isUp: isUp, at: now) }
    }

    /// The picture as `status --json` prints it.
    var json: JSON {
        let state: JSON = [
            "state": .string(daemon.isUp ? "up" : "down"),
            "pid": daemon.isUp ? .int(Int64(daemon.pid)) : .null,
            "disk": .string(daemon.hasDiskTrouble ? "failing" : "ok"),
            "version": .string(jukeboxVersion), "runtime": .string(daemon.directory),
        ]
        return .object([
            .init("daemon", state), .init("destinations", .array(rooms.map(\.json))),
        ])
    }

    func lines(_ scene: Scene) -> [Line] {
        StatusView(rooms: rooms, daemon: daemon, scene: scene).lines
    }

    /// Whether more has changed since an older picture than that the songs play on.
    func isNews(since older: BoardPicture) -> Bool {
        guard daemon == older.daemon, rooms.count == older.rooms.count else { return true }
        return zip(rooms, older.rooms).contains { $0.isNews(since: $1) }
    }

    /// How long until a position shows another second; nil if nothing plays.
    var untilNextSecond: MonotonicTime.Span? {
        let spans = rooms.compactMap { status -> Int64? in
            guard status.isUp, status.room.state == "playing", status.room.device == "open",
                let elapsed = status.elapsed, elapsed >= 0,
                elapsed < status.room.duration ?? Int64.max
            else { return nil }
            return 1000 - elapsed % 1000
        }
        return spans.min().map { .milliseconds($0) }
    }
}

extension DestinationStatus {
    /// Whether it differs from an older status of the room by more than the time that passed.
    fileprivate func isNews(since older: DestinationStatus) -> Bool {
        func timeless(_ room: RoomSnapshot) -> RoomSnapshot {
            var room = room
            room.place = nil
            room.placeAt = nil
            return room
        }
        if timeless(room) != timeless(older.room) { return true }
        guard let start, let before = older.start else {
            return (start == nil) != (older.start == nil)
        }
        // Players report positions with some jitter; a seek is larger.
        let (difference, isWrong) = start.subtractingReportingOverflow(before)
        return isWrong || difference.magnitude > 1500
    }

    /// When the current song would have begun, in milliseconds; the position of a song that rests.
    private var start: Int64? {
        guard let place = room.place else { return nil }
        guard room.state == "playing", let at = room.placeAt else { return place }
        return (at / 1_000_000).subtractingReportingOverflow(place).partialValue
    }
}
