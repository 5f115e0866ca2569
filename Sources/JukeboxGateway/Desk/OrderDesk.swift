// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel
internal import Logging
internal import OrderRing

/// Takes orders and tells where they stand.
struct OrderDesk: Sendable {
    let ring: RingDoor
    let asker: AskClient
    let remembered: RememberedKeys
    let metrics: Metrics
    let usualWait: Int
    let rooms: RoomNames
    let logger: Logger

    /// Puts an order into the ring and says what became of it within the time.
    func place(
        _ body: [UInt8], idempotencyKey: String?, visitor: String, speech: Speech
    ) async throws(Problem) -> Response {
        let key = try OrderRequest.key(idempotencyKey)
        let request = try OrderRequest(body, idempotencyKey: key)
        let placed = try await place(
            request, retryOf: key.map { ($0, body) }, visitor: visitor, speech: speech)
        var response = Response(placed, status: .accepted)
        response.headers[.location] = "/v1/orders/\(placed["ticket"]?.int ?? 0)"
        return response
    }

    /// The same, of a request that has been read; with the client's own name for it, and its text.
    func place(
        _ request: OrderRequest, retryOf key: (name: String, text: [UInt8])? = nil,
        visitor: String, speech: Speech
    ) async throws(Problem) -> JSON {
        if let key, let first = try await remembered.ticket(key.name, visitor, key.text) {
            return try await reply(
                to: first, request, visitor, isUp: ring.isUp, speech: speech)
        }
        let sent = try await enqueue(request.order)
        if let key {
            await remembered.note(key.name, visitor, key.text, ticket: sent.receipt.ticket)
        }
        return try await reply(
            to: sent.receipt.ticket, request, visitor, isUp: sent.isUp, speech: speech)
    }

    private func enqueue(
        _ order: Order
    ) async throws(Problem) -> (receipt: Receipt, isUp: Bool) {
        do throws(Problem) {
            return try ring.enqueue(order)
        } catch {
            if error.code == "full" { await metrics.countRingFull() }
            throw error
        }
    }

    private func reply(
        to ticket: UInt64, _ request: OrderRequest, _ visitor: String, isUp: Bool, speech: Speech
    ) async throws(Problem) -> JSON {
        var answer = JSON.waiting(ticket, isUp: isUp)
        let wait = request.wait ?? usualWait
        if isUp, wait > 0, ring.mayWait {
            // The names first: an order may be on the disk before it is known to be refused.
            var goals = [Question.Goal.outcome(.resolved)]
            if request.order.durable { goals.append(.durable) }
            for goal in goals {
                let question = Question.order(
                    Ticket(ticket), until: goal, timeoutMilliseconds: Int64(wait))
                if let said = await asker.ask(question, within: wait + 20), said["ticket"] != nil {
                    answer = said
                } else {
                    ring.waitedInVain()
                }
                guard OrderStatus(answer).outcome?.isTerminal != true else { break }
            }
        }
        if answer["reason"]?["code"]?.string == "duplicate",
            let first = answer["reason"]?["candidates"]?.elements.first?.string.flatMap(UInt64.init)
        {
            // A retry after a crash: the first ticket is the order.
            answer =
                await asker.ask(
                    .order(Ticket(first), until: nil, timeoutMilliseconds: 0), within: 1000)
                ?? answer
        }
        return try await respond(answer, request.order, visitor, speech)
    }

    private func respond(
        _ answer: JSON, _ order: Order, _ visitor: String, _ speech: Speech
    ) async throws(Problem) -> JSON {
        await metrics.count(outcome: answer["outcome"]?.string ?? "?")
        let room = room(answer["destination"]?.string)
        let facts = answer.adding("wanted", order.wantedTrack)
        let words = speech.spoken(facts, room: room, called: called(answer, speech))
        let spoken = facts.adding("speech", .string(words))
            .without(["wanted"])
        let ticket = answer["ticket"]?.int ?? 0
        logger.info(
            "order",
            metadata: [
                "ticket": "\(ticket)", "outcome": "\(answer["outcome"]?.string ?? "?")",
                "visitor": "\(visitor)", "wanted": "\(order.wantedTrack["title"]?.string ?? "")",
            ])
        if answer["outcome"]?.string == "refused" {
            throw Problem(
                status: .unprocessableContent,
                code: answer["reason"]?["code"]?.string ?? "refused",
                detail: answer["reason"]?["text"]?.string ?? "the order was refused",
                members: [
                    .init("ticket", .int(ticket)), .init("outcome", "refused"),
                    .init("candidates", answer["reason"]?["candidates"] ?? []),
                    .init("speech", spoken["speech"] ?? .null),
                ])
        }
        return spoken
    }

