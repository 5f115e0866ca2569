// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `A list that comes in two pieces` {
    private func tracks(_ names: String...) -> [Track] {
        names.map { Track(path: EscapedPath(escaped: "/m/\($0).mp3")) }
    }

    private func begun(_ scene: inout Scene, mode: Order.Mode = .append) -> OrderKey {
        let key = scene.order(Order(.play(Order.Request(playlist: "long")), mode: mode))
        scene.send(.found(key, .tracks(tracks("a", "b"), following: 2)))
        return key
    }

    /// The entries that a restart would play: kept and not ended, by rank.
    private func titles(_ scene: Scene) -> [String] {
        var kept: [EntryID: Entry] = [:]
        for effect in scene.effects {
            switch effect {
            case .keepEntries(_, let entries), .keepRanks(let entries):
                for entry in entries { kept[entry.id] = entry }
            case .keepEnd(let entry, _): kept[entry] = nil
            default: break
            }
        }
        let current = scene.view?.current
        let waiting = kept.values.filter { $0.id != current?.id }.sorted { $0.rank < $1.rank }
        #expect(Set(waiting.map(\.rank)).count == waiting.count, "ranks differ")
        return ([current].compactMap { $0 } + waiting).map(\.track.title)
    }

    @Test func `sounds before its rest is known, and ends with its last song`() {
        var scene = Scene()
        let key = begun(&scene)
        scene.playing(1)
        #expect(scene.posted[key]?.last == .playing)

        scene.send(.foundMore(key, tracks("c", "d")))
        #expect(titles(scene) == ["a", "b", "c", "d"])
        for entry in 1...3 { scene.ended(Int64(entry)) }
        #expect(scene.posted[key]?.last == .playing)
        scene.ended(4)

        #expect(scene.posted[key]?.last == .finished)
    }

    @Test func `stays together when another order comes between`() {
        var scene = Scene()
        let key = begun(&scene)
        scene.play("other")

        scene.send(.foundMore(key, tracks("c", "d")))

        #expect(titles(scene) == ["a", "b", "c", "d", "other"])
    }

    @Test func `is one block before what waits when it comes next`() {
        var scene = Scene()
        scene.play("first", "waiting")
        scene.playing(1)
        let key = begun(&scene, mode: .next)

        scene.send(.foundMore(key, tracks("c", "d")))

        #expect(titles(scene) == ["first", "a", "b", "c", "d", "waiting"])
    }

    @Test func `that was cleared meanwhile does not come back`() {
        var scene = Scene()
        let key = begun(&scene)
        scene.order(Order(.cancel(Ticket(UInt64(key.row)))))

        scene.send(.foundMore(key, tracks("c", "d")))

        #expect(titles(scene) == [])
        #expect(scene.posted[key]?.filter(\.isTerminal) == [.cancelled])
    }

    @Test func `goes on when its beginning is over already`() {
        var scene = Scene()
        let key = begun(&scene)
        scene.playing(1)
        scene.ended(1)
        scene.playing(2)
        scene.ended(2)
        #expect(scene.posted[key]?.last == .playing)

        scene.send(.foundMore(key, tracks("c")))

        #expect(titles(scene) == ["c"])
        #expect(scene.view?.intent == .playing)
        scene.playing(3)
        scene.ended(3)
        #expect(scene.posted[key]?.last == .finished)
    }
}
