// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import GRDB
import JukeboxModel
import Testing

@testable import Stores

@Suite struct `An idempotency key` {
    private let now = WallTime(milliseconds: 1_000_000_000)
    private let day: Int64 = 86_400_000

    private func adopted(_ ticket: UInt64, key: String?, _ content: String = "a") -> Journal.Adopted
    {
        Journal.Adopted(
            slotID: SlotID(epoch: 1, slot: 3, generation: UInt32(ticket)), ticket: ticket,
            submitted: now, order: Order(.play(Order.Request(title: content)), idempotencyKey: key),
            bytes: Array("\(content)/\(key ?? "")".utf8))
    }

    private func reason(_ ticket: UInt64, _ scratch: Scratch) throws -> Reason? {
        try History(path: scratch.path + "/o.db").order(Ticket(ticket))?.reason
    }

    @Test func `makes the same order a duplicate for 24 hours, and also after a restart`() throws {
        let scratch = try Scratch()
        _ = try Journal(path: scratch.path + "/o.db").commit(
            [], adopting: [adopted(1, key: "k")], at: now)
        let journal = try Journal(path: scratch.path + "/o.db")
        func commit(_ ticket: UInt64, after milliseconds: Int64) throws -> OrderKey? {
            try journal.commit(
                [], adopting: [adopted(ticket, key: "k")],
                at: WallTime(milliseconds: now.milliseconds + milliseconds)
            ).first?.key
        }

        #expect(try commit(2, after: day - 1) == nil)
        #expect(try commit(3, after: day) != nil)
        #expect(try commit(4, after: day + 1) == nil)

        #expect(try reason(2, scratch)?.code == .duplicate)
        #expect(try reason(2, scratch)?.candidates == ["1"])
        #expect(try reason(4, scratch)?.candidates == ["3"])
    }

    @Test func `refuses another order with the same key, and names the first`() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/o.db"
        _ = try Journal(path: path).commit([], adopting: [adopted(1, key: "k")], at: now)

        let rows = try Journal(path: path).commit(
            [],
            adopting: [
                adopted(2, key: "k", "b"), adopted(3, key: "k"), adopted(4, key: "l", "b"),
                adopted(5, key: nil, "b"), adopted(6, key: "l"),
            ], at: now)

        #expect(rows.map { $0.key != nil } == [false, false, true, true, false])
        #expect(try reason(2, scratch)?.code == .keyReused)
        #expect(try reason(2, scratch)?.candidates == ["1"])
        #expect(try reason(3, scratch)?.code == .duplicate)
        #expect(try reason(6, scratch)?.candidates == ["4"])
    }

    @Test func `is known for 24 hours even if its order is forgotten earlier`() throws {
        let scratch = try Scratch()
        let journal = try Journal(path: scratch.path + "/o.db")
        let rows = try journal.commit([], adopting: [adopted(1, key: "k")], at: now)
        let key = try #require(rows.first?.key)
        let end = DatedRecord(.outcome(key, .finished, nil), at: now)
        _ = try journal.commit([end], adopting: [adopted(2, key: nil)], at: now)
        try journal.forget(before: now, keeping: 1, at: now)
        #expect(try History(path: scratch.path + "/o.db").order(Ticket(1)) == nil)

        let again = try journal.commit([], adopting: [adopted(3, key: "k")], at: now)

        #expect(again.first?.key == nil)
    }

    @Test func `is stored as hashes of a fixed length, which are forgotten after 24 hours`() throws
    {
        let scratch = try Scratch()
        let path = scratch.path + "/o.db"
        let journal = try Journal(path: path)
        let long = String(repeating: "k", count: 255)
        _ = try journal.commit([], adopting: [adopted(1, key: long)], at: now)
        let database = try DatabaseQueue(path: path)
        let stored = try database.read {
            try Row.fetchAll($0, sql: "SELECT length(key), length(content) FROM keys")
        }

        try journal.forget(
            before: now, keeping: 1000, at: WallTime(milliseconds: now.milliseconds + day))

        #expect(stored.map { [$0[0], $0[1]] as [Int] } == [[16, 16]])
        #expect(try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM keys") } == 0)
    }

    @Test func `stays known when an older journal is taken over`() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/o.db"
        do {
            let queue = try DatabaseQueue(path: path)
            try Journal.migrations.migrate(
                queue, upTo: "5 held rooms, and why an order is not heard")
            try queue.write {
                try $0.execute(
                    sql: """
                        INSERT INTO orders (ticket, epoch, slot, generation, bytes, verb,
                            idempotency, expiry, submitted, accepted, outcome)
                        VALUES (1, 1, 3, 1, ?, 'play', 'k', 0, 0, ?, 1)
                        """, arguments: [Data("a/k".utf8), now.milliseconds])
            }
        }
        let journal = try Journal(path: path)

        _ = try journal.commit(
            [], adopting: [adopted(2, key: "k"), adopted(3, key: "k", "b")], at: now)

        #expect(try reason(2, scratch)?.code == .duplicate)
        #expect(try reason(3, scratch)?.code == .keyReused)
        #expect(try journal.highestTicket() == 3)
    }
}
