// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `Music that is away` {
    private let away = Reason(.away, "the music folder /m is not there")

    private func passToNextAttempt(_ scene: inout Scene) {
        scene.now = scene.jukebox.nextAlarm ?? scene.now
        scene.send(.alarm)
    }

    /// Ends the player as it was told, and starts it again.
    private func respawn(_ scene: inout Scene) {
        scene.send(.playerEnded(Scene.kitchen, why: "exit status 0"))
        scene.pass(.milliseconds(1))
        scene.player(.ready)
    }

    @Test func `fails no song, and is tried again by a new player with a growing pause`() {
        var scene = Scene()
        let key = scene.play("a", "b")
        scene.player(.failed(EntryID(1), away))
        #expect(scene.view?.waitingFor == .music)
        #expect(scene.view?.text == away.text)
        #expect(scene.posted[key]?.last == .queued)

        scene.pass(.milliseconds(200))
        #expect(scene.said.last == .quit)
        scene.said = []
        respawn(&scene)
        #expect(scene.said.contains { if case .play = $0 { true } else { false } })
        scene.player(.failed(EntryID(1), away))

        scene.said = []
        scene.pass(.milliseconds(399))
        #expect(scene.said.isEmpty)
        scene.pass(.milliseconds(1))
        #expect(scene.said == [.quit])
        #expect(scene.view?.current?.id == EntryID(1))
    }

    @Test func `is tried again at once when something is mounted`() {
        var scene = Scene()
        scene.play("a")
        for _ in 0..<6 {
            scene.player(.failed(EntryID(1), away))
            passToNextAttempt(&scene)
            respawn(&scene)
        }
        scene.player(.failed(EntryID(1), away))
        scene.said = []

        scene.send(.mountsChanged)

        #expect(scene.said == [.quit])
    }

    @Test func `found out while another song still plays, is tried again when its turn comes`() {
        var scene = Scene()
        scene.play("a", "b")
        scene.playing(1)
        scene.player(.following(EntryID(2)))
        scene.player(.failed(EntryID(2), away))
        #expect(scene.view?.waitingFor == nil)
        scene.said = []

        scene.player(.ended(EntryID(1)))

        let piece = Piece(entry: EntryID(2), path: EscapedPath(escaped: "/m/b.mp3"))
        #expect(scene.said == [.play(piece, fromMilliseconds: 0, paused: false)])
    }

    @Test func `keeps the position of a song that it interrupts`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1, frame: 441_000)

        scene.player(.failed(EntryID(1), away))
        scene.pass(.milliseconds(200))
        scene.said = []
        respawn(&scene)

        let piece = Piece(entry: EntryID(1), path: EscapedPath(escaped: "/m/a.mp3"))
        #expect(scene.said.contains(.play(piece, fromMilliseconds: 10_000, paused: false)))
    }

    @Test func `does not keep another song from being tried`() {
        var scene = Scene()
        scene.play("a")
        scene.player(.failed(EntryID(1), away))
        scene.said = []

        scene.play("b", mode: .now)

        let piece = Piece(entry: EntryID(2), path: EscapedPath(escaped: "/m/b.mp3"))
        #expect(scene.said.contains(.play(piece, fromMilliseconds: 0, paused: false)))
    }

    @Test func `for more than ten minutes leaves the room held, and nothing sounds by itself`() {
        var scene = Scene()
        let key = scene.play("a", "b")
        scene.player(.failed(EntryID(1), away))
        for _ in 0..<30 {
            passToNextAttempt(&scene)
            respawn(&scene)
            scene.player(.failed(EntryID(1), away))
        }
        scene.said = []
        passToNextAttempt(&scene)
        respawn(&scene)
        let piece = Piece(entry: EntryID(1), path: EscapedPath(escaped: "/m/a.mp3"))
        #expect(scene.said.contains(.play(piece, fromMilliseconds: 0, paused: true)))

        scene.player(
            .paused(PlaybackPosition(entry: EntryID(1), frame: 0, rate: 44_100, at: scene.now)))

        #expect(scene.view?.held == 2)
        #expect(scene.view?.intent == .paused)
        #expect(scene.view?.text.contains("2 songs were waiting") == true)
        #expect(scene.posted[key]?.last == .queued)
        scene.player(.obeyed)
        scene.pass(.seconds(100_000))
        #expect(scene.posted[key]?.last == .queued, "a held room expires nothing")
        scene.said = []
        scene.order(Order(.resume))
        #expect(scene.said.first == .resume)
        #expect(scene.view?.held == nil)
    }

    @Test func `a disk that spins up is waited for, and the room says so`() {
        var scene = Scene()
        let key = scene.order(Order(.play(Order.Request(title: "a"))))
        scene.send(.found(key, .tracks([Track(path: EscapedPath(escaped: "/m/a.mp3"))])))

        scene.pass(.seconds(2))
        #expect(scene.view?.waitingFor == .disk)
        #expect(scene.view?.text == "waiting for the disk")
        scene.pass(.milliseconds(27_900))
        #expect(!scene.effects.contains { if case .kill = $0 { true } else { false } })
        scene.playing(1)
        #expect(scene.view?.waitingFor == nil)
    }

    @Test func `a disk that hangs for thirty seconds is music that is away, and blames no file`() {
        var scene = Scene()
        let key = scene.play("a")
        for _ in 0..<4 {
            scene.pass(.seconds(30))
            scene.send(.playerEnded(Scene.kitchen, why: "signal 9"))
            scene.pass(.seconds(31))
            scene.player(.ready)
        }

        #expect(scene.posted[key]?.last == .queued)
        #expect(scene.effects.contains { if case .kill = $0 { true } else { false } })
    }
}

