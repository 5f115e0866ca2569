// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

@testable import JukeboxLogic
import JukeboxModel
import SeededDice
import Testing

@Suite struct `Supervising a player` {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private let piece = Piece(entry: EntryID(7), path: EscapedPath(escaped: "/m/a.mp3"))

    private func up() -> Supervision {
        var supervision = Supervision()
        supervision.spawned(at: start)
        supervision.ready(at: start)
        return supervision
    }

    private func resting(_ supervision: Supervision, at now: MonotonicTime) -> Int64? {
        guard case .resting(let until) = supervision.state else { return nil }
        return (until - now).nanoseconds / 1_000_000
    }

    @Test func `one that is up and has nothing to answer has no alarm`() {
        #expect(up().alarm == nil)
        #expect(Supervision().alarm == nil)
    }

    @Test func `one that does not become ready is killed after ten seconds`() {
        var supervision = Supervision()
        supervision.spawned(at: start)

        let due = supervision.due(at: start + .seconds(10))

        #expect(due == .kill(.start, why: "it did not become ready within 10 s"))
        #expect(supervision.due(at: start + .milliseconds(9999)) == nil)
    }

    @Test func `a command that reads no file has two seconds`() {
        var supervision = up()
        supervision.sent(PlayerCommand(1, .pause), at: start)
        #expect(supervision.alarm == start + .seconds(2))

        #expect(supervision.due(at: start + .milliseconds(1999)) == nil)
        guard case .kill(.silence, _) = supervision.due(at: start + .seconds(2)) else {
            Issue.record("it is not killed")
            return
        }
    }

    @Test func `a command that reads a file has thirty, and is told of after two`() {
        var supervision = up()
        supervision.sent(
            PlayerCommand(1, .play(piece, fromMilliseconds: 0, paused: false)), at: start)
        supervision.moved(at: start)

        #expect(supervision.due(at: start + .seconds(2)) == .notice)
        #expect(supervision.waitsForDisk)
        #expect(supervision.due(at: start + .seconds(29)) == nil)
        guard case .kill(.disk, _) = supervision.due(at: start + .seconds(30)) else {
            Issue.record("it is not killed")
            return
        }
    }

    @Test func `an answer ends the wait for the disk`() {
        var supervision = up()
        supervision.sent(PlayerCommand(5, .follow(piece, after: EntryID(1))), at: start)
        _ = supervision.due(at: start + .seconds(2))

        supervision.answered(4, at: start)
        #expect(supervision.waitsForDisk)
        supervision.answered(5, at: start)

        #expect(!supervision.waitsForDisk)
        #expect(supervision.alarm == nil)
    }

    @Test func `a command that waited for another's answer has its whole time from then on`() {
        var supervision = up()
        supervision.sent(
            PlayerCommand(1, .play(piece, fromMilliseconds: 0, paused: false)), at: start)
        supervision.sent(PlayerCommand(2, .pause), at: start)

        supervision.answered(1, at: start + .seconds(20))

        #expect(supervision.alarm == start + .seconds(22))
    }

    @Test func `a device that takes no frames is stuck after three seconds`() {
        var supervision = up()
        supervision.moved(at: start)

        #expect(supervision.due(at: start + .milliseconds(3199)) == nil)
        guard case .kill(.device, _) = supervision.due(at: start + .milliseconds(3200)) else {
            Issue.record("it is not killed")
            return
        }
    }

    @Test func `one that was killed is waited for, however long it takes to die`() {
        var supervision = up()
        supervision.sent(PlayerCommand(1, .pause), at: start)
        supervision.killed(.silence)

        #expect(supervision.alarm == nil)
        #expect(supervision.due(at: start + .seconds(100_000)) == nil)
        #expect(supervision.ended(holding: EntryID(7), at: start) == .killed(.silence))
        #expect(resting(supervision, at: start) == 200)
    }

    @Test func `one that was told to quit is replaced at once, and blames nothing`() {
        var supervision = up()
        supervision.leave(at: start)

        #expect(supervision.ended(holding: EntryID(7), at: start) == .asked)
        #expect(supervision.due(at: start) == .spawn)
    }

    @Test func `one that does not quit is killed after two seconds`() {
        var supervision = up()
        supervision.leave(at: start)

        guard case .kill = supervision.due(at: start + .seconds(2)) else {
            Issue.record("it is not killed")
            return
        }
    }

