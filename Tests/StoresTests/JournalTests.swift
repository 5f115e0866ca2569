// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxLogic
import JukeboxModel
import Stores
import Testing

final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "jukebox-stores-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct `The journal` {
    private let now = WallTime(milliseconds: 1_000_000)

    private func place(_ generation: UInt32) -> SlotID {
        SlotID(epoch: .max, slot: 3, generation: generation)
    }

    private func adopted(_ ticket: UInt64, valid: Bool = true)
        -> Journal.Adopted
    {
        let order = Order(.play(Order.Request(title: "t")))
        return Journal.Adopted(
            slotID: place(UInt32(truncatingIfNeeded: ticket)), ticket: ticket, submitted: now,
            order: valid ? order : nil, bytes: [1])
    }

    @Test func `keeps an order with the ticket that its client has`() throws {
        let scratch = try Scratch()
        let journal = try Journal(path: scratch.path + "/o.db")

        let rows = try journal.commit([], adopting: [adopted(7)], at: now)

        #expect(rows.map(\.ticket) == [Ticket(7)])
        #expect(try journal.outcome(at: place(7)) == .accepted)
        #expect(try journal.outcome(at: place(8)) == nil)
        #expect(try journal.highestTicket() == 7)
    }

    @Test func `gives another ticket where the client's cannot be right`() throws {
        let scratch = try Scratch()
        let journal = try Journal(path: scratch.path + "/o.db")
        _ = try journal.commit([], adopting: [adopted(7)], at: now)

        let rows = try journal.commit(
            [], adopting: [adopted(0), adopted(7), adopted(.max)], at: now)

        #expect(rows.map(\.ticket) == [Ticket(8), Ticket(9), Ticket(10)])
    }

    @Test func `refuses what is no order, under its ticket`() throws {
        let scratch = try Scratch()
        let journal = try Journal(path: scratch.path + "/o.db")

        let rows = try journal.commit([], adopting: [adopted(1, valid: false)], at: now)

        #expect(rows.first?.key == nil)
        let facts = try History(path: scratch.path + "/o.db").order(Ticket(1))
        #expect(facts?.outcome == .refused)
        #expect(facts?.reason?.code == .invalid)
    }

    @Test func `gives back queues, rooms and open orders as they were`() throws {
        let scratch = try Scratch()
        let kitchen = DestinationName("kitchen")
        let record = RoomRecord(
            name: kitchen, intent: .paused, current: EntryID(2), milliseconds: 1234, volume: .muted)
        do {
            let journal = try Journal(path: scratch.path + "/o.db")
            let key = try #require(
                try journal.commit([], adopting: [adopted(5)], at: now).first?.key)
            let entries = [2, 1, 3].map {
                Entry(
                    id: EntryID($0), order: key,
                    track: Track(path: EscapedPath(escaped: "/音%0A"), title: "音"), rank: -$0)
            }
            _ = try journal.commit(
                ([
                    .entries(kitchen, entries), .room(record), .begun(EntryID(2)),
                    .end(EntryID(1), .failed(Reason(.damaged, "broken"))),
                    .outcome(key, .playing, nil),
                ] as [Record]).map { DatedRecord($0, at: now) }, adopting: [], at: now)
        }

        let kept = try Journal(path: scratch.path + "/o.db").state { _ in nil }

        #expect(kept.rooms == [record])
        #expect(kept.entries[kitchen]?.map(\.id.number) == [3, 2])
        #expect(kept.entries[kitchen]?.last?.begun == true)
        #expect(kept.nextEntry == 4)
        #expect(kept.open.map(\.openEntries) == [2])
        #expect(kept.open.first?.outcome == .playing)
    }

    @Test func `counts how the entries of an order ended, and says why some failed`() throws {
        let scratch = try Scratch()
        let journal = try Journal(path: scratch.path + "/o.db")
        let key = try #require(
            try journal.commit([], adopting: [adopted(5)], at: now).first?.key)
        let kitchen = DestinationName("kitchen")
        let entries = (1...12).map {
            Entry(
                id: EntryID($0), order: key,
                track: Track(path: EscapedPath(escaped: "/\($0).mp3"), title: "song \($0)"),
                rank: $0)
        }
        let broken = Reason(.damaged, "broken")
        let ends: [(Int64, EntryEnd)] =
            [(1, .finished), (2, .finished), (3, .superseded), (4, .cancelled(nil)), (5, .expired)]
            + (6...11).map { ($0, .failed(broken)) }
        _ = try journal.commit(
            ([.entries(kitchen, entries)]
                + ends.map { .end(EntryID($0.0), $0.1) })
                .map { DatedRecord($0, at: now) }, adopting: [], at: now)

        let facts = try #require(
            try History(path: scratch.path + "/o.db").order(Ticket(5)))

        #expect(
            facts.counts
                == .init(
                    tracks: 0, heard: 2, skipped: 0, failed: 6, superseded: 1, cancelled: 1,
                    expired: 1, open: 1))
        #expect(facts.failures.map(\.track.title) == (6...10).map { "song \($0)" })
        #expect(facts.failures.allSatisfy { $0.text == "broken" })
    }

    @Test func `says when an order is durable`() throws {
        let scratch = try Scratch()
        let journal = try Journal(path: scratch.path + "/o.db")
        _ = try journal.commit([], adopting: [adopted(1)], at: now)
        let history = try History(path: scratch.path + "/o.db")
        #expect(try history.order(Ticket(1))?.durable == nil)

        try journal.sync(at: now)

        #expect(try history.order(Ticket(1))?.durable == now)
    }

    @Test func `tells damage from a file that is merely not there`() throws {
        let scratch = try Scratch()
        try Data(repeating: 7, count: 9000).write(to: URL(fileURLWithPath: scratch.path + "/o.db"))

        do {
            _ = try Journal(path: scratch.path + "/o.db")
            Issue.record("a damaged file was opened")
        } catch {
            #expect(Damage.isDamage(error))
        }
        do {
            _ = try Journal(path: "/nonexistent/o.db")
            Issue.record("a missing folder was opened")
        } catch {
            #expect(!Damage.isDamage(error))
        }
    }

    @Test func `tells in order what began to play and what ended, but not of commands`() throws {
        let scratch = try Scratch()
        let journal = try Journal(path: scratch.path + "/o.db")
        var command = adopted(9)
        command.order = Order(.pause)
        let rows = try journal.commit([], adopting: [adopted(7), adopted(8), command], at: now)
        let keys = rows.compactMap(\.key)
        func record(_ index: Int, _ outcome: Outcome) -> DatedRecord {
            DatedRecord(.outcome(keys[index], outcome, nil), at: now)
        }
        let records = [
            record(0, .resolved), record(0, .playing), record(2, .finished), record(1, .cancelled),
            record(0, .finished),
        ]
        _ = try journal.commit(records, adopting: [], at: now)
        let history = try History(path: scratch.path + "/o.db")

        let news = try history.news(after: 0, atMost: 10)

        #expect(news.map(\.outcome) == [.playing, .cancelled, .finished])
        #expect(news.map(\.order.ticket.number) == [7, 8, 7])
        #expect(try history.lastNews() == news.last?.id)
        #expect(try history.news(after: news[1].id, atMost: 10).map(\.outcome) == [.finished])
        #expect(try history.news(after: 0, atMost: 1).map(\.outcome) == [.playing])
    }

    @Test func `forgets what ended long ago and nothing that is open`() throws {
        let scratch = try Scratch()
        let journal = try Journal(path: scratch.path + "/o.db")
        let rows = try journal.commit([], adopting: [adopted(1), adopted(2)], at: now)
        let key = try #require(rows.first?.key)
        _ = try journal.commit(
            [DatedRecord(.outcome(key, .finished, nil), at: now)], adopting: [], at: now)

        try journal.forget(
            before: WallTime(milliseconds: now.milliseconds + 1), keeping: 1000, at: now)

        let history = try History(path: scratch.path + "/o.db")
        #expect(try history.order(Ticket(1)) == nil)
        #expect(try history.order(Ticket(2)) != nil)
    }
}