    /// Where a ticket stands; with a goal, once that is reached, or the time is up.
    func order(
        _ ticket: UInt64, until goal: Question.Goal? = nil, within milliseconds: Int64 = 0,
        speech: Speech
    ) async throws(Problem) -> JSON {
        let answer = try await facts(ticket, until: goal, within: milliseconds)
        let room = room(answer["destination"]?.string)
        let words = speech.spoken(answer, room: room, called: called(answer, speech))
        return answer.adding("speech", .string(words))
    }

    /// What the daemon says of a ticket; one that is still in the ring is acknowledged.
    private func facts(
        _ ticket: UInt64, until goal: Question.Goal?, within milliseconds: Int64
    ) async throws(Problem) -> JSON {
        let isInRing = ring.holds(ticket: ticket).isHeld
        do throws(Problem) {
            return try await asker.answer(
                .order(Ticket(ticket), until: goal, timeoutMilliseconds: milliseconds),
                within: Int(milliseconds) + 2000)
        } catch {
            let now = ring.holds(ticket: ticket)
            guard isInRing || now.isHeld else { throw error }
            return .waiting(ticket, isUp: now.isUp)
        }
    }

    /// What the room of an answer is called in a language.
    private func called(_ answer: JSON, _ speech: Speech) -> String? {
        answer["destination"]?.string.map { rooms.name(of: $0, in: speech.code) }
    }

    /// Sends a command, and says whether it was carried out.
    ///
    /// A jukebox that starts drops the commands that it finds, so none is left for one that does not
    /// run.
    func carryOut(_ order: Order, within milliseconds: Int = 500) async throws(Problem) -> JSON {
        guard ring.isUp else { throw ring.why }
        let sent = try await enqueue(order)
        var answer = JSON.waiting(sent.receipt.ticket, isUp: sent.isUp)
        if sent.isUp, ring.mayWait {
            let question = Question.order(
                Ticket(sent.receipt.ticket), until: .outcome(.finished),
                timeoutMilliseconds: Int64(milliseconds))
            if let said = await asker.ask(question, within: milliseconds + 20),
                said["ticket"] != nil
            {
                answer = said
            } else {
                ring.waitedInVain()
            }
        }
        let outcome = answer["outcome"]?.string
        if ["refused", "failed", "expired"].contains(outcome) {
            let code = answer["reason"]?["code"]?.string ?? "failed"
            throw Problem(
                status: code == "destination" ? .notFound : .conflict, code: code,
                detail: answer["reason"]?["text"]?.string ?? "the command failed",
                members: [
                    .init("ticket", .int(Int64(sent.receipt.ticket))),
                    .init("outcome", JSON(outcome)),
                ])
        }
        return [
            "ticket": .int(Int64(sent.receipt.ticket)), "outcome": JSON(outcome),
            "daemon": answer["daemon"] ?? .null,
        ]
    }

    private func room(_ name: String?) -> JSON? {
        guard let name, let rooms = try? ring.snapshots else { return nil }
        return rooms.first { $0["name"]?.string == name }
    }
}

extension Order {
    /// What was asked for, as one would say it of a track.
    fileprivate var wantedTrack: JSON {
        guard case .play(let wanted) = verb else { return .null }
        let piece = wanted.title ?? wanted.query ?? wanted.album ?? wanted.playlist
        let name = piece ?? wanted.artist ?? wanted.path?.lastComponent
        return [
            "title": JSON(name), "artist": JSON(piece == nil ? nil : wanted.artist),
            "is_sentence": .bool(wanted.query != nil),
        ]
    }
}

extension AskClient {
    /// The answer to a question, or the problem that there is none.
    func answer(
        _ question: Question, within milliseconds: Int = 2000
    ) async throws(Problem) -> JSON {
        guard let answer = await ask(question, within: milliseconds) else { throw .down }
        if let error = answer["error"]?.string { throw .notFound(error) }
        return answer
    }
}

extension JSON {
    /// What is known of an order that nobody has looked at yet.
    static func waiting(_ ticket: UInt64, isUp: Bool) -> JSON {
        [
            "ticket": .int(Int64(clamping: ticket)), "outcome": "acknowledged", "reason": nil,
            "daemon": isUp ? "up" : "down", "destination": nil, "track_count": 0,
            "tracks": [], "alternatives": [],
        ]
    }

    func adding(_ name: String, _ value: JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(name, value)])
    }

    func without(_ names: Set<String>) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { !names.contains($0.name) })
    }
}