    @Test func `three deaths over one entry in a row blame it, and sound forgives`() {
        var supervision = up()
        func die(_ supervision: inout Supervision) -> Supervision.End {
            supervision.spawned(at: start)
            supervision.ready(at: start)
            return supervision.ended(holding: EntryID(7), at: start)
        }

        #expect(die(&supervision) == .itself(culprit: nil))
        #expect(die(&supervision) == .itself(culprit: nil))
        supervision.heard(at: start)
        #expect(die(&supervision) == .itself(culprit: nil))
        #expect(die(&supervision) == .itself(culprit: nil))
        #expect(die(&supervision) == .itself(culprit: EntryID(7)))
    }

    @Test func `a player that lived for half a minute starts the pauses again`() {
        var supervision = up()
        for _ in 0..<5 { _ = supervision.ended(holding: nil, at: start) }
        #expect(resting(supervision, at: start) == 3200)

        supervision.spawned(at: start)
        supervision.ready(at: start)
        let later = start + .seconds(31)
        _ = supervision.ended(holding: nil, at: later)

        #expect(resting(supervision, at: later) == 200)
    }

    @Test(arguments: 0..<20)
    func `a random walk enters only the states that may follow`(seed: Int) {
        var random = Seeded(state: UInt64(seed) + 11)
        var supervision = Supervision()
        var now = start
        for _ in 0..<500 {
            let before = supervision.state
            now = now + .milliseconds(Int64.random(in: 0...4000, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0:
                if let due = supervision.due(at: now) {
                    switch due {
                    case .spawn: supervision.spawned(at: now)
                    case .kill(let blame, _): supervision.killed(blame)
                    case .notice: break
                    }
                }
            case 1: supervision.ready(at: now)
            case 2 where before != .down: _ = supervision.ended(holding: nil, at: now)
            case 3 where supervision.isUp: supervision.leave(at: now)
            case 4: supervision.sent(PlayerCommand(1, .pause), at: now)
            case 5: supervision.answered(1, at: now)
            case 6: supervision.moved(at: now)
            default: supervision.hurry(at: now)
            }
            #expect(Self.mayFollow(before, supervision.state), "\(before) → \(supervision.state)")
        }
    }

    private static func mayFollow(
        _ before: Supervision.State, _ after: Supervision.State
    ) -> Bool {
        switch (before, after) {
        case (.down, .down), (.starting, .starting), (.up, .up), (.leaving, .leaving),
            (.killed, .killed), (.resting, .resting):
            true
        case (.starting, .up), (.starting, .killed), (.starting, .resting): true
        case (.up, .leaving), (.up, .killed), (.up, .resting): true
        case (.leaving, .killed), (.leaving, .resting): true
        case (.killed, .resting), (.resting, .starting), (.down, .starting): true
        default: false
        }
    }
}

@Suite struct `What sound waits for` {
    private let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test func `counts only while sound is wanted`() {
        var trouble = DeviceTrouble()
        trouble.device(.absent, "unplugged", at: now)
        trouble.update(wanted: false, at: now)
        #expect(trouble.deniedSince == nil)

        trouble.update(wanted: true, at: now)
        trouble.update(wanted: true, at: now + .seconds(5))
        #expect(trouble.deniedSince == now)
        trouble.update(wanted: false, at: now + .seconds(6))

        #expect(trouble.deniedSince == nil)
    }

    @Test func `is not long when somebody has asked for sound since`() {
        var trouble = DeviceTrouble()
        trouble.device(.absent, "unplugged", at: now)
        trouble.update(wanted: true, at: now)
        let later = now + .seconds(700)
        #expect(trouble.isLong(.seconds(600), at: later))

        trouble.wasAsked()
        trouble.update(wanted: true, at: later)

        #expect(!trouble.isLong(.seconds(600), at: later))
        #expect(trouble.deniedSince == now)
    }

    @Test func `a dead player hides no music that is away`() {
        var trouble = DeviceTrouble()
        trouble.music(EntryID(1), "the music is away", at: now)

        trouble.player("the player ended")

        #expect(trouble.cause == .music(EntryID(1)))
        #expect(trouble.keepsWaiting(EntryID(1)))
        #expect(!trouble.keepsWaiting(EntryID(2)))
    }

    @Test func `the pauses between attempts grow, and sound ends them`() {
        var trouble = DeviceTrouble()
        var pauses: [Int64] = []
        for _ in 0..<10 {
            trouble.device(.busy, "taken", at: now)
            pauses.append(((trouble.retryAt ?? now) - now).nanoseconds / 1_000_000)
        }
        #expect(pauses == [200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000])

        trouble.ended()

        #expect(trouble.cause == nil && trouble.retryAt == nil)
    }
}
