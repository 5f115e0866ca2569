// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `Ordering music` {
    @Test func `an order in a silent room plays at once`() {
        var scene = Scene()

        let key = scene.play("a")

        #expect(scene.posted[key] == [.resolved, .queued])
        let piece = Piece(entry: EntryID(1), path: EscapedPath(escaped: "/m/a.mp3"))
        #expect(scene.said == [.play(piece, fromMilliseconds: 0, paused: false)])
    }

    @Test func `playing is said only when frames have left the device`() {
        var scene = Scene()
        let key = scene.play("a")

        scene.playing(1)

        #expect(scene.posted[key]?.last == .playing)
    }

    @Test func `a ticket of several tracks ends with the last of them`() {
        var scene = Scene()
        let key = scene.play("a", "b")

        scene.playing(1)
        scene.player(.ended(EntryID(1)))
        #expect(scene.posted[key]?.last == .playing)
        scene.playing(2)
        scene.player(.ended(EntryID(2)))

        #expect(scene.posted[key] == [.resolved, .queued, .playing, .finished])
        #expect(scene.view?.current == nil)
    }

    @Test func `the following track is named ahead and taken over without a new command`() {
        var scene = Scene()
        scene.play("a", "b")
        #expect(scene.said.count == 2)

        scene.playing(1)
        scene.player(.ended(EntryID(1)))

        #expect(scene.view?.current?.id == EntryID(2))
        #expect(!scene.said.dropFirst(2).contains { if case .play = $0 { true } else { false } })
    }

    @Test func `a track that fails is passed over and its ticket says why`() {
        var scene = Scene()
        let bad = scene.play("bad")
        let good = scene.play("good")

        scene.player(.failed(EntryID(1), Reason(.format, "no MP3")))

        #expect(scene.posted[bad]?.last == .failed)
        #expect(scene.reasons[bad] == Reason(.format, "no MP3"))
        #expect(scene.view?.current?.id == EntryID(2))
        #expect(scene.posted[good]?.last == .queued)
    }

    @Test func `now interrupts and the queue goes on afterwards`() {
        var scene = Scene()
        let first = scene.play("a", "b")
        scene.playing(1)

        scene.play("c", mode: .now)

        #expect(scene.view?.current?.track.title == "c")
        #expect(scene.view?.upcoming == 1)
        #expect(scene.posted[first]?.last == .playing)
    }

    @Test func `next stands before what waits`() {
        var scene = Scene()
        scene.play("a", "b")
        scene.playing(1)

        scene.play("c", mode: .next)
        scene.player(.ended(EntryID(1)))

        #expect(scene.view?.current?.track.title == "c")
    }

    @Test func `replace supersedes all that was queued`() {
        var scene = Scene()
        let waiting = scene.play("a")
        let other = scene.play("b")

        scene.play("c", mode: .replace)

        #expect(scene.posted[waiting]?.last == .superseded)
        #expect(scene.posted[other]?.last == .superseded)
        #expect(scene.view?.current?.track.title == "c")
    }

    @Test func `a stopped room plays the new order first and then the rest`() {
        var scene = Scene()
        scene.play("old")
        scene.playing(1)
        scene.order(Order(.stop))
        #expect(scene.said.last == .stop)

        scene.play("new")

        #expect(scene.view?.current?.track.title == "new")
        #expect(scene.view?.upcoming == 1)
    }

    @Test func `an unknown destination is refused with the names that exist`() {
        var scene = Scene()

        let key = scene.order(
            Order(.play(Wanted(title: "a")), destination: DestinationName("attic")))

        #expect(scene.posted[key] == [.refused])
        #expect(scene.reasons[key]?.candidates == ["kitchen", "study"])
    }

    @Test func `a queue that is full refuses and keeps what it has`() {
        var scene = Scene(queueLimit: 2)
        scene.play("a", "b")

        let key = scene.play("c", "d")

        #expect(scene.posted[key] == [.refused])
        #expect(scene.reasons[key]?.code == .queueFull)
        #expect(scene.view?.upcoming == 1)
    }
}

@Suite struct `Commands` {
    @Test func `next skips and the skipped ticket is finished`() {
        var scene = Scene()
        let key = scene.play("a")
        scene.play("b")
        scene.playing(1)

        let next = scene.order(Order(.next))

        #expect(scene.posted[key]?.last == .finished)
        #expect(scene.posted[next] == [.finished])
        #expect(scene.view?.current?.id == EntryID(2))
    }

    @Test func `stop ends no ticket`() {
        var scene = Scene()
        let key = scene.play("a")
        scene.playing(1)

        scene.order(Order(.stop))

        #expect(scene.posted[key]?.last == .playing)
        #expect(scene.view?.intent == .stopped)
    }

