// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import LinuxSystem
import OrderRing

/// Where a ticket stood when a wait for it was over.
struct Standing {
    /// The order, as the daemon told of it; `acknowledged` where it has said nothing.
    var answer: JSON
    /// Why the daemon has said nothing; nil when it has.
    var trouble: AskFailure?
}

extension Common {
    /// Waits until a ticket has reached a goal, can reach it no more, or the time is up.
    ///
    /// A daemon that is not there, ends, or has too many clients is asked again until the time is up,
    /// and stderr says once what is waited for.
    ///
    /// - Parameters:
    ///   - ticket: whose ticket.
    ///   - goal: what to wait for.
    ///   - seconds: how long, at most.
    ///   - isOurs: whether this process has placed the order: then it is known to be acknowledged,
    ///     also where the daemon does not know it yet.
    /// - Returns: where the ticket stands; the goal may be unreached.
    /// - Throws: `Failure` where there is no such ticket, or no ring.
    func wait(
        for ticket: Ticket, until goal: Question.Goal, within seconds: Double, isOurs: Bool
    ) throws -> Standing {
        let end = Clock.monotonic + .milliseconds(Int64(seconds * 1000))
        if !isOurs, let known = try known(ticket, goal, by: end) { return known }
        var said: AskFailure?
        while true {
            let left = max(.milliseconds(0), end - Clock.monotonic)
            let question = Question.order(
                ticket, until: goal, timeoutMilliseconds: left.millisecondsRoundedUp)
            let failure: AskFailure
            // The daemon answers when the time is up; a second more, for one under load.
            let patience = (end + .seconds(1)) - Clock.monotonic
            switch askOnce(question, within: max(.milliseconds(1), patience)) {
            case .success(let answer) where answer["ticket"] != nil: return Standing(answer: answer)
            case .success(let answer):
                try check(answer, ticket, isOurs: isOurs)
                failure = .timedOut
            case .failure(let why): failure = why
            }
            if failure == .timedOut || Clock.monotonic >= end {
                let isUp = failure != .notRunning && failure != .lost
                return Standing(
                    answer: .acknowledged(ticket.number, isUp: isUp), trouble: failure)
            }
            if said != failure, seconds > 1 { complain(failure.waiting(for: ticket)) }
            said = failure
            Clock.sleep(min(.milliseconds(100), max(.milliseconds(1), end - Clock.monotonic)))
        }
    }

    /// Looks whether a ticket that may be anything is one, and whether its wait is over already; nil
    /// when there is something to wait for.
    private func known(
        _ ticket: Ticket, _ goal: Question.Goal, by end: MonotonicTime
    ) throws -> Standing? {
        let isInRing = try attach().holds(ticket: ticket.number)
        let question = Question.order(ticket, until: nil, timeoutMilliseconds: 0)
        guard !isInRing,
            case .success(let answer) = askOnce(question, within: end - Clock.monotonic)
        else { return nil }
        if let error = answer["error"]?.string { throw Failure.refused(error) }
        return OrderStatus(answer).isSettled(goal) ? Standing(answer: answer) : nil
    }

    /// Fails where the daemon does not know a ticket that is not in the ring either.
    private func check(_ answer: JSON, _ ticket: Ticket, isOurs: Bool) throws {
        guard !isOurs, try !attach().holds(ticket: ticket.number) else { return }
        throw Failure.refused(answer["error"]?.string ?? "the jukebox gave no answer")
    }
}

extension AskFailure {
    /// What a waiting command says once.
    func waiting(for ticket: Ticket) -> String {
        switch self {
        case .notRunning: "ticket \(ticket): the jukebox is not running; waiting for it to return"
        case .lost: "ticket \(ticket): the jukebox ended the connection; waiting for it to return"
        case .busy: "ticket \(ticket): the jukebox has too many clients; trying again"
        case .timedOut: "ticket \(ticket): the jukebox does not answer"
        }
    }

    /// What a command ends with that got no answer.
    var failure: Failure {
        switch self {
        case .notRunning: .down
        case .lost:
            .noJukebox("the jukebox ended the connection before it answered; it may be restarting")
        case .busy:
            Failure(status: 75, text: "the jukebox has too many clients; try again in a moment")
        case .timedOut: .timeUp
        }
    }
}
