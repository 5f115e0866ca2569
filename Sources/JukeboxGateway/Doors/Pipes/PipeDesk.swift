// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import OrderRing
internal import PipeDoor

/// The door of the named pipes: orders and questions of shells and containers.
struct PipeDesk: Sendable {
    let desk: Desk
    /// The caller of all requests: a pipe does not show its writer.
    var caller: Caller
    let speech: Speech
    /// The requests that are being carried out.
    let tasks = PipeTasks()
    var logger: Logger { desk.logger }

    /// Carries a request out; called on the door's thread, which it never blocks.
    func handle(_ call: PipeServer.Call, answering server: PipeServer) {
        var desk = self
        if case .user(let user) = call.owner {
            desk.caller.label = Accounts.userName(user).flatMap(Order.label)
        }
        desk.carryOut(call, answering: server)
    }

    private func carryOut(_ call: PipeServer.Call, answering server: PipeServer) {
        let isJSON = call.request.content.first == UInt8(ascii: "{")
        do throws(DeskError) {
            let (command, speech) = try read(call.request.content)
            try check(command.scope)
            if let answer = try atOnce(command, call.request, speech, isJSON) {
                server.answer(call.number, answer)
                return
            }
            tasks.start(call.number) {
                do throws(DeskError) {
                    server.answer(call.number, try await answer(command, call, speech, isJSON))
                } catch {
                    server.answer(call.number, Self.failure(error, isJSON))
                }
            }
        } catch {
            logger.info("request refused", metadata: ["door": "pipes", "why": "\(error.text)"])
            server.answer(call.number, Self.failure(error, isJSON))
        }
    }

    private func check(_ wanted: Scope) throws(DeskError) {
        guard caller.scope >= wanted else {
            throw .notAllowed(
                "this request needs the scope \(wanted); the setting gateway.pipes_scope allows "
                    + "\(caller.scope)")
        }
    }

    /// Returns the answer to a request that need not wait: an order without an answer, or the
    /// board.
    private func atOnce(
        _ command: PipeCommand, _ request: PipeRequest, _ speech: Speech, _ isJSON: Bool
    ) throws(DeskError) -> PipeAnswer? {
        switch command {
        case .place(let order, until: nil) where order.wait == 0 || !request.wantsAnswer:
            guard try desk.targets(of: order.order, caller).count == 1 else { return nil }
            let sent = try desk.ring.enqueue(try desk.resolved(order.order, caller))
            let told = desk.told(.waiting(Ticket(sent.receipt.ticket), isUp: sent.isUp), speech)
            return Self.answer(told, isJSON)
        case .status(let name): return Self.answer(lines: try statusLines(name))
        case .whatPlays(let name):
            return Self.answer(lines: [speech.whatPlays(try rooms(name), desk)])
        case .help: return Self.answer(lines: [PipeVerb.help])
        default: return nil
        }
    }

    private func statusLines(_ name: DestinationName?) throws(DeskError) -> [String] {
        let rooms = try rooms(name)
        guard desk.daemon == .up else { throw .down }
        return rooms.map { desk.status($0).line }
    }

    private func rooms(_ name: DestinationName?) throws(DeskError) -> [RoomSnapshot] {
        guard let name else { return try desk.rooms(for: caller) }
        return [try desk.room(name.text, for: caller)]
    }

    private func answer(
        _ command: PipeCommand, _ call: PipeServer.Call, _ speech: Speech, _ isJSON: Bool
    ) async throws(DeskError) -> PipeAnswer {
        switch command {
        case .place(let order, let goal):
            var told = try await desk.place(order, by: caller, speech: speech).orders
            if let goal, let first = told.first {
                told[0] = try await wait(first.answer.ticket, goal, call)
            }
            let shown = told.count == 1 ? told[0].json : Placed(orders: told).json
            if isJSON { return Self.answer(told, shown.line) }
            return Self.answer(told, told.map(\.speech).joined(separator: "\n"))
        case .carryOut(let order): return try await carryOut(order, speech, isJSON)
        case .ticket(let ticket, let goal):
            let told =
                if let goal { try await wait(Ticket(ticket), goal, call) } else {
                    try await desk.order(Ticket(ticket), by: caller, speech: speech)
                }
            return Self.answer(told, isJSON)
        case .queue(let name):
            let queue = try await desk.queue(of: name?.text, by: caller)
            return Self.answer(lines: queue.entries.map(\.spoken))
        case .search(let text):
            let found = try await desk.search(text, limit: 50)
            return Self.answer(lines: found.tracks.map(\.spoken))
        case .status, .whatPlays, .help: return .failure(70, "unanswered")
        }
    }

    private func carryOut(
        _ order: Order, _ speech: Speech, _ isJSON: Bool
    ) async throws(DeskError) -> PipeAnswer {
        let told: Told
        if case .cancel(let ticket) = order.verb {
            told = try await desk.cancel(ticket, by: caller, speech: speech)
        } else {
            told = try await desk.carryOut(
                order.verb, in: order.destination?.text, by: caller, speech: speech)
        }
        return Self.answer(told, isJSON)
    }

    /// Waits for a goal as long as the client does.
    private func wait(
        _ ticket: Ticket, _ goal: Question.Goal, _ call: PipeServer.Call
    ) async throws(DeskError) -> Told {
        // A little less than the deadline, so that the answer arrives in time.
        let rest = (call.deadline - Clock.monotonic).nanoseconds / 1_000_000 - 50
        let told = try await desk.order(
            ticket, until: goal, within: max(0, rest), by: caller, speech: speech)
        if told.answer.status.reaches(goal) { return told }
        if told.answer.outcome?.isTerminal == true {
            throw .ended(told.answer, speech: told.speech)
        }
        throw told.answer.isUp ? .late(told.answer, speech: told.speech) : .down
    }

    // MARK: Answers

    private static func answer(_ told: Told, _ isJSON: Bool) -> PipeAnswer {
        answer([told], isJSON ? told.json.line : told.speech)
    }

    private static func answer(_ told: [Told], _ text: String) -> PipeAnswer {
        let isEnded = text.isEmpty || text.hasSuffix("\n")
        return PipeAnswer(
            status: 0, output: Array((isEnded ? text : text + "\n").utf8),
            ticket: told.first?.answer.ticket.number,
            outcome: told.first.map { $0.answer.outcome?.word ?? "acknowledged" })
    }

    private static func answer(lines: [String]) -> PipeAnswer {
        answer([], lines.joined(separator: "\n"))
    }

    private static func failure(_ error: DeskError, _ isJSON: Bool) -> PipeAnswer {
        var words = error.text
        var told: OrderAnswer?
        if case .ended(let answer, let speech) = error { (told, words) = (answer, speech) }
        if case .late(let answer, let speech) = error { (told, words) = (answer, speech) }
        return PipeAnswer(
            status: error.exitStatus,
            output: isJSON ? Array((Problem(error).json.line + "\n").utf8) : [],
            errors: Array((words.plain(keepingLines: true) + "\n").utf8),
            ticket: told?.ticket.number, outcome: told?.outcome?.word)
    }
}

extension DeskError {
    /// The exit status of a command that fails for it, as the command line has them.
    var exitStatus: Int32 {
        switch self {
        case .invalid, .tooLong: 64
        case .notFound, .noRoom, .keyReused: 65
        case .ended(let answer, _): answer.outcome == .partly ? 66 : 65
        case .down, .noJukebox, .busy: 69
        case .full, .tooMany: 75
        case .notAllowed: 77
        case .late: 124
        }
    }
}
