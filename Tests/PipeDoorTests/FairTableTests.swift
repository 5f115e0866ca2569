// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Testing

@testable import PipeDoor

@Suite struct `A table with shares` {
    private func table(perUser: Int = 3, inAll: Int = 4) -> FairTable<String> {
        FairTable(.init(perUser: perUser, inAll: inAll, bytesPerUser: 50, bytes: 100))
    }

    @Test func `has room for a user up to a number and a size`() {
        var table = table()
        for number in 1...2 { table.add("a", number, owner: .user(1), size: 20) }

        #expect(table.hasRoom(for: .user(1), size: 10) && !table.hasRoom(for: .user(1), size: 11))
        table.add("a", 3, owner: .user(1), size: 0)
        #expect(!table.hasRoom(for: .user(1), size: 0) && table.hasRoom(for: .user(2), size: 50))
        _ = table.remove(2)
        #expect(table.hasRoom(for: .user(1), size: 30))
    }

    @Test func `lets the oldest of the user with most give way`() {
        var table = table()
        table.add("b", 1, owner: .user(2), size: 0)
        for number in 2...4 { table.add("a", number, owner: .user(1), size: 0) }
        #expect(table.surplus() == nil)

        table.add("c", 5, owner: .user(3), size: 0)

        #expect(table.surplus() == 2)
    }

    @Test func `lets the oldest of all give way where all hold as much`() {
        var table = table()
        for number in 1...5 { table.add("x", number, owner: .user(UInt32(number)), size: 0) }

        #expect(table.surplus() == 1)
    }

    @Test func `counts unknown owners apart`() {
        var table = table()
        for number in 1...4 { table.add("?", number, owner: .unknown, size: 0) }
        for number in 5...7 { table.add("a", number, owner: .user(1), size: 0) }
        #expect(table.surplus() == nil && table.hasRoom(for: .unknown, size: 0))

        table.add("?", 8, owner: .unknown, size: 0)

        #expect(table.surplus() == 1)
    }

    @Test func `lets the user with most bytes give way`() {
        var table = table()
        table.add("a", 1, owner: .user(1), size: 30)
        table.add("b", 2, owner: .user(2), size: 50)
        table.add("c", 3, owner: .user(3), size: 40)

        #expect(table.surplus() == 2)
    }
}
