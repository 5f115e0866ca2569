// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import JukeboxModel
import Testing

@testable import JukeboxCommands

@Suite struct `Several files in one play` {
    /// What would play after a queue of x (current), y and z, for each mode.
    @Test(arguments: [
        (Order.Mode.append, "xyzabc"), (.next, "xabcyz"), (.now, "abcyz"), (.replace, "abc"),
    ])
    func `play in the order in which they were named`(mode: Order.Mode, queue: String) {
        var order = Order(.play(Order.Request()))
        order.mode = mode
        var names = Array("xyz").map(String.init)

        for placed in CommandSpec.orders(
            ["a", "b", "c"].map { Order.Request(title: $0) }, [nil], like: order)
        {
            guard case .play(let request) = placed.verb, let title = request.title else { continue }
            switch placed.mode {
            case .append: names.append(title)
            case .next: names.insert(title, at: 1)
            case .now: names[0] = title
            case .replace: names = [title]
            }
        }

        #expect(names.joined() == queue)
    }

    @Test func `are ordered in each room`() {
        let rooms: [DestinationName?] = [DestinationName("a"), DestinationName("b")]

        let orders = CommandSpec.orders(
            ["1", "2"].map { Order.Request(title: $0) }, rooms, like: Order(.play(Order.Request())))

        #expect(orders.map { $0.destination?.text } == ["a", "b", "a", "b"])
    }
}
