// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import JukeboxModel
import OrderRing

struct ShowOrder: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "Show where a ticket stands.")
    @Argument(help: "The ticket.") var ticket: UInt64
    @OptionGroup var common: Common

    func act() throws {
        let answer = try answer(Checked.ticket(ticket))
        if common.json { return print(answer.json.line) }
        say("ticket \(ticket) \(OrderWords.outcome(answer))")
        if let why = answer.reason?.text { say("  \(why.plain())") }
        if let why = OrderWords.silence(answer) { say("  \(why)") }
        if let counts = OrderWords.counts(answer) { say("  \(counts)") }
        for failure in answer.failures {
            say("  failed: \(failure.track.plain()): \(failure.text.plain())")
        }
        for track in answer.tracks { say("  \(track.spoken)") }
        let times = answer.times
        let moments = [
            ("submitted", times.submitted), ("accepted", times.accepted),
            ("durable", times.durable), ("playing", times.playing), ("finished", times.finished),
        ]
        for (name, moment) in moments {
            if let moment { say("  \(name) \(moment.plain())") }
        }
    }

    /// The facts of a ticket; one that is in the ring is acknowledged, also without a daemon.
    private func answer(_ ticket: Ticket) throws -> OrderAnswer {
        let attachment = try common.attach()
        let isInRing = attachment.holds(ticket: ticket.number)
        let question = Question.order(ticket, until: nil, timeoutMilliseconds: 0)
        let result = common.askOnce(question, { OrderAnswer($0) }, within: .seconds(5))
        if case .failure = result, isInRing {
            return .waiting(ticket, isUp: attachment.daemonIsAlive)
        }
        return try common.answer(result)
    }
}

struct Orders: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Show the newest orders.")
    @Option(help: "How many.") var count = 20
    @OptionGroup var common: Common

    func act() throws {
        let answer = try common.ask(
            .orders(count: try Checked.count(count)), OrderListing.init)
        if common.json { return print(answer.json.line) }
        for order in answer.orders {
            let what = order.tracks.first?.spoken ?? order.verb.plain()
            let why = order.reason.map { " (\($0.text.plain()))" } ?? ""
            say("\(order.ticket)\t\(OrderWords.outcome(order))\t\(what)\(why)")
        }
    }
}

struct Wait: Subcommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until a ticket has come so far.",
        discussion: """
              jukebox wait 7 --for finished --timeout 600 && echo heard

            Ends with 0 when the goal is reached; 65 when the order ended otherwise (skipped, failed,
            cancelled, superseded, expired, refused), 66 when only part of it was heard; 69 when there
            is no jukebox at the end of the time, 75 when it has too many clients, 124 when the time
            is up. A jukebox that restarts meanwhile is waited for. “finished” means that everything
            ordered was heard to its end.
            """,
        aliases: [])
    @Argument(help: "The ticket.") var ticket: UInt64
    @Option(name: .customLong("for"), help: "resolved, queued, playing, finished, durable …")
    var goal = "finished"
    @Option(help: "At most so many seconds.") var timeout: Double = 3600
    @OptionGroup var common: Common

    func act() throws {
        guard let wanted = Question.Goal(word: goal) else {
            throw Failure(
                status: 64,
                text:
                    "“\(goal)” cannot be waited for; say resolved, queued, playing, finished or durable"
            )
        }
        if let problem = Checked.problem(timeout: timeout) { throw Failure.usage(problem) }
        let standing = try common.wait(
            for: try Checked.ticket(ticket), until: wanted, within: timeout, isOurs: false)
        try common.tell(standing, wanted) { _ in nil }
    }
}
