// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

extension Session {
    /// How long a command waits for a jukebox that is not running, in seconds.
    static let commandPatience = 5.0

    /// Puts a command into the ring of a running jukebox.
    ///
    /// A jukebox that starts drops the commands in the ring, because they are old. So a command
    /// waits here for a jukebox that is not running, at most `commandPatience`.
    func sendCommand(_ verb: Order.Verb, to destination: DestinationName? = nil) throws -> Ticket {
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
        return Ticket(try send(Order(verb, destination: destination)).receipt.ticket)
    }

    private var isAnswering: Bool {
        if case .success = askOnce(.figures, Figures.init, within: .seconds(1)) {
            true
        } else {
            false
        }
    }

    /// Carries a command out in some rooms, and shows the state that it led to in each.
    ///
    /// - Parameters:
    ///   - verb: The command.
    ///   - destinations: The rooms; nil is the default one. Each gets an order of its own.
    /// - Throws: the first failure, after all rooms had their turn.
    func command(_ verb: Order.Verb, in destinations: [DestinationName?]) throws {
        let sent = Clock.monotonic
        var tickets: [Ticket] = []
        for destination in destinations {
            tickets.append(try sendCommand(verb, to: destination))
        }
        let goal = Question.Goal.outcome(.finished)
        var failure: Failure?
        for ticket in tickets {
            do {
                let standing = try wait(for: ticket, until: goal, within: 5, isOurs: true)
                try check(standing, goal)
                try show(CommandAnswer(standing.answer, verb, since: sent, in: self))
            } catch let problem as Failure {
                if failure != nil { complain(problem.text) }
                failure = failure ?? problem
            }
        }
        if let failure { throw failure }
    }

    /// Fails if a command was not carried out: with the reason alone, because nobody asked for a
    /// ticket.
    private func check(_ standing: Standing, _ goal: Question.Goal) throws {
        let answer = standing.answer
        guard !answer.status.reaches(goal) else { return }
        guard answer.outcome?.isTerminal == true, let reason = answer.reason else {
            return try tell(standing, goal) { _ in nil }
        }
        if json { printJSON(answer.json.line) }
        var text = reason.text
        if reason.code == .destination, let room = answer.destination {
            text += Nearest.hint(room, RoomList(try attach()).names)
        }
        throw Failure(status: answer.status.exitStatus(for: goal), text: text)
    }

    private func show(_ answer: CommandAnswer) throws {
        show(answer.json) { answer.lines($0) }
    }
}
