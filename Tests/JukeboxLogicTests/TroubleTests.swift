// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `Players and devices in trouble` {
    @Test func `a player that dies is started again and put back where it was`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1, frame: 88_200)

        scene.send(.playerEnded(Scene.kitchen, why: "signal 9"))
        scene.wait(.milliseconds(200))
        scene.send(.alarm)
        #expect(scene.effects.last == .spawn(Scene.kitchen))
        scene.said = []
        scene.player(.ready)

        let piece = Piece(entry: EntryID(1), path: EscapedPath(escaped: "/m/a.mp3"))
        #expect(scene.said.contains(.play(piece, fromMilliseconds: 2000, paused: false)))
    }

    @Test func `the pauses between deaths grow to thirty seconds`() {
        var scene = Scene()
        var pauses: [Int64] = []
        for _ in 0..<10 {
            scene.send(.playerEnded(Scene.kitchen, why: "exit status 1"))
            let pause = (scene.jukebox.nextAlarm ?? scene.now) - scene.now
            pauses.append(pause.nanoseconds / 1_000_000)
            scene.wait(pause)
            scene.send(.alarm)
        }

        #expect(pauses.prefix(4) == [200, 400, 800, 1600])
        #expect(pauses.last == 30_000)
    }

    @Test func `a file that kills its player three times fails alone`() {
        var scene = Scene()
        let bad = scene.play("bad")
        scene.play("good")
        for _ in 0..<3 {
            scene.send(.playerEnded(Scene.kitchen, why: "signal 11"))
            scene.wait(.seconds(2))
            scene.send(.alarm)
            scene.player(.ready)
        }

        #expect(scene.posted[bad]?.last == .failed)
        #expect(scene.view?.current?.id == EntryID(2))
    }

    @Test func `a command that is not answered for two seconds kills the player`() {
        var scene = Scene()
        scene.play("a")

        scene.player(.obeyed)
        scene.order(Order(.pause))
        scene.wait(.milliseconds(2001))
        scene.send(.alarm)

        #expect(
            scene.effects.contains {
                if case .kill(Scene.kitchen, _) = $0 { true } else { false }
            })
    }

    @Test func `a busy device is tried again while an order waits`() {
        var scene = Scene()
        scene.play("a")
        scene.player(.device(.busy, text: "taken"))
        #expect(scene.view?.device == .busy)
        scene.said = []

        scene.wait(.milliseconds(200))
        scene.send(.alarm)

        #expect(scene.said == [.resume])
    }

    @Test func `an order that waits too long for a device expires`() {
        var scene = Scene()
        let key = scene.play("a")
        scene.player(.device(.absent, text: "gone"))

        scene.player(.obeyed)
        scene.pass(.seconds(43_000))
        #expect(scene.posted[key]?.last == .queued)
        scene.pass(.seconds(201))

        #expect(scene.posted[key]?.last == .expired)
    }

    @Test func `orders that expire within a second are ended in one pass`() {
        var scene = Scene()
        let first = scene.play("a")
        scene.player(.device(.absent, text: "gone"))
        let keys =
            [first]
            + (0..<20).map { _ in
                scene.wait(.milliseconds(10))
                return scene.play("b")
            }
        scene.player(.obeyed)
        func expired() -> Int { keys.count { scene.posted[$0]?.last == .expired } }

        scene.pass(.seconds(43_199))
        var passes: [Int] = []
        while expired() < keys.count, let alarm = scene.jukebox.nextAlarm {
            let before = expired()
            scene.now = max(scene.now, alarm)
            scene.send(.alarm)
            if expired() > before { passes.append(expired() - before) }
        }

        #expect(passes == [1, 20])
    }

    @Test func `waiting for one's turn is not waiting`() {
        var scene = Scene()
        scene.play("a")
        let key = scene.play("b")
        scene.playing(1)

        scene.wait(.seconds(6000))
        scene.player(
            .position(PlaybackPosition(entry: EntryID(1), frame: 99, rate: 44_100, at: scene.now)))
        scene.send(.alarm)

        #expect(scene.posted[key]?.last == .queued)
    }

    @Test func `an idle house has nothing to wake up for`() {
        var scene = Scene()
        scene.player(.obeyed)
        #expect(scene.jukebox.nextAlarm == nil)

        scene.play("a")
        scene.playing(1)
        scene.ended(1)
        scene.player(.obeyed)

        #expect(scene.jukebox.nextAlarm == nil)
    }

    @Test func `a paused room has nothing to wake up for`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)
        scene.order(Order(.pause))
        scene.player(.obeyed)

        #expect(scene.jukebox.nextAlarm == nil)
    }
}
