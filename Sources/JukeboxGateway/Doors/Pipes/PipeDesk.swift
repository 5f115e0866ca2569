// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import HTTPTypes
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import OrderRing
internal import PipeDoor

/// The door of named pipes: the orders and questions of HTTP, for who has nothing but a shell.
struct PipeDesk: Sendable {
    let desk: OrderDesk
    /// What requests may do; pipes do not tell who writes into them.
    let scope: Scope
    let speech: Speech
    let tasks = PipeTasks()
    var logger: Logger { desk.logger }

    /// Carries a request out; on the door's thread, which it never holds up.
    func handle(_ call: PipeServer.Call, answering server: PipeServer) {
        let isJSON = call.request.content.first == UInt8(ascii: "{")
        do throws(Problem) {
            let command = try PipeCommand(call.request.content)
            guard command.scope <= scope else {
                throw Problem(
                    status: .forbidden, code: "scope",
                    detail: "the pipes allow no more than “\(scope)” (gateway.pipes_scope)")
            }
            if let answer = try atOnce(command, call.request, isJSON) {
                server.answer(call.number, answer)
                return
            }
            tasks.start(call.number) {
                do throws(Problem) {
                    server.answer(call.number, try await answer(command, call, isJSON))
                } catch {
                    server.answer(call.number, Self.failure(error, isJSON))
                }
            }
        } catch {
            logger.info(
                "request refused", metadata: ["door": "pipes", "why": "\(error.detail)"])
            server.answer(call.number, Self.failure(error, isJSON))
        }
    }

    /// What needs nobody else's answer: orders that wait for nothing, and what the board shows.
    private func atOnce(
        _ command: PipeCommand, _ request: PipeRequest, _ isJSON: Bool
    ) throws(Problem) -> PipeAnswer? {
        switch command {
        case .place(let order, until: nil) where order.wait == 0 || !request.wantsAnswer:
            let sent = try desk.ring.enqueue(order.order)
            let facts = JSON.waiting(sent.receipt.ticket, isUp: sent.isUp)
            let words = speech.spoken(facts, room: nil)
            return Self.answer(facts, isJSON ? facts.line : words)
        case .carryOut(let order) where !request.wantsAnswer:
            let sent = try desk.ring.enqueue(order)
            return Self.answer(.waiting(sent.receipt.ticket, isUp: sent.isUp), "")
        case .status(let name):
            let isUp = desk.ring.isUp
            let rooms = try desk.ring.snapshots.map {
                DestinationStatus($0, isUp: isUp, at: Clock.monotonic)
            }.filter { name == nil || $0.snapshot["name"]?.string == name?.text }
            if let name, rooms.isEmpty { throw .notFound("no destination “\(name)”") }
            guard isUp else { throw .down }
            return Self.answer(.null, rooms.map(\.line).joined(separator: "\n"))
        case .help: return Self.answer(.null, PipeCommand.words)
        default: return nil
        }
    }

    private func answer(
        _ command: PipeCommand, _ call: PipeServer.Call, _ isJSON: Bool
    ) async throws(Problem) -> PipeAnswer {
        switch command {
        case .place(let order, let goal):
            var facts = try await desk.place(order, visitor: "pipes", speech: speech)
            if let goal, let ticket = facts["ticket"]?.int.map({ UInt64($0) }) {
                facts = try await wait(ticket, goal, call)
            }
            if goal == nil { try Self.check(facts) }
            return Self.answer(facts, isJSON ? facts.line : facts["speech"]?.string ?? "")
        case .carryOut(let order):
            let facts = try await desk.carryOut(order)
            return Self.answer(facts, isJSON ? facts.line : facts["outcome"]?.string ?? "")
        case .ticket(let ticket, let goal):
            let facts =
                if let goal { try await wait(ticket, goal, call) } else {
                    try await desk.order(ticket, speech: speech)
                }
            return Self.answer(facts, facts["speech"]?.string ?? "")
        case .queue(let name):
            let queue = try await desk.asker.answer(.queue(name))
            let tracks = (queue["entries"]?.elements ?? []).map { DestinationStatus.spoken($0) }
            return Self.answer(.null, tracks.joined(separator: "\n"))
        case .search(let text):
            let found = try await desk.asker.answer(.search(text, count: 50))
            let tracks = (found["tracks"]?.elements ?? []).map { DestinationStatus.spoken($0) }
            return Self.answer(.null, tracks.joined(separator: "\n"))
        case .status, .help: return .failure(70, "unanswered")
        }
    }

    /// Waits for a goal as long as the client does.
    private func wait(
        _ ticket: UInt64, _ goal: Question.Goal, _ call: PipeServer.Call
    ) async throws(Problem) -> JSON {
        // A little less, so that what is known by then still arrives in time.
        let rest = (call.deadline - Clock.monotonic).nanoseconds / 1_000_000 - 50
        let facts = try await desk.order(
            ticket, until: goal, within: max(0, rest), speech: speech)
        let status = OrderStatus(facts)
        if status.reaches(goal) { return facts }
        let isDown = facts["daemon"]?.string == "down"
        throw Self.problem(facts, hasEnded: status.outcome?.isTerminal == true, isDown: isDown)
    }

    /// Fails an order that could not be placed after all, as the command line does.
    private static func check(_ facts: JSON) throws(Problem) {
        let bad: [Outcome] = [.refused, .failed, .expired]
        guard let outcome = OrderStatus(facts).outcome, bad.contains(outcome) else { return }
        throw problem(facts, hasEnded: true, isDown: false)
    }

    private static func problem(_ facts: JSON, hasEnded: Bool, isDown: Bool) -> Problem {
        let outcome = facts["outcome"]?.string ?? "?"
        let status: HTTPResponse.Status =
            hasEnded ? .conflict : isDown ? .serviceUnavailable : .requestTimeout
        return Problem(
            status: status, code: hasEnded ? outcome : isDown ? "down" : "late",
            detail: facts["speech"]?.string ?? outcome,
            members: [
                .init("ticket", facts["ticket"] ?? .null), .init("outcome", .string(outcome)),
                .init("counts", facts["counts"] ?? .null),
            ])
    }

    private static func answer(_ facts: JSON, _ text: String) -> PipeAnswer {
        let isEnded = text.isEmpty || text.hasSuffix("\n")
        return PipeAnswer(
            status: 0, output: Array((isEnded ? text : text + "\n").utf8),
            ticket: facts["ticket"]?.int.map { UInt64($0) }, outcome: facts["outcome"]?.string)
    }

    private static func failure(_ problem: Problem, _ isJSON: Bool) -> PipeAnswer {
        func member(_ name: String) -> JSON? { problem.members.first { $0.name == name }?.value }
        let words = member("speech")?.string ?? problem.detail
        return PipeAnswer(
            status: problem.exitStatus,
            output: isJSON ? Array((problem.json.line + "\n").utf8) : [],
            errors: Array((words.plain(keepingLines: true) + "\n").utf8),
            ticket: member("ticket")?.int.map { UInt64($0) }, outcome: member("outcome")?.string)
    }
}

extension Problem {
    /// What a command would end with.
    fileprivate var exitStatus: Int32 {
        switch status {
        case .badRequest, .contentTooLarge: 64
        case .serviceUnavailable: code == "full" ? 75 : 69
        case .forbidden: 77
        case .requestTimeout: 124
        case .conflict where code == "partly": 66
        default: 65
        }
    }
}
