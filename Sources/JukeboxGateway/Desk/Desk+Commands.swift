// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import OrderRing

// Commands: pause, next, volume …
extension Desk {
    /// Sends a command to one or more rooms and returns the result.
    ///
    /// Refuses if the daemon is down: a starting daemon drops the commands that it finds.
    ///
    /// - Parameters:
    ///   - verb: the command.
    ///   - name: a room's name or nickname, or “all”; nil is the default room.
    ///   - caller: the client, whose rights count.
    ///   - key: the caller's own name for the command, so that a repeat is not carried out again.
    ///   - milliseconds: how long to wait for the outcome.
    ///   - speech: the language of the answer.
    /// - Returns: the answer; of several rooms, that of the last one that carried it out.
    /// - Throws: `ended` if no room could carry out the command.
    func carryOut(
        _ verb: Order.Verb, in name: String?, by caller: Caller, key: String? = nil,
        within milliseconds: Int = 500, speech: Speech
    ) async throws(DeskError) -> Told {
        try caller.check(verb.scope, for: "“\(verb.word)”")
        guard ring.isUp else { throw ring.why }
        let plain = Order(
            verb, destination: name.map(DestinationName.init), by: caller.label)
        let targets = try targets(of: plain, caller)
        var last: Told?
        var problem = DeskError.notFound("there is no room yet")
        for target in targets {
            var order = plain
            order.destination = target
            order.idempotencyKey = key.map {
                IdempotencyKey(caller: caller.id, key: $0 + (target?.text ?? ""), order: order).name
            }
            do throws(DeskError) {
                last = try await carryOutOne(
                    order, named: name != nil, within: milliseconds, speech)
            } catch {
                guard case .ended = error else { throw error }
                problem = error
            }
        }
        guard var last else { throw problem }
        if targets.count > 1, last.answer.outcome == .finished {
            last.speech = speech.done(verb, everywhere: true)
        }
        return last
    }

    /// Withdraws an order.
    func cancel(_ ticket: Ticket, by caller: Caller, speech: Speech) async throws(DeskError) -> Told
    {
        try caller.check(.play, for: "cancelling an order")
        guard ring.isUp else { throw ring.why }
        try caller.check(order: try await facts(ticket, until: nil, within: 0))
        return try await carryOutOne(
            Order(.cancel(ticket), by: caller.label), named: false, within: 500, speech)
    }

    private func carryOutOne(
        _ order: Order, named isNamed: Bool, within milliseconds: Int, _ speech: Speech
    ) async throws(DeskError) -> Told {
        let answer = try await send(order, until: .outcome(.finished), within: milliseconds)
        if let reuse = answer.keyReuse { throw reuse }
        var said = order
        if !isNamed { said.destination = nil }
        let told = self.told(answer, speech, wanted: said)
        if let outcome = answer.outcome, [.refused, .failed, .expired].contains(outcome) {
            throw .ended(answer, speech: told.speech)
        }
        return told
    }
}
