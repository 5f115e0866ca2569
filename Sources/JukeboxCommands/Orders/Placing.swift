// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

/// Places orders, waits as far as was asked, and prints where each stands.
struct Placing {
    let session: Session
    /// What to wait for; nil: only for the names.
    let goal: Question.Goal?
    /// The longest wait for the goal, in seconds.
    let timeout: Double

    /// How long the names are waited for, in seconds.
    static let patience = 0.25
    /// How long the disk is waited for with --durable, in seconds.
    private static let durablePatience = 5.0

    /// Places some orders one after the other; a full ring is waited for between two of them.
    func place(_ orders: [Order]) throws {
        guard orders.count > 1 else {
            if let order = orders.first { try show(order, session.send(order)) }
            return
        }
        var sent: [(order: Order, ticket: Ticket, isUp: Bool)] = []
        for order in orders {
            let (receipt, isUp) = try sendInTime(order)
            sent.append((order, Ticket(receipt.ticket), isUp))
        }
        var failure: Failure?
        // A jukebox that does not answer for one order is not waited for again.
        var hangs = false
        for (order, ticket, isUp) in sent {
            do { try show(order, ticket, isUp: isUp, &hangs) } catch let problem as Failure {
                complain(problem.text)
                failure = failure ?? problem
            }
        }
        if let failure { throw Failure.silent(failure.status) }
    }

    /// Puts one of several orders into the ring; waits up to 5 s while it is full and drained.
    private func sendInTime(_ order: Order) throws -> (receipt: Receipt, isUp: Bool) {
        let end = Clock.monotonic + .seconds(5)
        while true {
            do { return try session.send(order) } catch let failure as Failure {
                let isUp = try session.attach().daemonIsAlive
                guard failure.status == 75, isUp, Clock.monotonic < end else { throw failure }
                Clock.sleep(.milliseconds(5))
            }
        }
    }

    private func show(_ order: Order, _ sent: (receipt: Receipt, isUp: Bool)) throws {
        var hangs = false
        try show(order, Ticket(sent.receipt.ticket), isUp: sent.isUp, &hangs)
    }

    private func show(
        _ order: Order, _ ticket: Ticket, isUp: Bool, _ hangs: inout Bool
    ) throws {
        var acknowledged = OrderAnswer.waiting(ticket, isUp: isUp)
        acknowledged.destination = order.destination?.text
        if session.line.has(PlayOption.noWait) {
            return session.show(acknowledged.json) { "ticket \(ticket)" }
        }
        if let goal { return try wait(ticket, for: goal) }
        guard isUp, !hangs else {
            session.show(acknowledged.json) { OrderWords.standing(acknowledged) }
            guard !order.durable else { throw Self.notDurable(ticket, isUp: isUp) }
            return
        }
        let standing = try names(ticket, isDurable: order.durable)
        if standing.trouble == .timedOut { hangs = true }
        let answer = standing.answer
        let isBad = answer.outcome.map { Self.bad.contains($0) } ?? false
        if session.json || !isBad { session.show(answer.json) { OrderWords.standing(answer) } }
        if isBad { throw Failure.refused(OrderWords.end(answer)) }
        guard !order.durable || answer.status.reaches(.durable) else {
            throw Self.notDurable(ticket, isUp: true)
        }
    }

    private static func notDurable(_ ticket: Ticket, isUp: Bool) -> Failure {
        let text = "ticket \(ticket) is in the ring, and not on the disk yet"
        return isUp
            ? Failure(status: 124, text: "\(text): the time is up")
            : .noJukebox("\(text): the jukebox is not running")
    }

    private func wait(_ ticket: Ticket, for goal: Question.Goal) throws {
        let standing = try session.wait(for: ticket, until: goal, within: timeout, isOurs: true)
        let isOnItsWay = standing.answer.outcome?.isTerminal != true
        // The ticket is shown although the goal may not be reached.
        if !session.json, !session.quiet, isOnItsWay { say(OrderWords.standing(standing.answer)) }
        try session.tell(standing, goal) { isOnItsWay ? nil : OrderWords.standing($0) }
    }

    /// Where the order stands once its names are known, or after a moment; a durable one, once it is
    /// on the disk, or after `durablePatience`.
    private func names(_ ticket: Ticket, isDurable: Bool) throws -> Standing {
        let start = Clock.monotonic
        let patience = isDurable ? Self.durablePatience : Self.patience
        let standing = try session.wait(
            for: ticket, until: .outcome(.queued), within: patience, isOurs: true)
        let outcome = standing.answer.outcome
        guard isDurable, standing.trouble == nil, !(outcome.map(Self.bad.contains) ?? false) else {
            return standing
        }
        let spent = Double((Clock.monotonic - start).nanoseconds) / 1e9
        return try session.wait(
            for: ticket, until: .durable, within: max(0, Self.durablePatience - spent), isOurs: true
        )
    }

    /// The outcomes that may come at once and are failures.
    private static let bad: Set<Outcome> = [.refused, .failed, .expired]
}
