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
        if common.json { return print(answer.line) }
        say("ticket \(ticket) \(answer["outcome"]?.string ?? "?")")
        if let why = answer["reason"]?["text"]?.string { say("  \(why.plain())") }
        if let why = OrderWords.silence(answer) { say("  \(why)") }
        if let counts = OrderWords.counts(answer) { say("  \(counts)") }
        for failure in answer["failures"]?.elements ?? [] {
            let track = failure["track"]?.string?.plain() ?? "?"
            say("  failed: \(track): \(failure["text"]?.string?.plain() ?? "")")
        }
        for track in answer["tracks"]?.elements ?? [] {
            say("  \(TrackAnswer(track).spoken)")
        }
        if case .object(let times)? = answer["times"] {
            for time in times {
                if let moment = time.value.string { say("  \(time.name) \(moment)") }
            }
        }
    }

    /// What is known of a ticket; one that stands in the ring is acknowledged, whoever is away.
    private func answer(_ ticket: Ticket) throws -> JSON {
        let attachment = try common.attach()
        let isInRing = attachment.holds(ticket: ticket.number)
        let question = Question.order(ticket, until: nil, timeoutMilliseconds: 0)
        switch common.askOnce(question, within: .seconds(5)) {
        case .success(let answer) where answer["ticket"] != nil: return answer
        case .success, .failure:
            guard isInRing else { return try common.ask(question) }
            return .acknowledged(ticket.number, isUp: attachment.daemonIsAlive)
        }
    }
}

struct Orders: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Show the newest orders.")
    @Option(help: "How many.") var count = 20
    @OptionGroup var common: Common

    func act() throws {
        let answer = try common.ask(.orders(count: try Checked.count(count)))
        if common.json { return print(answer.line) }
        for order in answer["orders"]?.elements ?? [] {
            let what =
                order["tracks"]?.elements.first.map { TrackAnswer($0).spoken } ?? order["verb"]?
                .string ?? ""
            let why = order["reason"]?["text"]?.string.map { " (\($0.plain()))" } ?? ""
            say("\(order["ticket"]?.int ?? 0)\t\(order["outcome"]?.string ?? "?")\t\(what)\(why)")
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
