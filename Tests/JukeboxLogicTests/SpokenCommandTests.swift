// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Names
import Testing

@Suite struct `A sentence that turns out to be a command` {
    private func say(
        _ scene: inout Scene, _ command: SpokenCommand, in name: DestinationName? = nil,
        mayControl: Bool = true, atStart: Bool = false
    ) -> OrderKey {
        let order = Order(
            .play(Order.Request(query: "…")), destination: name, mayControl: mayControl)
        let key = scene.order(order, atStart: atStart)
        scene.send(.found(key, .command(command)))
        return key
    }

    @Test func `is carried out as that command`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)

        let key = say(&scene, SpokenCommand(.verb(.pause)))

        #expect(scene.posted[key] == [.finished])
        #expect(scene.view?.intent == .paused)
    }

    @Test func `goes to the order's own room, whichever room it names`() {
        var scene = Scene()

        let key = say(
            &scene, SpokenCommand(.verb(.pause), in: .one(Scene.kitchen)), in: Scene.study)
        let all = say(&scene, SpokenCommand(.verb(.pause), in: .all), in: Scene.study)

        #expect(scene.reasons[key]?.text == "nothing plays in study")
        #expect(scene.reasons[all]?.text == "nothing plays in study")
    }

    @Test func `goes to every room if it says so, and fails only if all refuse`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)

        let pause = say(&scene, SpokenCommand(.verb(.pause), in: .all))
        let mute = say(&scene, SpokenCommand(.verb(.volume(.set(.muted))), in: .all))
        let clear = say(&scene, SpokenCommand(.verb(.previous), in: .one(Scene.study)))

        #expect(scene.posted[pause] == [.finished] && scene.posted[mute] == [.finished])
        #expect(scene.jukebox.view(Scene.study)?.volume == .muted)
        #expect(scene.posted[clear] == [.failed])
    }

    @Test func `asks what plays, and the reason is the answer`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)

        let key = say(&scene, SpokenCommand(.whatPlays), mayControl: false)
        let study = say(&scene, SpokenCommand(.whatPlays, in: .one(Scene.study)))

        #expect(scene.posted[key] == [.finished])
        #expect(scene.reasons[key] == Reason(.question, "“a” is playing in kitchen"))
        #expect(scene.reasons[study]?.text == "nothing is playing in study")
    }

    @Test func `is refused without control, and so is cutting off what plays`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)

        let pause = say(&scene, SpokenCommand(.verb(.pause)), mayControl: false)
        let plain = scene.order(Order(.stop, mayControl: false))
        #expect(scene.reasons[plain]?.code == .scope)
        let song = Finding.tracks([Track(path: EscapedPath(escaped: "/m/b.mp3"))])
        for mode in [Order.Mode.now, .replace] {
            let key = scene.order(Order(.play(Order.Request(query: "b now")), mayControl: false))
            scene.send(.found(key, song, SpokenContext(mode: mode)))
            #expect(scene.posted[key] == [.refused])
            #expect(scene.reasons[key]?.code == .scope)
        }

        #expect(scene.posted[pause] == [.refused])
        #expect(scene.reasons[pause]?.code == .scope)
        #expect(scene.view?.intent == .playing)
    }

    @Test func `is refused for a room that is not known, and for a volume out of range`() {
        var scene = Scene()

        let room = say(&scene, SpokenCommand(.verb(.pause), in: .one(DestinationName("attic"))))
        let volume = say(&scene, SpokenCommand(.volumeOutOfRange))

        #expect(scene.reasons[room]?.code == .destination)
        #expect(scene.reasons[room]?.candidates == ["kitchen", "study"])
        #expect(scene.reasons[volume]?.code == .invalid)
    }

    @Test func `expires if a starting daemon finds it`() {
        var scene = Scene()

        let key = say(&scene, SpokenCommand(.verb(.stop)), atStart: true)

        #expect(scene.posted[key] == [.expired])
    }
}
