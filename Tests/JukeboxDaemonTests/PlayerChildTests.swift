// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import Testing

@testable import JukeboxDaemon

@Suite(.timeLimit(.minutes(1))) struct `A player's process` {
    // As the daemon does.
    init() { signal(SIGPIPE, SIG_IGN) }

    /// A player that is a shell script.
    private func player(_ script: String) throws -> PlayerChild {
        let path = NSTemporaryDirectory() + "jukebox-player-\(UUID().uuidString.prefix(8))"
        try ("#!/bin/sh\n" + script).write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o755)
        defer { unlink(path) }
        let player = try started(path)
        // The shell has opened its script once it says so.
        while player.words().isEmpty { wait(player) }
        return player
    }

    /// A child of another test may still hold the script open for writing for a moment.
    private func started(_ path: String) throws -> PlayerChild {
        while true {
            do {
                return try PlayerChild(
                    DestinationName("kitchen"), program: path, device: "silent", reading: [])
            } catch let error as SystemError where error.code == ETXTBSY {
                usleep(1000)
            }
        }
    }

    private func wait(_ player: PlayerChild) {
        var watched = player.watched
        poll(&watched, until: nil)
    }

    private func waitForEnd(_ player: PlayerChild) -> LinuxSystem.ExitStatus {
        while true {
            if let status = player.ended() { return status }
            wait(player)
        }
    }

    @Test func `is watched through its pidfd alone once it has closed its streams`() throws {
        let player = try player("echo here >&2; exec >&- 2>&-; exec sleep 1000")

        while player.watched.count > 1 {
            wait(player)
            _ = (player.news(), player.words())
        }
        var watched = player.watched
        poll(&watched, until: Clock.monotonic)

        #expect(!watched[0].isReadable)
        _ = player.kill()
        #expect(waitForEnd(player) == .signalled(9))
    }

    @Test func `is told nothing more once it has closed its stdin`() throws {
        let player = try player("exec <&-; echo here >&2; exec sleep 1000")

        player.say(PlayerCommand(1, .resume))
        let count = player.watched.count
        player.say(PlayerCommand(2, .resume))

        #expect(count == 3, "stdout, stderr and the pidfd")
        #expect(player.watched.count == 3)
        _ = player.kill()
        #expect(waitForEnd(player) == .signalled(9))
    }

    @Test func `is killed once, and reported once when that takes too long`() throws {
        let player = try player("echo here >&2; exec sleep 1000")
        let before = player.deadline

        let first = player.kill()
        let second = player.kill()

        #expect(before == nil && first && !second)
        let deadline = try #require(player.deadline)
        #expect(!player.isStuck(at: deadline + .milliseconds(-1)))
        #expect(player.isStuck(at: deadline))
        #expect(!player.isStuck(at: deadline + .seconds(60)) && player.deadline == nil)
        #expect(waitForEnd(player) == .signalled(9))
    }
}
