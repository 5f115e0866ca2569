// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import OrderRing

// Commands: pause, next, volume …
extension Desk {
    /// Sends a command to a room, or to each of several rooms, and says whether it was carried out.
    ///
    /// A daemon that starts drops the commands that it finds, so none is sent to one that does not
    /// run.
    ///
    /// - Parameters:
    ///   - name: a room's name or nickname, or “all”; nil is the default room.
    ///   - milliseconds: how long to wait for the outcome.
    /// - Throws: `ended` if the command could not be carried out.
    func carryOut(
        _ verb: Order.Verb, in name: String?, by caller: Caller, key: String? = nil,
        within milliseconds: Int = 500, speech: Speech
    ) async throws(DeskError) -> Told {
        try caller.check(verb.scope, for: "“\(verb.word)”")
        guard ring.isUp else { throw ring.why }
        let plain = Order(verb, destination: name.map(DestinationName.init))
        var last: Told?
        for target in try targets(of: plain, caller) {
            var order = plain
            order.destination = target
            order.idempotencyKey = key.map {
                IdempotencyKey(caller: caller.id, key: $0 + (target?.text ?? ""), order: order).name
            }
            last = try await carryOutOne(order, within: milliseconds, speech)
        }
        guard let last else { throw .notFound("there is no room yet") }
        return last
    }

    /// Withdraws an order.
    func cancel(_ ticket: Ticket, by caller: Caller, speech: Speech) async throws(DeskError) -> Told
    {
        try caller.check(.play, for: "cancelling an order")
        guard ring.isUp else { throw ring.why }
        try caller.check(order: try await facts(ticket, until: nil, within: 0))
        return try await carryOutOne(Order(.cancel(ticket)), within: 500, speech)
    }

    private func carryOutOne(
        _ order: Order, within milliseconds: Int, _ speech: Speech
    ) async throws(DeskError) -> Told {
        let answer = try await send(order, until: .outcome(.finished), within: milliseconds)
        if let reuse = answer.keyReuse { throw reuse }
        let told = self.told(answer, speech)
        if let outcome = answer.outcome, [.refused, .failed, .expired].contains(outcome) {
            throw .ended(answer, speech: told.speech)
        }
        return told
    }
}
