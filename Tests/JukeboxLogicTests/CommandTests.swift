// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `Commands` {
    @Test func `next skips, and says so`() {
        var scene = Scene()
        let key = scene.play("a")
        scene.play("b")
        scene.playing(1)

        let next = scene.order(Order(.next))

        #expect(scene.posted[key]?.last == .skipped)
        #expect(scene.posted[next] == [.finished])
        #expect(scene.view?.current?.id == EntryID(2))
    }

    @Test func `one without a room notes the room that it got`() {
        var scene = Scene()
        scene.play("a")
        let room = scene.view?.name
        scene.order(Order(.pause))
        scene.order(Order(.resume, destination: room))

        let noted = scene.effects.compactMap { effect -> DestinationName? in
            if case .note(_, let meaning) = effect, meaning.tracks == 0 {
                meaning.destination
            } else {
                nil
            }
        }

        #expect(noted.count == 1 && noted.first == room)
    }

    @Test func `a mute is taken back to how loud it was, also after a restart`() {
        var scene = Scene()
        scene.order(Order(.volume(.set(.decibels(-12)))))
        scene.order(Order(.volume(.set(.muted))))
        scene.order(Order(.volume(.set(.muted))))
        let kept = scene.effects.compactMap { effect -> RoomRecord? in
            if case .keepRoom(let record) = effect { record } else { nil }
        }.last
        scene.order(Order(.volume(.unmute)))

        #expect(kept?.volume == .muted && kept?.unmuted == .decibels(-12))
        #expect(scene.view?.volume == .decibels(-12))
        var restart = KeptJukebox()
        restart.rooms = [kept].compactMap { $0 }
        var after = Scene(kept: restart)
        after.order(Order(.volume(.unmute)))
        #expect(after.view?.volume == .decibels(-12))
    }

    @Test func `unmuting what is heard changes nothing`() {
        var scene = Scene()
        scene.order(Order(.volume(.set(.decibels(-12)))))

        let key = scene.order(Order(.volume(.unmute)))

        #expect(scene.posted[key] == [.finished])
        #expect(scene.view?.volume == .decibels(-12))
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
        scene.ended(1)
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
        let key = scene.order(Order(.play(Order.Request(title: "a"))))

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
        let removed = scene.order(Order(.remove([EntrySpan(EntryID(2))])))
        scene.ended(1)

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
