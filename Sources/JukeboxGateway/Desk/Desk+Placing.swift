// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import OrderRing

// Orders of music.
extension Desk {
    /// Puts an order into the ring, one for each room, and returns what is known of it within the
    /// request's time.
    ///
    /// - Parameters:
    ///   - request: the order, and how long to wait for its names.
    ///   - key: the caller's own name for the order; the same caller's repeat with the same key is
    ///     the same order.
    ///   - caller: the client, whose rights count.
    ///   - speech: the language of the answer.
    /// - Returns: one answer for each room.
    /// - Throws: `ended` if the order is refused within that time; `keyReused` if the caller used
    ///   the key for another order.
    func place(
        _ request: OrderRequest, key: String? = nil, by caller: Caller, speech: Speech
    ) async throws(DeskError) -> Placed {
        var order = try resolved(request.order, caller)
        let targets = try targets(of: request.order, caller)
        var placed: [Told] = []
        for target in targets {
            var one = request
            order.destination = target
            one.order = order
            let suffix = targets.count > 1 ? "\n" + (target?.text ?? "") : ""
            placed.append(
                try await placeOne(
                    one, key: key.map { $0 + suffix }, by: caller, speech: speech))
        }
        return Placed(orders: placed)
    }

    /// An order as the ring takes it for a caller, for its first room.
    func resolved(_ order: Order, _ caller: Caller) throws(DeskError) -> Order {
        var order = try allowed(order, caller)
        order.destination = try targets(of: order, caller).first ?? nil
        order.mayControl = caller.scope >= .control
        order.by = caller.label
        return order
    }

    /// Checks the caller's right to the order's mode.
    private func allowed(_ order: Order, _ caller: Caller) throws(DeskError) -> Order {
        try caller.check(.play, for: "ordering music")
        if order.mode == .now || order.mode == .replace {
            try caller.check(.control, for: "the mode \(order.mode.word)")
        }
        return order
    }

    private func placeOne(
        _ request: OrderRequest, key: String?, by caller: Caller, speech: Speech
    ) async throws(DeskError) -> Told {
        var order = request.order
        let memory = key.map { IdempotencyKey(caller: caller.id, key: $0, order: order) }
        if let memory {
            if let first = try await remembered.ticket(memory) {
                let waiting = OrderAnswer.waiting(first, isUp: ring.isUp)
                return try await tell(waiting, request, caller, speech)
            }
            order.idempotencyKey = memory.name
        }
        let sent = try await enqueue(order)
        let ticket = Ticket(sent.receipt.ticket)
        if let memory { await remembered.note(memory, ticket: ticket) }
        do throws(DeskError) {
            return try await tell(.waiting(ticket, isUp: sent.isUp), request, caller, speech)
        } catch {
            if case .keyReused = error, let memory { await remembered.forget(memory) }
            throw error
        }
    }

    /// Puts an order into the ring.
    func enqueue(_ order: Order) async throws(DeskError) -> (receipt: Receipt, isUp: Bool) {
        do throws(DeskError) {
            return try ring.enqueue(order)
        } catch {
            if case .full = error { await metrics.countRingFull() }
            throw error
        }
    }

    /// Puts an order into the ring, and waits for a goal; an order that repeats an earlier one gives
    /// the earlier one's facts.
    func send(
        _ order: Order, until goal: Question.Goal, within milliseconds: Int
    ) async throws(DeskError) -> OrderAnswer {
        let sent = try await enqueue(order)
        var answer = OrderAnswer.waiting(Ticket(sent.receipt.ticket), isUp: sent.isUp)
        answer.verb = order.verb.word
        guard sent.isUp, milliseconds > 0, ring.mayWait else { return answer }
        answer = await latest(answer, until: goal, within: milliseconds)
        return await firstOfDuplicates(answer)
    }

    /// Waits a moment for an order's names, and returns what is known then.
    private func tell(
        _ waiting: OrderAnswer, _ request: OrderRequest, _ caller: Caller, _ speech: Speech
    ) async throws(DeskError) -> Told {
        var answer = waiting
        let wait = request.wait ?? usualWait
        if answer.isUp, wait > 0, ring.mayWait {
            // The names first: an order may be on disk before it is known to be refused.
            var goals = [Question.Goal.outcome(.resolved)]
            if request.order.durable { goals.append(.durable) }
            for goal in goals {
                answer = await latest(answer, until: goal, within: wait)
                guard answer.outcome?.isTerminal != true else { break }
            }
        }
        answer = await firstOfDuplicates(answer)
        await metrics.count(outcome: answer.outcome?.word ?? "acknowledged")
        log(answer, request.order, caller)
        let told = self.told(answer, speech, wanted: request.order)
        if let reuse = answer.keyReuse { throw reuse }
        guard answer.outcome != .refused else { throw .ended(answer, speech: told.speech) }
        return told
    }

    /// Returns the daemon's facts about an order, once a goal is reached or the time is up.
    private func latest(
        _ answer: OrderAnswer, until goal: Question.Goal, within milliseconds: Int
    ) async -> OrderAnswer {
        let question = Question.order(
            answer.ticket, until: goal, timeoutMilliseconds: Int64(milliseconds))
        guard case .success(let said) = await asker.ask(question, within: milliseconds + 20),
            let known = OrderAnswer(said)
        else {
            ring.waitedInVain()
            return answer
        }
        return known
    }

    /// Returns the first order if the journal recognised a repeat, otherwise the answer itself.
    func firstOfDuplicates(_ answer: OrderAnswer) async -> OrderAnswer {
        guard answer.reason?.code == .duplicate, let first = answer.reason?.firstTicket,
            case .success(let said) = await asker.ask(
                .order(first, until: nil, timeoutMilliseconds: 0), within: 1000)
        else { return answer }
        return OrderAnswer(said) ?? answer
    }

    private func log(_ answer: OrderAnswer, _ order: Order, _ caller: Caller) {
        guard case .play(let wanted) = order.verb else { return }
        logger.info(
            "order",
            metadata: [
                "ticket": "\(answer.ticket.number)",
                "outcome": "\(answer.outcome?.word ?? "acknowledged")",
                "caller": "\(caller.id)", "wanted": "\(wanted.spoken.plain())",
            ])
    }
}
