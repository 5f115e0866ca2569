// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JukeboxModel
internal import OrderRing

extension CommandSpec {
    static let order = CommandSpec(
        "order", aliases: ["ticket"], summary: "Show where a ticket stands.",
        arguments: [.ticket],
        examples: [Example("order 7", "its songs, its outcome and its times")]
    ) { session in
        let ticket = try Checked.ticket(session.line)
        let answer = try session.facts(ticket)
        session.show(answer.json) { OrderView($0).details(answer) }
    }

    private static let count = OptionSpec("count", letter: "n", value: "N", help: "How many; 20.")

    static let orders = CommandSpec(
        "orders", aliases: ["history"], summary: "List the newest orders.", options: [count],
        examples: [Example("orders --count 50", "the last 50 orders with their outcomes")]
    ) { session in
        let count = try session.line.number(count, in: 1...10_000) ?? 20
        let answer = try session.ask(.orders(count: count), OrderListing.init)
        session.show(answer.json) { OrderView($0).list(answer.orders) }
    }
}

extension ArgumentSpec {
    static let ticket = ArgumentSpec(
        "TICKET", help: "The number that “play” printed.", completion: .names("tickets"))
}

extension Session {
    /// The facts of a ticket; one that is in the ring is acknowledged, with or without a daemon.
    fileprivate func facts(_ ticket: Ticket) throws -> OrderAnswer {
        let attachment = try attach()
        let isInRing = attachment.holds(ticket: ticket.number)
        let question = Question.order(ticket, until: nil, timeoutMilliseconds: 0)
        let result = askOnce(question, { OrderAnswer($0) }, within: .seconds(5))
        if case .failure = result, isInRing {
            return .waiting(ticket, isUp: attachment.daemonIsAlive)
        }
        return try answer(result)
    }
}
