// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import ProcessFreezer
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `A child that is given up` {
    /// Whether the process, or its zombie, is there.
    private func exists(_ pid: Int32) -> Bool { kill(pid, 0) == 0 }

    private func waitForEnd(_ reaper: Reaper) {
        while reaper.count > 0 {
            var watched = reaper.watched
            poll(&watched, until: nil)
            _ = reaper.turn(at: Clock.monotonic)
        }
    }

    @Test func `is killed and collected by the reaper, through its pidfd`() throws {
        let reaper = Reaper()
        let child = try Child("sleep", ["1000"])
        let pid = child.pid

        child.abandon(to: reaper)
        waitForEnd(reaper)

        #expect(!exists(pid))
    }

    @Test func `is not waited for when it is dropped, and the next child collects it`() throws {
        var pids: [Int32] = []
        for _ in 0..<5 {
            let child = try Child("sleep", ["1000"])
            pids.append(child.pid)
        }

        while pids.contains(where: exists) {
            usleep(1000)
            _ = try Child("true", [])
        }
    }

    @Test func `is taken over by a reaper when it was dropped elsewhere`() throws {
        let reaper = Reaper()
        let pid: Int32
        do {
            let child = try Child("sleep", ["1000"])
            pid = child.pid
        }

        _ = reaper.turn(at: Clock.monotonic)
        waitForEnd(reaper)

        #expect(!exists(pid))
    }

    @Test func `says how it ended, once its pidfd is readable`() throws {
        var child = try Child("sh", ["-c", "exit 3"])
        var watched = [Watched(child.pidfd)]
        poll(&watched, until: nil)

        let status = child.reap()
        let hasEnded = child.hasEnded
        #expect(status == .exited(3) && hasEnded)
    }

    @Test(.enabled(if: Freezer.isThere))
    func `stays in the list while it cannot be killed, and is reported once`() throws {
        let freezer = try Freezer()
        let reaper = Reaper()
        let child = try Child("sleep", ["1000"])
        let pid = child.pid
        try freezer.freeze(pid)
        let start = Clock.monotonic

        child.abandon(to: reaper)
        let early = reaper.turn(at: start)
        var watched = reaper.watched
        poll(&watched, until: start + .milliseconds(200))
        let deadline = try #require(reaper.deadline)
        let late = reaper.turn(at: deadline)
        let later = reaper.turn(at: deadline + .seconds(60))

        #expect(early == [])
        #expect(watched.map(\.isReadable) == [false])
        #expect(late == [pid])
        #expect(later == [] && reaper.deadline == nil)
        #expect(exists(pid))
        freezer.thaw()
        withExtendedLifetime(freezer) { waitForEnd(reaper) }
        #expect(!exists(pid))
    }
}
