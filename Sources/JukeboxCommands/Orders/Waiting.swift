// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

/// Where a ticket stood when a wait for it was over.
struct Standing {
    /// The order's facts; it is waiting in the ring if the daemon gave none.
    var answer: OrderAnswer
    /// Why the daemon gave none; nil if it did.
    var trouble: AskFailure?
}

extension Session {
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
            let span = max(.milliseconds(1), patience)
            switch askOnce(question, { OrderAnswer($0) }, within: span) {
            case .success(let answer): return Standing(answer: answer)
            case .failure(.refused(let refusal)):
                try check(refusal, ticket, isOurs: isOurs)
                failure = .timedOut
            case .failure(let why): failure = why
            }
            if failure == .timedOut || Clock.monotonic >= end {
                let isUp = failure != .notRunning && failure != .lost
                return Standing(answer: .waiting(ticket, isUp: isUp), trouble: failure)
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
        guard !isInRing else { return nil }
        switch askOnce(question, { OrderAnswer($0) }, within: end - Clock.monotonic) {
        case .success(let answer):
            return answer.status.isSettled(goal) ? Standing(answer: answer) : nil
        case .failure(.refused(let refusal)): throw Failure.refused(refusal.text)
        case .failure: return nil
        }
    }

    /// Fails if the daemon does not know a ticket that is not in the ring either.
    private func check(_ refusal: AskRefusal, _ ticket: Ticket, isOurs: Bool) throws {
        guard !isOurs, try !attach().holds(ticket: ticket.number) else { return }
        throw Failure.refused(refusal.text)
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
        case .refused(let refusal): "ticket \(ticket): \(refusal.text)"
        }
    }

    /// What a command ends with that got no answer; `isAlive`: a daemon holds its lock all the same.
    func failure(isAlive: Bool) -> Failure {
        switch self {
        case .notRunning where isAlive:
            .noJukebox(
                "the jukebox refuses a connection: it is starting, or this user is not in its group"
            )
        case .notRunning: .down
        case .lost:
            .noJukebox("the jukebox ended the connection before it answered; it may be restarting")
        case .busy:
            Failure(status: 75, text: "the jukebox has too many clients; try again in a moment")
        case .timedOut: .timeUp
        case .refused(let refusal): .refused(refusal.text)
        }
    }
}

extension Session {
    /// Prints where a ticket stands, and fails unless the goal is reached.
    ///
    /// - Parameters:
    ///   - standing: Where it stands.
    ///   - goal: The goal.
    ///   - words: What to print if it is reached.
    /// - Throws: `Failure` with the exit status if it is not reached.
    func tell(_ standing: Standing, _ goal: Question.Goal, words: (OrderAnswer) -> String?) throws {
        let answer = standing.answer
        if json { printJSON(answer.json.line) }
        switch answer.status.exitStatus(for: goal) {
        case 0: if !json, !quiet, let text = words(answer) { say(text) }
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
}
