// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JukeboxLogic
import JukeboxModel
import Stores
import Testing

@testable import JukeboxDaemon

@Suite(.timeLimit(.minutes(1))) struct `Changes` {
    private let room = DestinationName("kitchen")

    private func changes(_ home: AskHome, after number: Int64?) throws -> ChangeListing {
        try home.ask(.changes(after: number, timeoutMilliseconds: 20_000), ChangeListing.init)
    }

    private func words(_ listing: ChangeListing) -> [String] {
        listing.changes.map { change in
            switch change {
            case .order(let order): "\(order.ticket) \(order.outcome?.word ?? "?")"
            case .queue(let room, _): room
            }
        }
    }

    private func entry(_ id: Int64, of order: OrderKey) -> Entry {
        Entry(
            id: EntryID(id), order: order, track: Track(path: EscapedPath(escaped: "/\(id).mp3")),
            rank: id)
    }

    @Test func `are every outcome of an order, and every change of a queue`() throws {
        let home = try AskHome()
        let start = try changes(home, after: nil)
        let key = try #require(try home.commit(adopting: [home.adopted(7)]).first?.key)
        try home.commit([.outcome(key, .resolved, nil)])
        try home.commit([.outcome(key, .queued, nil), .entries(room, [entry(1, of: key)])])
        let first = try changes(home, after: start.last)
        var record = RoomRecord(name: room)
        record.current = EntryID(1)
        try home.commit([.room(record), .begun(EntryID(1)), .outcome(key, .playing, nil)])
        record.volume = .muted
        try home.commit([.room(record)])
        let second = try changes(home, after: first.last)
        try home.commit([.end(EntryID(1), .finished), .outcome(key, .finished, nil)])
        let third = try changes(home, after: second.last)

        #expect(start.changes.isEmpty && !start.hasGap)
        #expect(words(first) == ["7 accepted", "7 resolved", "7 queued", "kitchen"])
        #expect(words(second) == ["kitchen", "7 playing"])
        #expect(words(third) == ["kitchen", "7 finished"])
        guard case .order(let order) = third.changes.last else {
            Issue.record("no order")
            return
        }
        #expect(order.times.finished != nil && order.counts?.heard == 1)
    }

    @Test func `of many entries at once are one change of the queue`() throws {
        let home = try AskHome()
        let key = try #require(try home.commit(adopting: [home.adopted(7)]).first?.key)
        let entries = (1...5000).map { entry(Int64($0), of: key) }
        let start = try changes(home, after: nil)

        try home.commit([.entries(room, entries)])
        try home.commit([.ranks(entries)])
        try home.commit(entries.map { .end($0.id, .cancelled(nil)) })
        let found = try changes(home, after: start.last)

        #expect(words(found) == ["kitchen"])
        #expect(found.last == start.last + 3 && !found.hasMore && !found.hasGap)
    }

    @Test func `are waited for`() throws {
        let home = try AskHome()
        let start = try changes(home, after: nil)
        let client = try RawClient(home)
        try client.send(
            "{\"ask\":\"changes\",\"after\":\(start.last),\"timeout_ms\":60000}\n")
        _ = try home.ask(.figures, Figures.init)  // the other question is read by now

        try home.commit(adopting: [home.adopted(3)])

        let listing = try #require(client.answer().flatMap { ChangeListing($0) })
        #expect(words(listing) == ["3 accepted"])
    }

    @Test func `come in pages, and those that are lost are a gap`() throws {
        let home = try AskHome()
        let start = try changes(home, after: nil)
        try home.commit(adopting: (1...1100).map { home.adopted($0) })

        var found = try changes(home, after: start.last)
        let hasGap = found.hasGap
        var tickets = found.changes.count
        while found.hasMore {
            found = try changes(home, after: found.last)
            #expect(!found.hasGap)
            tickets += found.changes.count
        }

        #expect(hasGap && tickets == 1000)
        #expect(words(found).last == "1100 accepted")
        #expect(try changes(home, after: 0).hasGap)
        #expect(try changes(home, after: .max).hasGap)
        #expect(try changes(home, after: .min).hasGap)
    }

    @Test func `have higher numbers after a restart`() {
        let before = ChangeRing(at: WallTime(milliseconds: 1000))
        before.add([.queue(room), .queue(room)])
        let after = ChangeRing(at: WallTime(milliseconds: 1001))

        #expect(after.last > before.last)
        #expect(after.after(before.last, atMost: 10).hasGap)
        #expect(ChangeRing(at: WallTime(nanoseconds: .max)).last > 0)
        #expect(ChangeRing(at: WallTime(nanoseconds: .min)).last == 0)
    }
}
