// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `Commands for the queue` {
    /// A room that plays “a” and has b, c, d, e waiting.
    private func scene() -> Scene {
        var scene = Scene()
        scene.play("a", "b", "c", "d", "e")
        scene.playing(1)
        return scene
    }

    @Test func `toggle pauses what plays and plays what is paused or stopped`() {
        var scene = scene()
        scene.order(Order(.toggle))
        #expect(scene.view?.intent == .paused)
        scene.order(Order(.toggle))
        #expect(scene.view?.intent == .playing)
        scene.order(Order(.stop))
        scene.order(Order(.toggle))
        #expect(scene.view?.intent == .playing)
    }

    @Test func `toggle in an empty room fails and says why`() {
        var scene = Scene()

        let key = scene.order(Order(.toggle))

        #expect(scene.posted[key] == [.failed])
        #expect(scene.reasons[key]?.text == "the queue of kitchen is empty")
    }

    @Test func `toggle waits for the play before it, and then pauses it`() {
        var scene = Scene()
        let play = scene.order(Order(.play(Order.Request(title: "a"))))
        scene.order(Order(.toggle))
        let track = Track(path: EscapedPath(escaped: "/m/a.mp3"))

        scene.send(.found(play, .tracks([track])))

        #expect(scene.view?.intent == .paused && scene.view?.current != nil)
    }

    @Test func `jump plays an entry and skips those before it`() {
        var scene = scene()

        let key = scene.order(Order(.jump(EntryID(4))))

        #expect(scene.posted[key] == [.finished])
        #expect(scene.view?.current?.id == EntryID(4))
        #expect(scene.queue == ["d", "e"])
        #expect(scene.ends == [1: .skipped, 2: .skipped, 3: .skipped])
    }

    @Test func `previous goes back through what a jump has skipped`() {
        var scene = scene()
        scene.order(Order(.jump(EntryID(4))))

        scene.order(Order(.previous))
        #expect(scene.queue == ["c", "d", "e"])
        scene.order(Order(.previous))

        #expect(scene.queue == ["b", "c", "d", "e"])
    }

    @Test func `jump starts a stopped room, and the current entry again`() {
        var scene = scene()
        scene.order(Order(.stop))
        scene.order(Order(.jump(EntryID(1))))

        #expect(scene.view?.intent == .playing)
        #expect(scene.view?.startMilliseconds == 0)
        #expect(scene.queue == ["a", "b", "c", "d", "e"])
    }

    @Test func `jump to an entry that is gone fails and changes nothing`() {
        var scene = scene()

        let key = scene.order(Order(.jump(EntryID(99))))

        #expect(scene.posted[key] == [.failed])
        #expect(scene.queue == ["a", "b", "c", "d", "e"])
    }

    @Test func `crop keeps what plays, and fails where nothing does`() {
        var scene = scene()
        scene.order(Order(.crop))
        #expect(scene.queue == ["a"])

        let key = scene.order(Order(.crop, destination: Scene.study))

        #expect(scene.posted[key] == [.failed])
    }

    @Test func `shuffle mixes what waits, by the seed alone`() {
        var first = scene()
        var second = scene()
        first.order(Order(.shuffle))
        second.order(Order(.shuffle))

        #expect(first.queue == second.queue)
        #expect(first.queue.first == "a")
        #expect(first.queue.sorted() == ["a", "b", "c", "d", "e"])
        #expect(first.queue != ["a", "b", "c", "d", "e"])
    }

    @Test func `shuffle gives every song a chance at every place`() {
        var seen: Set<String> = []
        for seed in 0..<50 {
            var kept = KeptJukebox()
            kept.seed = UInt64(seed)
            var scene = Scene(kept: kept)
            scene.play("a", "b", "c", "d")
            scene.playing(1)
            scene.order(Order(.shuffle))
            for (place, title) in scene.queue.enumerated() { seen.insert("\(place)\(title)") }
        }

        #expect(seen.count == 1 + 9)
    }

    @Test func `remove takes spans out, all of them in one order`() {
        var scene = scene()
        let spans = [EntrySpan(EntryID(2), through: EntryID(3), count: 2), EntrySpan(EntryID(5))]

        let key = scene.order(Order(.remove(spans)))

        #expect(scene.posted[key] == [.finished])
        #expect(scene.queue == ["a", "d"])
    }

    @Test func `remove takes out spans that overlap, and the current entry`() {
        var scene = scene()
        let spans = [
            EntrySpan(EntryID(3), through: EntryID(4)), EntrySpan(EntryID(1), through: EntryID(3)),
        ]

        scene.order(Order(.remove(spans)))

        #expect(scene.queue == ["e"])
        #expect(scene.view?.current?.id == EntryID(5))
    }

    @Test(arguments: [
        EntrySpan(EntryID(2), through: EntryID(4), count: 2),
        EntrySpan(EntryID(4), through: EntryID(2)), EntrySpan(EntryID(2), through: EntryID(9)),
    ])
    func `remove takes nothing out if the queue is not as the client saw it`(span: EntrySpan) {
        var scene = scene()

        let key = scene.order(Order(.remove([EntrySpan(EntryID(3)), span])))

        #expect(scene.posted[key] == [.failed])
        #expect(scene.reasons[key]?.text.hasSuffix("nothing was removed") == true)
        #expect(scene.queue == ["a", "b", "c", "d", "e"])
    }

    @Test func `a removal from a long queue takes one pass`() {
        var scene = Scene(
            rules: .init(destinations: [Scene.kitchen], defaultDestination: Scene.kitchen))
        let key = scene.order(Order(.play(Order.Request(title: "a"))))
        let tracks = (0..<20_000).map { Track(path: EscapedPath(escaped: "/m/\($0).mp3")) }
        scene.send(.found(key, .tracks(tracks)))
        let spans = (1...5000).map { EntrySpan(EntryID(Int64($0 * 3))) }

        scene.order(Order(.remove(spans)))
        #expect(scene.queue.count == 15_000)
        scene.order(Order(.undo))

        #expect(scene.queue.count == 20_000)
        #expect(scene.queue == (0..<20_000).map(String.init))
    }
}