    @Test func `pause and resume are told to the player once`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)
        scene.said = []

        scene.order(Order(.pause))
        scene.order(Order(.pause))
        scene.order(Order(.resume))

        #expect(scene.said == [.pause, .resume])
    }

    @Test func `pausing a silent room fails and says so`() {
        var scene = Scene()

        let key = scene.order(Order(.pause))

        #expect(scene.posted[key] == [.failed])
        #expect(scene.reasons[key]?.code == .notNow)
    }

    @Test func `previous within three seconds goes back a track`() {
        var scene = Scene()
        scene.play("a", "b")
        scene.playing(1)
        scene.player(.ended(EntryID(1)))
        scene.playing(2)

        scene.order(Order(.previous))

        #expect(scene.view?.current?.track.title == "a")
        #expect(scene.view?.current?.id == EntryID(3))
        #expect(scene.view?.upcoming == 1)
    }

    @Test func `cancelling takes an order's entries out of the queue`() {
        var scene = Scene()
        scene.play("a")
        let key = scene.play("b", "c")

        scene.order(Order(.cancel(Ticket(UInt64(key.row)))))

        #expect(scene.posted[key]?.last == .cancelled)
        #expect(scene.view?.upcoming == 0)
    }

    @Test func `an order can be cancelled before its names are found`() {
        var scene = Scene()
        let key = scene.order(Order(.play(Wanted(title: "a"))))

        scene.order(Order(.cancel(Ticket(UInt64(key.row)))))
        scene.send(
            .found(key, .tracks([Track(path: EscapedPath(escaped: "/a"))], alternatives: [])))

        #expect(scene.posted[key] == [.cancelled])
        #expect(scene.view?.current == nil)
    }

    @Test func `entries are moved and removed by number`() {
        var scene = Scene()
        scene.play("a", "b", "c")
        scene.playing(1)

        scene.order(Order(.move(EntryID(3), to: 1)))
        let removed = scene.order(Order(.remove(EntryID(2))))
        scene.player(.ended(EntryID(1)))

        #expect(scene.posted[removed] == [.finished])
        #expect(scene.view?.current?.id == EntryID(3))
        #expect(scene.view?.upcoming == 0)
    }

    @Test func `a command found at the start is not obeyed`() {
        var scene = Scene()

        let key = scene.order(Order(.stop), atStart: true)

        #expect(scene.posted[key] == [.expired])
    }
}

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

        scene.wait(.seconds(600))
        scene.send(.alarm)

        #expect(scene.posted[key]?.last == .expired)
    }

    @Test func `waiting for one's turn is not waiting`() {
        var scene = Scene()
        scene.play("a")
        let key = scene.play("b")
        scene.playing(1)

        scene.wait(.seconds(6000))
        scene.player(.position(Heard(entry: EntryID(1), frame: 99, rate: 44_100, at: scene.now)))
        scene.send(.alarm)

        #expect(scene.posted[key]?.last == .queued)
    }

    @Test func `an idle house has nothing to wake up for`() {
        var scene = Scene()
        scene.player(.obeyed)
        #expect(scene.jukebox.nextAlarm == nil)

        scene.play("a")
        scene.playing(1)
        scene.player(.ended(EntryID(1)))
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

@Suite struct `A random walk` {
    @Test(arguments: 0..<40)
    func `ends every ticket exactly once`(seed: Int) {
        var random = Seeded(state: UInt64(seed) &* 7919 &+ 1)
        var scene = Scene()
        var keys: [OrderKey] = []
        for step in 0..<300 {
            switch Int.random(in: 0..<14, using: &random) {
            case 0...3:
                let mode = Order.Mode.allCases.randomElement(using: &random) ?? .append
                keys.append(scene.play("t\(step)", "u\(step)", mode: mode))
            case 4: keys.append(scene.order(Order(.next)))
            case 5: keys.append(scene.order(Order(.previous)))
            case 6: keys.append(scene.order(Order(.pause)))
            case 7: keys.append(scene.order(Order(.resume)))
            case 8: keys.append(scene.order(Order(.stop)))
            case 9: keys.append(scene.order(Order(.clear)))
            case 10:
                keys.append(
                    scene.order(Order(.cancel(Ticket(UInt64.random(in: 1...60, using: &random))))))
            case 11:
                scene.send(.playerEnded(Scene.kitchen, why: "signal 9"))
                scene.wait(.seconds(31))
                scene.send(.alarm)
                scene.player(.ready)
            default:
                if let current = scene.view?.current, scene.view?.intent == .playing {
                    scene.playing(current.id.number)
                    scene.player(.ended(current.id))
                }
            }
            scene.player(.obeyed)
        }
        scene.order(Order(.resume))
        for _ in 0..<2000 {
            guard let current = scene.view?.current else { break }
            scene.playing(current.id.number)
            scene.player(.ended(current.id))
        }

        for key in keys {
            let terminal = scene.posted[key]?.filter(\.isTerminal).count
            #expect(terminal == 1, "order \(key.row): \(scene.posted[key] ?? [])")
        }
    }
}

struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
