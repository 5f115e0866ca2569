// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `An order in a silent room` {
    private func silence(_ scene: Scene) -> Silence? {
        for effect in scene.effects.reversed() {
            if case .note(_, let meaning) = effect { return meaning.silent }
        }
        return nil
    }

    @Test func `says that the room is paused, and stays behind the pause`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)
        scene.order(Order(.pause))

        scene.play("b")

        #expect(silence(scene) == .paused)
        #expect(scene.view?.intent == .paused)
    }

    @Test func `that is a sentence ends the pause, and plays from where it was`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)
        scene.order(Order(.pause))
        scene.said = []

        let key = scene.order(Order(.play(Order.Request(query: "b"))))
        scene.send(.found(key, .tracks([Track(path: EscapedPath(escaped: "/m/b.mp3"))])))

        #expect(scene.said.first == .resume)
        #expect(scene.view?.current?.id == EntryID(1))
        #expect(silence(scene) == nil)
    }

    @Test func `that is a sentence leaves the pause where the settings say so`() {
        var rules = Scene.rules
        rules.resumeOnOrder = false
        var scene = Scene(rules: rules)
        scene.play("a")
        scene.playing(1)
        scene.order(Order(.pause))

        let key = scene.order(Order(.play(Order.Request(query: "b"))))
        scene.send(.found(key, .tracks([Track(path: EscapedPath(escaped: "/m/b.mp3"))])))

        #expect(scene.view?.intent == .paused)
        #expect(silence(scene) == .paused)
    }

    @Test func `says that the device is away, or the volume zero`() {
        var scene = Scene()
        scene.play("a")
        scene.player(.device(.absent, text: "unplugged"))
        scene.play("b")
        #expect(silence(scene) == .device)

        scene.playing(1)
        scene.order(Order(.volume(.set(.muted))))
        scene.play("c")
        #expect(silence(scene) == .muted)
    }

    @Test
    func `a room whose queue runs out while it is paused is stopped, and the next order plays`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)
        scene.order(Order(.pause))
        scene.order(Order(.next))
        #expect(scene.view?.intent == .stopped)
        scene.said = []

        scene.play("b")

        #expect(scene.view?.intent == .playing)
        #expect(scene.said.contains { if case .play = $0 { true } else { false } })
    }
}

@Suite struct `How a ticket ends` {
    @Test func `in part, when some of it was heard and some failed`() {
        var scene = Scene()
        let key = scene.play("a", "b", "c")
        scene.playing(1)
        scene.ended(1)
        scene.player(.failed(EntryID(2), Reason(.unreadable, "no such file")))
        scene.player(.failed(EntryID(3), Reason(.damaged, "no MP3")))

        #expect(scene.posted[key]?.last == .partly)
        #expect(scene.reasons[key]?.text == "2 of 3 could not be played: no such file")
    }

    @Test(arguments: [Order.Mode.now, .replace])
    func `superseded, when another order cuts its song off`(mode: Order.Mode) {
        var scene = Scene()
        let key = scene.play("a")
        scene.playing(1)

        scene.play("b", mode: mode)

        #expect(scene.posted[key]?.last == .superseded)
    }

    @Test func `skipped, when somebody moved on`() {
        var scene = Scene()
        let key = scene.play("a", "b")
        scene.playing(1)
        scene.ended(1)
        scene.playing(2)

        scene.order(Order(.next))

        #expect(scene.posted[key]?.last == .skipped)
    }

    @Test func `finished, only when all of it was heard to its end`() {
        var scene = Scene()
        let key = scene.play("a", "b")
        scene.playing(1)
        scene.ended(1)
        scene.playing(2)
        #expect(scene.posted[key]?.contains(.finished) == false)

        scene.ended(2)

        #expect(scene.posted[key]?.last == .finished)
    }
}

@Suite struct `News of a player` {
    @Test func `about a song from before a seek changes nothing`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)
        let loaded = UInt64(scene.said.count)
        scene.order(Order(.seek(.to(60_000))))

        let old = PlaybackPosition(entry: EntryID(1), frame: 44_100, rate: 44_100, at: scene.now)
        scene.send(.player(Scene.kitchen, PlayerEvent(obeyed: loaded, .position(old))))
        scene.send(.player(Scene.kitchen, PlayerEvent(obeyed: loaded, .ended(EntryID(1)))))

        #expect(scene.view?.current?.id == EntryID(1))
        #expect(scene.view?.startMilliseconds == 60_000)
        #expect(scene.view?.position == nil)
    }

    @Test func `what the player goes over to is what is shown, whatever was edited meanwhile`() {
        var scene = Scene()
        scene.play("a", "b", "c")
        scene.playing(1)
        scene.player(.following(EntryID(2)))
        scene.order(Order(.move(EntryID(3), to: 1)))

        // It had changed to "b" before the command to follow with "c" reached it.
        scene.player(.ended(EntryID(1)))
        scene.playing(2)

        #expect(scene.view?.current?.id == EntryID(2))
        #expect(scene.view?.upcoming == 1)
    }

    @Test(arguments: [Int64.min, -1, .max])
    func `a seek by any number stays in the song`(number: Int64) {
        var scene = Scene()
        scene.play("a")
        scene.playing(1, frame: 44_100)

        scene.order(Order(.seek(.by(number))))

        #expect(scene.view.map { $0.startMilliseconds >= 0 } == true)
    }

    @Test func `a corrected length is kept and shown`() {
        var scene = Scene()
        scene.play("a")

        scene.player(.length(EntryID(1), milliseconds: 1234))

        #expect(scene.view?.current?.track.milliseconds == 1234)
        #expect(
            scene.effects.contains { if case .learned(EntryID(1), _) = $0 { true } else { false } })
    }
}
