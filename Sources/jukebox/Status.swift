// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import Glibc
import JukeboxModel
import LinuxSystem
import OrderRing

struct Status: Subcommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what plays.",
        discussion: "  jukebox status --watch      goes on showing until Ctrl-C")
    @Flag(help: "Go on showing.") var watch = false
    @OptionGroup var common: Common

    func act() throws {
        let attachment = try common.attach()
        repeat {
            let changes = attachment.view.changes
            show(attachment)
            guard watch else { return }
            attachment.view.waitForChange(from: changes, atMost: .seconds(1))
        } while true
    }

    private func show(_ attachment: Attachment) {
        let isUp = attachment.daemonIsAlive
        let rooms = attachment.view.snapshots.compactMap { RoomSnapshot($0) }.map {
            DestinationStatus($0, isUp: isUp, at: Clock.monotonic)
        }
        if common.json {
            let daemon: JSON = [
                "state": .string(isUp ? "up" : "down"),
                "pid": isUp ? .int(Int64(attachment.view.pid)) : .null,
                "disk": .string(isUp && attachment.view.hasDiskTrouble ? "failing" : "ok"),
                "version": .string(jukeboxVersion), "runtime": .string(common.directory),
            ]
            print(
                JSON.object([
                    .init("daemon", daemon), .init("destinations", .array(rooms.map(\.json))),
                ]).line)
            fflush(nil)
            return
        }
        if watch, isatty(1) == 1 { print("\u{1B}[H\u{1B}[2J", terminator: "") }
        say(
            "jukebox \(isUp ? "up (pid \(attachment.view.pid))" : "is not running") in \(common.directory)"
        )
        if isUp, attachment.view.hasDiskTrouble {
            say("  the journal cannot be written (disk full?): orders wait in the ring")
        }
        for room in rooms { say("  " + room.line) }
        fflush(nil)
    }
}

struct Destinations: Subcommand {
    static let configuration = CommandConfiguration(abstract: "List the destinations.")
    @OptionGroup var common: Common

    func act() throws {
        let names = try common.attach().view.snapshots.compactMap { RoomSnapshot($0)?.name }
        if common.json { return print(JSON(names).line) }
        for name in names { say(name.plain()) }
    }
}
