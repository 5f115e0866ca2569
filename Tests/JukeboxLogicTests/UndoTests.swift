// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

@testable import JukeboxLogic
import JukeboxModel
import SeededDice
import Testing

@Suite struct `An undo` {
    private func scene() -> Scene {
        var scene = Scene()
        scene.play("a", "b", "c", "d", "e")
        scene.playing(1)
        return scene
    }

    @Test(arguments: [
        Order.Verb.remove([EntrySpan(EntryID(3))]), .clear, .crop, .shuffle,
        .move(EntryID(2), to: 4), .move(EntryID(5), to: 1), .jump(EntryID(4)),
        .remove([EntrySpan(EntryID(1), through: EntryID(2)), EntrySpan(EntryID(4))]),
        .remove([EntrySpan(EntryID(1), through: EntryID(5))]),
    ])
    func `takes the last change of the queue back`(verb: Order.Verb) {
        var scene = scene()
        scene.order(Order(verb))

        let key = scene.order(Order(.undo))

        #expect(scene.posted[key] == [.finished])
        #expect(scene.reasons[key]?.code == .note)
        #expect(scene.queue == ["a", "b", "c", "d", "e"])
        #expect(scene.view?.current?.track.title == "a")
        #expect(scene.view?.intent == .playing)
    }

    @Test func `goes back change by change, also through entries that came back`() {
        var scene = scene()
        scene.order(Order(.move(EntryID(2), to: 4)))
        scene.order(Order(.remove([EntrySpan(EntryID(3))])))
        scene.order(Order(.shuffle))
        scene.order(Order(.clear))
        #expect(scene.queue == ["a"])

        for _ in 0..<3 { scene.order(Order(.undo)) }
        #expect(scene.queue == ["a", "c", "d", "e", "b"])
        scene.order(Order(.undo))

        #expect(scene.queue == ["a", "b", "c", "d", "e"])
        let key = scene.order(Order(.undo))
        #expect(scene.posted[key] == [.failed])
    }

    @Test func `leaves outcomes as they are: what comes back is new, and keeps its label`() {
        var scene = Scene()
        let play = scene.play("a", "b", by: "ann")
        scene.playing(1)
        scene.order(Order(.clear))

        let key = scene.order(Order(.undo, by: "bob"))

        #expect(scene.ends == [2: .cancelled(nil)])
        let back = scene.jukebox.rooms[Scene.kitchen]?.queue.upcoming.first
        #expect(back?.id == EntryID(3) && back?.order == key && back?.by == "ann")
        scene.ended(1)
        #expect(scene.posted[play]?.last == .cancelled)
    }

    @Test func `of a replacing play brings back what played, where it was`() {
        var scene = scene()
        scene.playing(1, frame: 441_000)
        let play = scene.play("x", "y", mode: .replace)
        scene.playing(6)

        scene.order(Order(.undo))

        #expect(scene.queue == ["a", "b", "c", "d", "e"])
        #expect(scene.view?.startMilliseconds == 10_000)
        #expect(scene.posted[play]?.last == .superseded)
    }

    @Test func `of a replacing play in a paused room leaves it paused`() {
        var scene = scene()
        scene.order(Order(.pause))
        scene.play("x", mode: .replace)

        scene.order(Order(.undo))

        #expect(scene.view?.intent == .paused && scene.queue.first == "a")
    }

    @Test func `does not cut off a song that began meanwhile`() {
        var scene = scene()
        scene.order(Order(.remove([EntrySpan(EntryID(1))])))
        scene.playing(2)
        scene.ended(2)
        scene.playing(3)

        scene.order(Order(.undo))

        #expect(scene.queue == ["c", "a", "d", "e"])
    }

    @Test func `puts entries back by their rank if both neighbours have gone`() {
        var scene = scene()
        scene.order(Order(.remove([EntrySpan(EntryID(3))])))
        for entry in [Int64(1), 2, 4] {
            scene.playing(entry)
            scene.ended(entry)
        }
        scene.playing(5)

        scene.order(Order(.undo))

        #expect(scene.queue == ["e", "c"])
    }

    @Test func `does not overfill a queue`() {
        let rules = Jukebox.Rules(
            destinations: [Scene.kitchen], defaultDestination: Scene.kitchen, queueLimit: 4)
        var scene = Scene(rules: rules)
        scene.play("a", "b", "c")
        scene.playing(1)
        scene.order(Order(.clear))
        scene.play("x", "y", "z")

        let key = scene.order(Order(.undo))

        #expect(scene.posted[key] == [.failed])
        #expect(scene.queue == ["a", "x", "y", "z"])
        scene.order(Order(.remove([EntrySpan(EntryID(4))])))
        scene.order(Order(.undo))
        #expect(scene.queue == ["a", "x", "y", "z"])
    }

