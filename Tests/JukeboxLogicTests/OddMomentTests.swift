// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `Commands that name an entry` {
    @Test func `do not touch another room's queue`() {
        var scene = Scene()
        scene.play("a", "b")

        let removed = scene.order(Order(.remove([EntrySpan(EntryID(2))]), destination: Scene.study))
        let moved = scene.order(Order(.move(EntryID(2), to: 1), destination: Scene.study))

        #expect(scene.posted[removed] == [.failed])
        #expect(scene.posted[moved] == [.failed])
        #expect(scene.reasons[moved]?.text == "no entry 2 waits in the queue of study")
        #expect(scene.view?.upcoming == 1)
    }

    @Test func `find it by its number alone where no room is named`() {
        var scene = Scene()
        scene.play("a", "b")

        let removed = scene.order(Order(.remove([EntrySpan(EntryID(2))])))

        #expect(scene.posted[removed] == [.finished])
    }

    @Test func `say that the current song does not wait`() {
        var scene = Scene()
        scene.play("a", "b")
        scene.order(Order(.stop))

        let moved = scene.order(Order(.move(EntryID(1), to: 2)))

        #expect(scene.reasons[moved]?.text.contains("is the current song of kitchen") == true)
    }
}

@Suite struct `A muted room` {
    @Test func `goes on from the volume that the mute hides`() {
        var scene = Scene()
        scene.order(Order(.volume(.set(.decibels(-18)))))
        scene.order(Order(.volume(.set(.muted))))

        scene.order(Order(.volume(.by(3))))

        #expect(scene.view?.volume == .decibels(-15))
    }

    @Test func `stays muted when it is made quieter`() {
        var scene = Scene()
        scene.order(Order(.volume(.set(.decibels(-18)))))
        scene.order(Order(.volume(.set(.muted))))

        scene.order(Order(.volume(.by(-3))))
        #expect(scene.view?.volume == .muted)
        scene.order(Order(.volume(.unmute)))

        #expect(scene.view?.volume == .decibels(-18))
    }
}

@Suite struct `Going back` {
    @Test func `passes over a song that could not be played`() {
        var scene = Scene()
        scene.play("a", "broken", "c")
        scene.playing(1)
        scene.ended(1)
        scene.player(.failed(EntryID(2), Reason(.damaged, "no MP3")))
        scene.playing(3)

        scene.order(Order(.previous))

        #expect(scene.view?.current?.track.title == "a")
    }
}

@Suite struct `A device that is changed while its player starts` {
    @Test func `is taken up as soon as the player listens`() {
        func rules(_ device: String) -> Jukebox.Rules {
            .init(
                destinations: [Scene.kitchen], defaultDestination: Scene.kitchen,
                outputs: [Scene.kitchen: device])
        }
        var scene = Scene(ready: false, rules: rules("hw:0"))
        scene.apply(rules("hw:1"))
        #expect(scene.said.isEmpty)

        scene.player(.ready)

        #expect(scene.said == [.quit])
    }
}

@Suite struct `A room in which nobody wants sound` {
    @Test func `shows no trouble of its device`() {
        var scene = Scene()
        scene.play("a")
        scene.player(.device(.absent, text: "unplugged"))
        #expect(scene.view?.device == .absent)

        scene.order(Order(.next))

        #expect(scene.view?.intent == .stopped)
        #expect(scene.view?.device == .closed)
        #expect(scene.view?.text == "")
    }
}