@Suite struct `A command that has nothing to do` {
    @Test(
        arguments: [
            ([Order.Verb.pause], Order.Verb.pause, "kitchen was paused already"),
            ([], .resume, "kitchen was playing already"),
            ([.stop], .stop, "kitchen was stopped already"),
            (
                [.clear], .clear,
                "the queue of kitchen was empty already, except for the current song"
            ),
            ([.clear], .crop, "only the current song was in the queue of kitchen already"),
            ([.clear], .shuffle, "fewer than two songs wait in kitchen"),
            ([], .move(EntryID(3), to: 2), "entry 3 was at position 2 already"),
            (
                [.volume(.set(.percent(40)))], .volume(.set(.percent(40))),
                "the volume of kitchen was 40 % already"
            ),
            ([], .volume(.byPercent(5)), "the volume of kitchen was 100 % already"),
            ([.volume(.set(.muted))], .volume(.set(.muted)), "kitchen was muted already"),
            ([.volume(.set(.muted))], .volume(.byPercent(-5)), "kitchen was muted already"),
            ([], .volume(.unmute), "kitchen was not muted"),
        ] as [([Order.Verb], Order.Verb, String)])
    func `finishes and says so`(before: [Order.Verb], verb: Order.Verb, text: String) {
        var scene = Scene()
        scene.play("a", "b", "c", "d")
        scene.playing(1)
        for verb in before { scene.order(Order(verb)) }

        let key = scene.order(Order(verb))

        #expect(scene.posted[key] == [.finished])
        #expect(scene.reasons[key] == Reason(.already, text))
    }

    @Test(arguments: [Order.Verb.pause, .next, .previous, .seek(.by(5)), .undo, .crop])
    func `in the wrong state fails`(verb: Order.Verb) {
        var scene = Scene()

        let key = scene.order(Order(verb))

        #expect(scene.posted[key] == [.failed])
        #expect(scene.reasons[key]?.code == .notNow)
    }

    @Test func `with something to do says nothing`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)

        let key = scene.order(Order(.pause))

        #expect(scene.posted[key] == [.finished] && scene.reasons[key] == nil)
    }
}

@Suite struct `A seek and a volume` {
    private func scene(_ milliseconds: Int64?) -> Scene {
        var scene = Scene()
        let key = scene.order(Order(.play(Order.Request(title: "a"))))
        let track = Track(
            path: EscapedPath(escaped: "/m/a.mp3"), title: "Canon", milliseconds: milliseconds)
        scene.send(.found(key, .tracks([track])))
        scene.playing(1)
        return scene
    }

    @Test(arguments: [
        (Order.Seek.percent(50), Int64(62_500)), (.percent(0), 0), (.percent(100), 125_000),
        (.to(125_000), 125_000), (.by(-10_000), 0), (.by(900_000), 125_000), (.by(.min), 0),
    ])
    func `goes where it should`(seek: Order.Seek, place: Int64) {
        var scene = scene(125_000)

        scene.order(Order(.seek(seek)))

        #expect(scene.view?.startMilliseconds == place)
    }

    @Test func `beyond the end fails and says how long the song is`() {
        var scene = scene(3_725_000)

        let key = scene.order(Order(.seek(.to(3_725_001))))

        #expect(scene.posted[key] == [.failed])
        #expect(scene.reasons[key]?.text == "“Canon” is 1:02:05 long")
    }

    @Test func `to a part of a song of unknown length fails`() {
        var scene = scene(nil)

        let key = scene.order(Order(.seek(.percent(50))))

        #expect(scene.reasons[key]?.text == "the length of “Canon” is not known")
    }

    @Test func `by percent points ends a mute upwards only`() {
        var scene = Scene()
        scene.order(Order(.volume(.set(.percent(40)))))
        scene.order(Order(.volume(.set(.muted))))
        scene.order(Order(.volume(.byPercent(-5))))
        #expect(scene.view?.volume == .muted)

        scene.order(Order(.volume(.byPercent(5))))

        #expect(scene.view?.volume.percent.rounded() == 45)
    }
}
