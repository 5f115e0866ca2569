// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Names
import Testing

@Suite struct `The order of submission` {
    private let song = Finding.tracks([Track(path: EscapedPath(escaped: "/m/a.mp3"))])

    private func request(
        _ scene: inout Scene, in name: DestinationName? = Scene.kitchen, query: Bool = false
    ) -> OrderKey {
        let request = query ? Order.Request(query: "a") : Order.Request(title: "a")
        return scene.order(Order(.play(request), destination: name))
    }

    @Test func `play and then stop ends stopped, however late the names are resolved`() {
        var scene = Scene()
        let play = request(&scene)
        let stop = scene.order(Order(.stop))
        #expect(scene.posted[stop] == nil)

        scene.send(.found(play, song))

        #expect(scene.posted[play] == [.resolved, .queued])
        #expect(scene.posted[stop] == [.finished])
        #expect(scene.view?.intent == .stopped)
    }

    @Test func `play, play and clear ends clear`() {
        var scene = Scene()
        let first = request(&scene)
        let second = request(&scene)
        let clear = scene.order(Order(.clear))

        scene.send(.found(first, song))
        #expect(scene.posted[clear] == nil)
        scene.send(.found(second, song))

        #expect(scene.posted[second]?.last == .cancelled)
        #expect(scene.posted[clear] == [.finished])
        #expect(scene.view?.upcoming == 0)
    }

    @Test func `play, play, clear and stop keeps the first, stopped`() {
        var scene = Scene()
        let first = request(&scene)
        let second = request(&scene)
        let clear = scene.order(Order(.clear))
        let stop = scene.order(Order(.stop))

        scene.send(.found(first, song))
        scene.send(.found(second, song))

        #expect(scene.posted[first]?.last == .queued)
        #expect(scene.posted[second]?.last == .cancelled)
        #expect(scene.posted[clear] == [.finished])
        #expect(scene.posted[stop] == [.finished])
        #expect(scene.view?.intent == .stopped)
    }

    @Test func `a stop silences at once, and what was placed before it is not heard`() {
        var scene = Scene()
        scene.play("old")
        scene.playing(1)
        let play = request(&scene)
        scene.said = []

        scene.order(Order(.stop))
        #expect(scene.said == [.stop])
        scene.send(.found(play, song))

        #expect(scene.said == [.stop])
        #expect(scene.view?.intent == .stopped)
        #expect(scene.view?.upcoming == 1)
    }

    @Test func `a stop that waits ends with the last command, also when that one fails`() {
        var scene = Scene()
        let first = request(&scene)
        scene.order(Order(.stop))
        let second = request(&scene)
        let move = scene.order(Order(.seek(.to(0))))
        scene.send(.found(first, song))
        scene.said = []
        scene.send(.found(second, song))

        #expect(scene.posted[move]?.last?.isTerminal == true)
        #expect(scene.view?.intent == .playing)
        #expect(!scene.said.isEmpty)
    }

    @Test func `a later play does not hold an earlier command up`() {
        var scene = Scene()
        let first = request(&scene)
        let clear = scene.order(Order(.clear))
        let second = request(&scene)

        scene.send(.found(first, song))
        #expect(scene.posted[clear] == [.finished])
        scene.send(.found(second, song))

        #expect(scene.posted[second] == [.resolved, .queued])
    }

    @Test func `a pause silences at once, and the play before it is paused too`() {
        var scene = Scene()
        scene.play("old")
        scene.playing(1)
        let play = request(&scene)
        scene.said = []

        let pause = scene.order(Order(.pause))
        #expect(scene.said == [.pause])
        #expect(scene.posted[pause] == nil)
        scene.send(.found(play, song))

        #expect(scene.posted[pause] == [.finished])
        #expect(scene.view?.intent == .paused)
    }

    @Test func `a play in one room holds no command in another up`() {
        var scene = Scene()
        _ = request(&scene)

        let stop = scene.order(Order(.stop, destination: Scene.study))

        #expect(scene.posted[stop] == [.finished])
    }

    @Test func `a sentence may name any room, so every room waits for it`() {
        var scene = Scene()
        let play = request(&scene, in: nil, query: true)
        let stop = scene.order(Order(.stop, destination: Scene.study))
        #expect(scene.posted[stop] == nil)

        scene.send(.found(play, song, SpokenContext(in: Scene.study)))

        #expect(scene.posted[stop] == [.finished])
        #expect(scene.jukebox.view(Scene.study)?.intent == .stopped)
    }

    @Test func `a cancelled play lets the commands after it go`() {
        var scene = Scene()
        let play = request(&scene)
        let next = scene.order(Order(.clear))

        scene.order(Order(.cancel(Ticket(UInt64(play.row)))))

        #expect(scene.posted[play] == [.cancelled])
        #expect(scene.posted[next] == [.finished])
    }

    @Test func `a volume waits for nothing`() {
        var scene = Scene()
        _ = request(&scene)

        let volume = scene.order(Order(.volume(.set(.decibels(-6)))))

        #expect(scene.posted[volume] == [.finished])
    }

    @Test func `commands that wait count as undecided and die with their destination`() {
        var scene = Scene()
        _ = request(&scene, in: Scene.study)
        let stop = scene.order(Order(.stop, destination: Scene.study))
        #expect(scene.jukebox.undecided == 2)

        scene.apply(.init(destinations: [Scene.kitchen], defaultDestination: Scene.kitchen))

        #expect(scene.posted[stop] == [.failed])
        #expect(scene.reasons[stop]?.code == .destination)
    }

    @Test func `a cancel of a ticket that has ended fails and says so`() {
        var scene = Scene()
        let play = scene.play("a")
        scene.playing(1)
        scene.ended(1)

        let cancel = scene.order(Order(.cancel(Ticket(UInt64(play.row)))))

        #expect(scene.posted[cancel] == [.failed])
        #expect(scene.reasons[cancel]?.text.contains("has ended already") == true)
    }
}
