// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import JukeboxModel
import LinuxSystem
import OrderRing

// Sending, waiting and printing, for `play`, the commands and `wait`.
extension Common {
    /// How long a command waits for a jukebox that is not running, in seconds.
    static let commandPatience = 5.0

    /// Puts a command into the ring of a running jukebox.
    ///
    /// A jukebox that starts drops the commands that it finds, because they are old. So a command
    /// waits here for a jukebox that does not run, at most `commandPatience`.
    func sendCommand(_ verb: Order.Verb, to destination: DestinationName? = nil) throws -> Receipt {
        let end = Clock.monotonic + .milliseconds(Int64(Self.commandPatience * 1000))
        if try !attach().daemonIsAlive {
            let seconds = Int(Self.commandPatience)
            complain(
                "the jukebox is not running; the command is dropped unless it returns in \(seconds) s"
            )
            while !isAnswering {
                guard Clock.monotonic < end else {
                    throw Failure.noJukebox(
                        "the jukebox did not return in \(seconds) s; “\(verb.word)” was dropped")
                }
                Clock.sleep(.milliseconds(50))
            }
        }
        return try send(Order(verb, destination: destination)).receipt
    }

    private var isAnswering: Bool {
        if case .success = askOnce(.figures, Figures.init, within: .seconds(1)) {
            true
        } else {
            false
        }
    }

    /// Sends a command and prints how it ended; `note` makes a second line from the answer.
    func command(
        _ verb: Order.Verb, to name: String?, done: String,
        note: (OrderAnswer) -> String? = { _ in nil }
    ) throws {
        let receipt = try sendCommand(verb, to: try destination(name))
        let goal = Question.Goal.outcome(.finished)
        let standing = try wait(for: Ticket(receipt.ticket), until: goal, within: 5, isOurs: true)
        try tell(standing, goal) { answer in
            [done, note(answer)].compactMap { $0 }.joined(separator: "\n")
        }
    }

    /// Prints where a ticket stands, and fails unless the goal is reached.
    func tell(_ standing: Standing, _ goal: Question.Goal, words: (OrderAnswer) -> String?) throws {
        let answer = standing.answer
        if json { print(answer.json.line) }
        switch answer.status.exitStatus(for: goal) {
        case 0: if !json, let text = words(answer) { say(text) }
        case 124:
            let isAlive = (try? attach())?.daemonIsAlive == true
            let failure = standing.trouble?.failure(isAlive: isAlive) ?? .timeUp
            let outcome = OrderWords.outcome(answer)
            throw Failure(
                status: failure.status,
                text: "\(failure.text); ticket \(answer.ticket) is \(outcome)")
        case let status:
            let lead = goal == .outcome(.finished) ? "" : "not \(goal.word): "
            throw Failure(status: status, text: lead + OrderWords.end(answer))
        }
    }

    /// A destination's name from the command line; nil if none was given.
    func destination(_ text: String?) throws -> DestinationName? {
        guard let text else { return nil }
        if let problem = Checked.problem(text, "the destination") { throw Failure.usage(problem) }
        return DestinationName(text)
    }
}

/// What is wrong with values of the command line, before anything is placed.
enum Checked {
    /// Seconds that a wait may take: a day.
    static let longestWait = 86_400.0

    /// What is wrong with a name; nil when it can be sent.
    static func problem(_ text: String, _ what: String) -> String? {
        if text.allSatisfy(\.isWhitespace) { return "\(what) is empty" }
        let isControl = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        return isControl
            ? "\(what) holds a control character, such as a tab or a line's end" : nil
    }

    /// What is wrong with a time to wait; nil if it is in range.
    static func problem(timeout: Double) -> String? {
        (0...longestWait).contains(timeout) ? nil : "--timeout takes 0 to 86400 seconds"
    }

    /// A ticket, which is below 2^48.
    static func ticket(_ number: UInt64) throws -> Ticket {
        guard number < Ticket.limit else {
            throw Failure.usage("“\(number)” is not a ticket; the highest is \(Ticket.limit - 1)")
        }
        return Ticket(number)
    }

    /// How many of a list, from 1 to 10,000.
    static func count(_ number: Int) throws -> Int {
        guard (1...10_000).contains(number) else {
            throw Failure.usage("--count takes 1 to 10000")
        }
        return number
    }
}