    @Test func `keeps the last twenty changes at least, and not all of them`() {
        var scene = scene()
        for count in 0..<60 { scene.order(Order(.move(EntryID(2), to: count % 2 == 0 ? 2 : 1))) }

        var taken = 0
        while scene.posted[scene.order(Order(.undo))] == [.finished] { taken += 1 }

        #expect((20..<60).contains(taken))
    }

    @Test func `forgets old changes that take much memory, never the last`() {
        var changes = QueueChanges()
        let track = Track(path: EscapedPath(escaped: String(repeating: "x", count: 4000)))
        let entries = (1...6000).map { Entry(id: EntryID($0), order: OrderKey(1), track: track) }
        let removal = QueueChange.Removal(
            runs: [.init(entries: entries)], hadCurrent: false, milliseconds: 0, intent: .playing)

        for _ in 0..<3 { changes.add(QueueChange(word: "clear", what: .removed(removal))) }

        #expect(changes.last != nil)
        changes.removeLast()
        #expect(changes.last == nil)
    }

    @Test(arguments: 0..<40)
    func `of many changes at random ends with the queue from before them`(seed: Int) {
        var dice = Seeded(state: UInt64(seed) &* 31 &+ 7)
        var scene = Scene()
        scene.play("a", "b", "c", "d", "e", "f", "g", "h")
        scene.playing(1)
        let before = scene.queue
        var changes = 0

        for _ in 0..<15 {
            let ids = scene.jukebox.rooms[Scene.kitchen]?.queue.upcoming.map(\.id) ?? []
            let verb: Order.Verb
            switch (Int.random(in: 0..<5, using: &dice), ids.isEmpty) {
            case (0, false): verb = .shuffle
            case (1, false):
                verb = .move(ids[Int.random(in: 0..<ids.count, using: &dice)], to: 2)
            case (2, false):
                let first = Int.random(in: 0..<ids.count, using: &dice)
                let last = Int.random(in: first..<ids.count, using: &dice)
                verb = .remove([EntrySpan(ids[first], through: ids[last], count: last - first + 1)])
            case (3, _) where changes > 0: verb = .undo
            default: verb = .clear
            }
            let key = scene.order(Order(verb))
            if scene.reasons[key]?.code == .already { continue }
            #expect(scene.posted[key] == [.finished], "\(verb)")
            changes += verb == .undo ? -1 : 1
        }
        for _ in 0..<changes { scene.order(Order(.undo)) }

        #expect(scene.queue == before)
    }
}

@Suite struct `A room's view` {
    @Test func `says what comes next and how long it all is`() {
        var scene = Scene()
        let key = scene.order(Order(.play(Order.Request(title: "a"))))
        let lengths: [Int64?] = [60_000, 30_000, nil, .max, -5]
        let tracks = lengths.enumerated().map { index, length in
            Track(path: EscapedPath(escaped: "/m/x.mp3"), title: "\(index)", milliseconds: length)
        }
        scene.send(.found(key, .tracks(tracks)))
        scene.playing(1)

        let year: Int64 = 366 * 86_400_000
        #expect(scene.view?.next?.title == "1")
        #expect(scene.view?.upcomingMilliseconds == 30_000 + year)
        scene.player(.length(EntryID(3), milliseconds: 7000))
        #expect(scene.view?.upcomingMilliseconds == 37_000 + year)
        scene.order(Order(.remove([EntrySpan(EntryID(4))])))
        #expect(scene.view?.upcomingMilliseconds == 37_000)
        scene.order(Order(.clear))
        #expect(scene.view?.upcomingMilliseconds == 0 && scene.view?.next == nil)
    }

    @Test func `says since when the device is away, however often it is tried`() {
        var scene = Scene()
        scene.play("a")
        scene.playing(1)
        #expect(scene.view?.awaySince == nil)
        scene.player(.device(.absent, text: "unplugged"))
        let since = scene.now
        scene.pass(.seconds(30))
        scene.player(.device(.absent, text: "unplugged"))

        #expect(scene.view?.awaySince == since)
        scene.playing(1, frame: 20)
        #expect(scene.view?.awaySince == nil)
    }
}
