// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

@testable import JukeboxLogic
import JukeboxModel
import SeededDice
import Testing

@Suite struct `A queue` {
    private func entries(_ ids: ClosedRange<Int64>) -> [Entry] {
        ids.map {
            Entry(
                id: EntryID($0), order: OrderKey(1),
                track: Track(path: EscapedPath(escaped: "/m/\($0).mp3")))
        }
    }

    private func ids(_ queue: Queue) -> [Int64] { queue.entries.map(\.id.number) }

    @Test func `a move changes the rank of the moved entry and of no other`() {
        var queue = Queue()
        _ = queue.insert(entries(1...1000), at: 0)

        let moved = queue.move(EntryID(900), to: 10)

        #expect(moved?.map(\.id) == [EntryID(900)])
        #expect(queue.upcoming[10].id == EntryID(900))
    }

    @Test func `an insertion before all others changes no rank but the current one's`() {
        var queue = Queue()
        _ = queue.insert(entries(1...5), at: 0)
        queue.takeNext()

        let change = queue.insert(entries(6...40), at: 0)

        #expect(Set(change.reranked.map(\.id)).isSubset(of: [EntryID(1)]))
        #expect(ids(queue) == [1] + Array(6...40) + [2, 3, 4, 5])
    }

    @Test func `twenty thousand entries fit between two others`() {
        var queue = Queue()
        _ = queue.insert(entries(1...2), at: 0)

        let change = queue.insert(entries(3...20_002), at: 1)

        #expect(change.reranked.isEmpty)
        #expect(zip(queue.upcoming, queue.upcoming.dropFirst()).allSatisfy { $0.rank < $1.rank })
    }

    @Test func `what is kept of it comes back in the same order, with the current one`() {
        var queue = Queue()
        _ = queue.insert(entries(1...6), at: 0)
        queue.takeNext()
        _ = queue.move(EntryID(5), to: 0)
        queue.putBack()
        _ = queue.insert(entries(7...7), at: 0)
        queue.takeNext()

        let restored = Queue(kept: queue.entries.shuffled(), current: queue.current?.id)

        #expect(ids(restored) == ids(queue))
        #expect(restored.current == queue.current)
    }

    @Test func `dense ranks of an older version are spread where they have to be`() {
        let dense = entries(1...5).enumerated().map { index, entry in
            var entry = entry
            entry.rank = Int64(index)
            return entry
        }
        var queue = Queue(kept: dense, current: nil)

        let moved = queue.move(EntryID(5), to: 1)

        #expect(ids(queue) == [1, 5, 2, 3, 4])
        #expect(moved?.first?.id == EntryID(5))
        #expect(zip(queue.upcoming, queue.upcoming.dropFirst()).allSatisfy { $0.rank < $1.rank })
    }

    @Test(arguments: 0..<30)
    func `agrees with a plain list, and its ranks with what was kept of them`(seed: Int) {
        var random = Seeded(state: UInt64(seed) &* 31 + 5)
        var queue = Queue()
        var list: [Int64] = []
        var ranks: [EntryID: Int64] = [:]
        var next: Int64 = 1
        func keep(_ entries: [Entry]) { for entry in entries { ranks[entry.id] = entry.rank } }
        for _ in 0..<300 {
            let index = Int.random(in: 0...max(0, list.count), using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0...2:
                let count = Int64.random(in: 1...4, using: &random)
                let change = queue.insert(entries(next...next + count - 1), at: index)
                keep(change.added + change.reranked)
                list.insert(contentsOf: next..<next + count, at: index)
                next += count
            case 3 where !list.isEmpty:
                let id = list.remove(at: index % list.count)
                let target = min(index, list.count)
                keep(queue.move(EntryID(id), to: target) ?? [])
                list.insert(id, at: target)
            case 4 where !list.isEmpty:
                let id = list.remove(at: index % list.count)
                #expect(queue.remove(EntryID(id))?.id == EntryID(id))
            default:
                queue.takeNext()
                queue.putBack()
            }
            #expect(ids(queue) == list)
            let kept = list.compactMap { ranks[EntryID($0)] }
            #expect(zip(kept, kept.dropFirst()).allSatisfy(<), "kept ranks \(kept)")
        }
    }
}

@Suite struct `What a player is told` {
    private let one = Piece(entry: EntryID(1), path: EscapedPath(escaped: "/m/1.mp3"))
    private let two = Piece(entry: EntryID(2), path: EscapedPath(escaped: "/m/2.mp3"))

    private func wish(
        _ piece: Piece?, _ hold: PlayerMirror.Hold = .play, next: Piece? = nil
    ) -> PlayerMirror.Wish {
        var wish = PlayerMirror.Wish(volume: .full)
        wish.piece = piece
        wish.hold = hold
        wish.next = next
        return wish
    }

    private func told(
        _ mirror: inout PlayerMirror, _ wish: PlayerMirror.Wish
    ) -> [PlayerCommand.Action] { mirror.difference(to: wish).map(\.action) }

    @Test func `is only what differs`() {
        var mirror = PlayerMirror()

        #expect(
            told(&mirror, wish(one, next: two)) == [
                .volume(.full), .play(one, fromMilliseconds: 0, paused: false),
                .follow(two, after: one.entry),
            ])
        #expect(told(&mirror, wish(one, next: two)) == [])
        #expect(told(&mirror, wish(one, .pause, next: two)) == [.pause])
        #expect(told(&mirror, wish(one)) == [.resume, .follow(nil, after: one.entry)])
        #expect(told(&mirror, wish(nil)) == [.stop])
        #expect(told(&mirror, wish(nil)) == [])
    }

    @Test func `a held piece is not loaded in order to be held`() {
        var mirror = PlayerMirror()

        #expect(told(&mirror, wish(one, .pause)) == [.volume(.full)])
        #expect(mirror.loaded == nil)
    }

    @Test func `an answer to a follow that was replaced is ignored`() {
        var mirror = PlayerMirror()
        _ = told(&mirror, wish(one, next: two))
        let number = mirror.difference(to: wish(one)).last?.number ?? 0

        mirror.confirmed(following: two.entry, by: number - 1)
        #expect(mirror.following == nil)
        mirror.confirmed(following: nil, by: number)

        #expect(mirror.following == nil)
    }

    @Test func `news from before the piece was loaded is stale`() {
        var mirror = PlayerMirror()
        let number = mirror.difference(to: wish(one)).last?.number ?? 0

        #expect(mirror.isStale(number - 1))
        #expect(!mirror.isStale(number))
        mirror.reload()
        #expect(mirror.isStale(number))
    }

    @Test func `a probe is followed by sound only when sound is wished`() {
        var mirror = PlayerMirror()
        #expect(
            told(&mirror, wish(one, .probe)) == [
                .volume(.full), .play(one, fromMilliseconds: 0, paused: true),
            ])
        #expect(mirror.isProbing)
        mirror.probed()

        #expect(told(&mirror, wish(one, .pause)) == [])
        #expect(told(&mirror, wish(one)) == [.resume])
    }
}
