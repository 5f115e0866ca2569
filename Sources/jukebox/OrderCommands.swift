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
        let answer = try common.ask(.order(Ticket(ticket), until: nil, timeoutMilliseconds: 0))
        if common.json { return print(answer.line) }
        print("ticket \(ticket) \(answer["outcome"]?.string ?? "?")")
        if let why = answer["reason"]?["text"]?.string { print("  \(why)") }
        for track in answer["tracks"]?.elements ?? [] {
            print("  \(DestinationStatus.spoken(track))")
        }
        if case .object(let times)? = answer["times"] {
            for time in times {
                if let moment = time.value.string { print("  \(time.name) \(moment)") }
            }
        }
    }
}

struct Orders: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Show the newest orders.")
    @Option(help: "How many.") var count = 20
    @OptionGroup var common: Common

    func act() throws {
        let answer = try common.ask(.orders(count: count))
        if common.json { return print(answer.line) }
        for order in answer["orders"]?.elements ?? [] {
            let what =
                order["tracks"]?.elements.first.map(DestinationStatus.spoken) ?? order["verb"]?
                .string ?? ""
            let why = order["reason"]?["text"]?.string.map { " (\($0))" } ?? ""
            print("\(order["ticket"]?.int ?? 0)\t\(order["outcome"]?.string ?? "?")\t\(what)\(why)")
        }
    }
}

struct Wait: Subcommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until a ticket has come so far.",
        discussion: "  jukebox wait 7 --for finished --timeout 600",
        aliases: [])
    @Argument(help: "The ticket.") var ticket: UInt64
    @Option(name: .customLong("for"), help: "resolved, queued, playing, finished, durable …")
    var goal = "finished"
    @Option(help: "At most so many seconds.") var timeout: Double = 3600
    @OptionGroup var common: Common

    func act() throws {
        guard let wanted = Question.Goal(word: goal) else {
            throw Failure(status: 64, text: "“\(goal)” is nothing to wait for")
        }
        guard timeout >= 0, timeout <= 86_400 else {
            throw Failure(status: 64, text: "--timeout takes 0 to 86400 seconds")
        }
        let question = Question.order(
            Ticket(ticket), until: wanted, timeoutMilliseconds: Int64(timeout * 1000))
        let answer = try common.ask(question, within: timeout + 2)
        let outcome = Outcome(word: answer["outcome"]?.string ?? "")
        if common.json { print(answer.line) }
        if reached(wanted, outcome, answer) { return }
        guard outcome?.isTerminal == true else { throw Failure.timeUp }
        let why = answer["reason"]?["text"]?.string.map { ": \($0)" } ?? ""
        throw Failure.refused("ticket \(ticket) ended otherwise: \(outcome?.word ?? "?")\(why)")
    }

    private func reached(_ goal: Question.Goal, _ outcome: Outcome?, _ answer: JSON) -> Bool {
        switch goal {
        case .durable: answer["times"]?["durable"]?.string != nil
        case .outcome(.playing): answer["times"]?["playing"]?.string != nil
        case .outcome(let wanted):
            outcome == wanted
                || (!wanted.isTerminal && (answer["track_count"]?.int ?? 0) > 0)
                || (wanted == .accepted && outcome != nil)
        }
    }
}
