// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import Glibc
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

extension CommandSpec {
    private static let watch = OptionSpec(
        "watch", letter: "w", help: "Go on showing, until Ctrl-C.")

    static let status = CommandSpec(
        "status", aliases: ["st"], summary: "Show what plays in every room.",
        options: [watch],
        examples: [Example("status --watch", "goes on showing until Ctrl-C")]
    ) { session in
        let attachment = try session.attach()
        let watch = session.line.has(watch)
        repeat {
            let changes = attachment.view.changes
            show(session, attachment, watch)
            guard watch else { return }
            attachment.view.waitForChange(from: changes, atMost: .seconds(1))
        } while true
    }

    private static func show(_ session: Session, _ attachment: Attachment, _ watch: Bool) {
        let isUp = attachment.daemonIsAlive
        let rooms = attachment.view.snapshots.compactMap { RoomSnapshot($0) }.map {
            DestinationStatus($0, isUp: isUp, at: Clock.monotonic)
        }
        if session.json {
            let daemon: JSON = [
                "state": .string(isUp ? "up" : "down"),
                "pid": isUp ? .int(Int64(attachment.view.pid)) : .null,
                "disk": .string(isUp && attachment.view.hasDiskTrouble ? "failing" : "ok"),
                "version": .string(jukeboxVersion), "runtime": .string(session.directory),
            ]
            printJSON(
                JSON.object([
                    .init("daemon", daemon), .init("destinations", .array(rooms.map(\.json))),
                ]).line)
            fflush(nil)
            return
        }
        if watch, isatty(1) == 1 { print("\u{1B}[H\u{1B}[2J", terminator: "") }
        say(
            "jukebox \(isUp ? "up (pid \(attachment.view.pid))" : "is not running") in \(session.directory)"
        )
        if isUp, attachment.view.hasDiskTrouble {
            say("  the journal cannot be written (disk full?): orders wait in the ring")
        }
        for room in rooms { say("  " + room.line) }
        fflush(nil)
    }

    static let destinations = CommandSpec(
        "rooms", aliases: ["destinations", "outputs"], summary: "List the rooms.",
        examples: [Example("rooms", "one name per line")]
    ) { session in
        let names = RoomList(try session.attach()).rooms.map(\.name)
        session.show(JSON(names)) { names.map { $0.plain() }.joined(separator: "\n") }
    }
}
