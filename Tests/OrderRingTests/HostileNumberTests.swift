// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import SeededDice
import Testing

@testable import OrderRing

@Suite struct `Any number in a slot` {
    private static let edges: [Int64] = [
        .min, .min + 1, -(1 << 48), -(1 << 40) - 1, -1, 0, 1, 2, 255, 256, 1 << 31, 1 << 32,
        1 << 40, 1 << 47, (1 << 48) - 1, 1 << 48, 1 << 53, .max - 1, .max,
    ]
    private static let numbers: [FieldTag] = [
        .mode, .durable, .expiry, .to, .by, .muted, .entry, .percent,
    ]
    private static let verbs = [
        "play", "pause", "resume", "stop", "next", "previous", "clear", "reload", "update", "seek",
        "volume", "remove", "move", "cancel", "dance", "jump", "toggle", "mute", "undo",
    ]

    private func decoded(_ verb: String, _ numbers: [(FieldTag, Int64)]) -> Order? {
        var writer = FieldWriter([])
        writer.put(.verb, text: verb)
        for (tag, number) in numbers { writer.put(tag, number: number) }
        return OrderCoding.decode(writer.bytes[...])
    }

    /// Whether nothing that counts with the order's numbers can overflow.
    private func isTame(_ order: Order) -> Bool {
        guard order.expirySeconds ?? 0 <= 366 * 86_400 else { return false }
        switch order.verb {
        case .seek(.to(let place)): return (0...1 << 40).contains(place)
        case .seek(.by(let step)): return (-(1 << 40)...1 << 40).contains(step)
        case .volume(.set(.decibels(let gain))): return (-120...0).contains(gain)
        case .volume(.by(let change)): return (-1000...1000).contains(change)
        case .seek(.percent(let percent)): return (0...100).contains(percent)
        case .volume(.byPercent(let change)): return (-100...100).contains(change)
        case .remove(let spans):
            return spans.allSatisfy { $0.first.number > 0 && $0.last.number > 0 }
        case .jump(let entry): return entry.number > 0
        case .move(let entry, let place): return entry.number > 0 && place > 0
        case .cancel(let ticket): return (1..<Ticket.limit).contains(ticket.number)
        default: return true
        }
    }

    @Test func `is brought into its range, or makes no order`() {
        #expect(decoded("seek", [(.to, .max)])?.verb == .seek(.to(1 << 40)))
        #expect(decoded("seek", [(.to, .min)])?.verb == .seek(.to(0)))
        #expect(decoded("seek", [(.by, .min)])?.verb == .seek(.by(-(1 << 40))))
        #expect(decoded("volume", [(.by, .max)])?.verb == .volume(.by(1000)))
        #expect(decoded("volume", [(.to, .min)])?.verb == .volume(.set(.decibels(-120))))
        #expect(decoded("move", [(.entry, 3), (.to, 0)])?.verb == .move(EntryID(3), to: 1))
        #expect(decoded("cancel", [(.entry, 1 << 48)]) == nil)
        #expect(decoded("remove", [(.entry, 0)]) == nil)
        #expect(decoded("play", [(.expiry, -1)]) == nil)
        #expect(decoded("play", [(.expiry, .max)])?.expirySeconds == 31_622_400)
    }

    @Test func `of every edge, in every field of every verb, is tame`() {
        for verb in Self.verbs {
            for tag in Self.numbers {
                for edge in Self.edges {
                    guard let order = decoded(verb, [(tag, edge)]) else { continue }
                    #expect(isTame(order), "\(verb) \(tag) \(edge)")
                }
            }
        }
    }

    @Test func `drawn at random is tame, and so is what comes back from a second coding`() throws {
        var dice = Seeded(state: 13)
        var orders = 0
        for _ in 0..<20_000 {
            let verb = try #require(Self.verbs.randomElement(using: &dice))
            let fields = Self.numbers.shuffled(using: &dice).prefix(
                Int.random(in: 0...4, using: &dice))
            let numbers = fields.map { tag in
                let edge = Self.edges.randomElement(using: &dice) ?? 0
                return (
                    tag,
                    Bool.random(using: &dice) ? edge : Int64.random(in: .min ... .max, using: &dice)
                )
            }
            guard let order = decoded(verb, numbers) else { continue }
            orders += 1
            let bytes = try #require(OrderCoding.encode(order))
            let again = try #require(OrderCoding.decode(bytes[...]))
            #expect(isTame(order) && again == order, "\(order)")
        }
        #expect(orders > 1000)
    }

    @Test func `in bytes that are no order at all harms nothing`() {
        var dice = Seeded(state: 14)
        let start = OrderCoding.encode(Order(.seek(.to(90_000)), expirySeconds: 60)) ?? []
        for _ in 0..<20_000 {
            var bytes = start
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                let index = Int.random(in: 0..<bytes.count, using: &dice)
                bytes[index] = UInt8.random(in: 0...255, using: &dice)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &dice)))
            if let order = OrderCoding.decode(bytes[...]) { #expect(isTame(order)) }
        }
    }

    @Test func `larger than a ticket can be is coded without a trap`() {
        #expect(OrderCoding.encode(Order(.cancel(Ticket(.max)))) != nil)
    }
}