@Suite struct `Folders and devices that change by a reload` {
    private let song = EscapedPath(escaped: "/m/a.mp3")

    private func rules(_ folders: [String], device: String = "hw:0") -> Jukebox.Rules {
        .init(
            destinations: [Scene.kitchen], defaultDestination: Scene.kitchen,
            outputs: [Scene.kitchen: device], music: folders.map(EscapedPath.init(escaped:)))
    }

    private func playing(_ paths: String...) -> Scene {
        var scene = Scene(ready: false, rules: rules(["/m"]))
        scene.player(.ready)
        let key = scene.order(Order(.play(Order.Request(title: "x"))))
        let tracks = paths.map { Track(path: EscapedPath(escaped: $0)) }
        scene.send(.found(key, .tracks(tracks)))
        scene.playing(1)
        scene.said = []
        return scene
    }

    @Test func `a new folder interrupts nothing, and is read by a new player at its turn`() {
        var scene = playing("/m/a.mp3")
        scene.apply(rules(["/m", "/new"]))
        let key = scene.order(Order(.play(Order.Request(title: "y"))))
        scene.send(.found(key, .tracks([Track(path: EscapedPath(escaped: "/new/b.mp3"))])))
        #expect(!scene.said.contains(.quit))

        scene.player(.ended(EntryID(1)))

        #expect(scene.said.last == .quit)
        scene.send(.playerEnded(Scene.kitchen, why: "exit status 0"))
        scene.pass(.milliseconds(1))
        scene.player(.ready)
        let piece = Piece(entry: EntryID(2), path: EscapedPath(escaped: "/new/b.mp3"))
        #expect(scene.said.contains(.play(piece, fromMilliseconds: 0, paused: false)))
    }

    @Test func `a removed folder fails its songs alone, at their turn, with the reason`() {
        var scene = playing("/m/a.mp3", "/m/b.mp3")
        scene.apply(rules(["/other"]))
        #expect(scene.view?.current?.id == EntryID(1))
        scene.order(Order(.stop))

        let resume = scene.order(Order(.resume))

        #expect(scene.posted[resume] == [.finished])
        #expect(scene.reasons[OrderKey(1)]?.code == .outside)
        #expect(scene.view?.current == nil)
    }

    @Test func `a song of a removed folder does not follow in the player that can still read it`() {
        var scene = Scene(ready: false, rules: rules(["/m", "/gone"]))
        scene.player(.ready)
        let key = scene.order(Order(.play(Order.Request(title: "x"))))
        let paths = ["/m/a.mp3", "/m/b.mp3", "/gone/c.mp3", "/m/d.mp3"]
        scene.send(
            .found(key, .tracks(paths.map { Track(path: EscapedPath(escaped: $0)) })))
        scene.playing(1)
        scene.player(.following(EntryID(2)))

        scene.apply(rules(["/m"]))
        scene.player(.ended(EntryID(1)))
        scene.playing(2)
        scene.said = []
        scene.player(.ended(EntryID(2)))

        let piece = Piece(entry: EntryID(4), path: EscapedPath(escaped: "/m/d.mp3"))
        #expect(scene.said == [.play(piece, fromMilliseconds: 0, paused: false)])
        #expect(scene.view?.current?.id == EntryID(4))
    }

    @Test func `another device is taken up at the same position`() {
        var scene = playing("/m/a.mp3")
        scene.playing(1, frame: 44_100)

        scene.apply(rules(["/m"], device: "hw:1"))
        #expect(scene.said == [.quit])
        scene.send(.playerEnded(Scene.kitchen, why: "exit status 0"))
        scene.pass(.milliseconds(1))
        scene.player(.ready)

        let piece = Piece(entry: EntryID(1), path: song)
        #expect(scene.said.contains(.play(piece, fromMilliseconds: 1000, paused: false)))
    }

    @Test func `a room that is removed and added again keeps its volume`() {
        var scene = Scene()
        scene.order(Order(.volume(.set(.decibels(-9))), destination: Scene.study))
        scene.apply(.init(destinations: [Scene.kitchen], defaultDestination: Scene.kitchen))
        #expect(scene.jukebox.view(Scene.study) == nil)

        scene.apply(Scene.rules)

        #expect(scene.jukebox.view(Scene.study)?.volume == .decibels(-9))
    }
}
