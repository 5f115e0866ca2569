// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import OrderRing
import Testing

@Suite struct `Orders as bytes` {
    static let orders: [Order] = [
        Order(.play(Order.Request(title: "t", artist: "a", album: "l"))), Order(.pause),
        Order(.resume),
        Order(.play(Order.Request(playlist: "p"))),
        Order(.play(Order.Request(path: EscapedPath(escaped: "/x%0A")))),
        Order(.play(Order.Request(query: "q")), mode: .replace), Order(.stop), Order(.next),
        Order(.previous), Order(.seek(.to(5))), Order(.seek(.by(-5))), Order(.clear),
        Order(.volume(.set(.muted))), Order(.volume(.set(.decibels(-12.5)))),
        Order(.volume(.by(3))), Order(.remove([EntrySpan(EntryID(4))])),
        Order(.move(EntryID(4), to: 2)),
        Order(.play(Order.Request(query: "q")), mayControl: false), Order(.cancel(Ticket(9))),
        Order(.reload), Order(.updateLibrary(prune: true)), Order(.toggle), Order(.shuffle),
        Order(.crop), Order(.undo), Order(.jump(EntryID(4))), Order(.seek(.percent(12.5))),
        Order(.volume(.byPercent(-5))), Order(.volume(.unmute), by: "アン"),
        Order(
            .remove([
                EntrySpan(EntryID(4), through: EntryID(2), count: 3), EntrySpan(EntryID(.max)),
                EntrySpan(EntryID(1), through: EntryID(9)),
            ])),
    ]

    @Test(arguments: orders)
    func `come back as they were`(order: Order) throws {
        let bytes = try #require(OrderCoding.encode(order))

        #expect(OrderCoding.decode(bytes[...]) == order)
    }

    @Test(arguments: orders)
    func `cut off at any byte are another order or none, and never a crash`(order: Order) throws {
        let bytes = try #require(OrderCoding.encode(order))
        for length in 0..<bytes.count { #expect(OrderCoding.decode(bytes[..<length]) != order) }
    }

    @Test func `without the limit may control, and with a damaged limit may not`() throws {
        let bytes = try #require(OrderCoding.encode(Order(.pause)))
        #expect(OrderCoding.decode(bytes[...])?.mayControl == true)

        let limited = bytes + [0x4C, 1, 0, 0]
        #expect(OrderCoding.decode(limited[...])?.mayControl == false)
    }

    @Test(arguments: ["", String(repeating: "x", count: 65), "a\u{9B}b", "a\u{202E}b", "a\tb"])
    func `with a label that is empty, too long or unprintable are refused`(label: String) throws {
        let bytes = try #require(OrderCoding.encode(Order(.pause, by: label)))

        #expect(OrderCoding.decode(bytes[...]) == nil)
    }

    @Test func `with more spans than a slot holds do not fit`() {
        let spans = (1...300).map { EntrySpan(EntryID(Int64.max - Int64($0))) }

        #expect(OrderCoding.encode(Order(.remove(spans))) == nil)
        #expect(OrderCoding.encode(Order(.remove(Array(spans.prefix(90))))) != nil)
    }

    @Test func `control characters and unknown fields are refused`() throws {
        var bytes = try #require(OrderCoding.encode(Order(.play(Order.Request(title: "a\nb")))))
        #expect(OrderCoding.decode(bytes[...]) == nil)

        bytes = try #require(OrderCoding.encode(Order(.pause)))
        bytes += [0xFF, 0, 0]
        #expect(OrderCoding.decode(bytes[...]) == nil)
    }
}
