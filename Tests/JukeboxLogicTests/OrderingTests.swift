// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import Names
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

    @Test(arguments: ["study", "Study", "書斎", " study "])
    func `a room is found by its name and by its nicknames`(name: String) {
        var scene = Scene()

        let key = scene.order(Order(.pause, destination: DestinationName(name)))

        #expect(scene.reasons[key]?.text == "nothing plays in study")
    }

    @Test func `a sentence says where and how urgently, where the order does not`() {
        var scene = Scene()
        let song = Finding.tracks([Track(path: EscapedPath(escaped: "/m/s.mp3"))])
        let said = SpokenContext(in: Scene.study, mode: .next, playlist: "Morning")
        let sentence = Order.Request(query: "morning in the study next")

        let one = scene.order(Order(.play(sentence)))
        scene.send(.found(one, song, said))
        let other = scene.order(
            Order(.play(sentence), destination: Scene.kitchen, mode: .replace))
        scene.send(.found(other, song, said))

        let meanings = scene.effects.compactMap { effect -> Meaning? in
            if case .note(_, let meaning) = effect { meaning } else { nil }
        }
        #expect(meanings.map(\.destination) == [Scene.study, Scene.kitchen])
        #expect(meanings.first?.playlist == "Morning")
        #expect(scene.jukebox.view(Scene.study)?.playlist == "Morning")
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
        scene.ended(1)
        #expect(scene.posted[key]?.last == .playing)
        scene.playing(2)
        scene.ended(2)

        #expect(scene.posted[key] == [.resolved, .queued, .playing, .finished])
        #expect(scene.view?.current == nil)
    }

    @Test func `the following track is named ahead and taken over without a new command`() {
        var scene = Scene()
        scene.play("a", "b")
        #expect(scene.said.count == 2)

        scene.playing(1)
        scene.ended(1)

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
        scene.ended(1)

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
            Order(.play(Order.Request(title: "a")), destination: DestinationName("attic")))

        #expect(scene.posted[key] == [.refused])
        #expect(scene.reasons[key]?.candidates == ["kitchen", "study"])
    }

    @Test func `a queue that is full refuses and keeps what it has`() {
        var scene = Scene(
            rules: .init(
                destinations: [Scene.kitchen], defaultDestination: Scene.kitchen, queueLimit: 2))
        scene.play("a", "b")

        let key = scene.play("c", "d")

        #expect(scene.posted[key] == [.refused])
        #expect(scene.reasons[key]?.code == .queueFull)
        #expect(scene.view?.upcoming == 1)
    }
}
