// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import OrderRing

/// A request's environment.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where the client is.
    let peer: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress
    }
}

/// Answers every request.
struct Responder: HTTPResponder {
    typealias Context = GatewayContext

    let ring: RingDoor
    let asker: AskClient
    let desk: OrderDesk
    let hub: EventHub
    let doorkeeper: Doorkeeper
    let tokens: TokenTable
    let limits: RateLimits
    let metrics: Metrics
    let signatures: Signatures
    /// Nil where the settings have no table `[gateway.google]`.
    let google: GoogleDoor?
    let language: String
    let logger: Logger

    func respond(to request: Request, context: GatewayContext) async throws -> Response {
        let start = Clock.monotonic
        var name = "none"
        var response: Response
        do {
            let route = try Route.find(request.method, request.uri.path)
            name = route.name
            response = try await answer(route, request, Visitor(request, context.peer))
        } catch {
            guard let problem = Problem(error) else { throw error }
            if problem.status.code >= 500 {
                logger.warning(
                    "\(problem.detail)", metadata: ["code": "\(problem.code)", "route": "\(name)"])
            }
            response = problem.response(accepting: request.headers[.accept])
        }
        await metrics.count(
            route: name, code: response.status.code, took: Clock.monotonic - start)
        return response
    }

    private func answer(
        _ route: Route, _ request: Request, _ visitor: Visitor
    ) async throws -> Response {
        var name = "everybody"
        if let scope = route.scope {
            let grant = await visitor.token.asyncMap { await tokens.grant($0) } ?? nil
            name = try doorkeeper.admit(visitor, granted: grant, asking: scope)
        } else if route == .googleFulfilment, let token = visitor.token,
            let link = await google?.linking.link(of: token, at: Clock.wall)
        {
            // Strangers at the same door leave Google its own share.
            name = "link " + link
        }
        if let seconds = await limits.count(name) {
            throw Problem(
                status: .tooManyRequests, code: "tooMany",
                detail: "too many requests; the next may come in \(seconds) s", retryAfter: seconds)
        }
        return try await carryOut(route, request, visitor, name: name)
    }

    private func carryOut(
        _ route: Route, _ request: Request, _ visitor: Visitor, name: String
    ) async throws -> Response {
        let speech = Speech.chosen(by: request.headers[.acceptLanguage], or: language)
        switch route {
        case .placeOrder:
            return try await desk.place(
                try await body(of: request), idempotencyKey: request.headers[.idempotencyKey],
                visitor: name, speech: speech)
        case .hookOrder:
            let body = try await body(of: request)
            let headers = SignatureChecker.Headers(request.headers)
            try await signatures.check(headers, body, at: Clock.wall)
            return try await desk.place(
                body, idempotencyKey: headers.id, visitor: "webhook", speech: speech)
        case .orders:
            return Response(try await asker.answer(.orders(count: try count(request, usual: 20))))
        case .order(let ticket): return Response(try await desk.order(ticket, speech: speech))
        case .cancel(let ticket): return try await carryOut(Order(.cancel(Ticket(ticket))))
        case .destinations: return Response(["destinations": .array(try await rooms())])
        case .destination(let name): return Response(try await room(name))
        case .command(let name):
            let verb = try CommandRequest.verb(try await body(of: request))
            return try await command(verb, name)
        case .queue(let name):
            return Response(try await asker.answer(.queue(DestinationName(name))))
        case .clear(let name): return try await command(.clear, name)
        case .remove(let name, let entry): return try await command(.remove(EntryID(entry)), name)
        case .move(let name, let entry):
            let place = try CommandRequest.place(try await body(of: request))
            return try await command(.move(EntryID(entry), to: place), name)
        case .search: return try await search(request)
        case .playlists: return Response(try await asker.answer(.playlists))
        case .playlist(let name): return Response(try await asker.answer(.playlist(name)))
        case .events:
            let last = request.headers[.lastEventID]
            return EventStream.response(await hub.subscribe(after: last), epoch: hub.epoch)
        case .health: return Response(["status": "ok"])
        case .readiness:
            let isUp = ring.isUp
            return Response(
                ["status": isUp ? "ready" : "down"], status: isUp ? .ok : .serviceUnavailable)
        case .description: return OpenAPI.response
        case .metrics: return await exposition()
        case .dialogflow:
            let asked = try DialogflowRequest(try await body(of: request))
            let door = DialogflowDoor(desk: desk, ring: ring, usualLanguage: language)
            return Response(await door.answer(asked, visitor: name))
        case .googleFulfilment, .authorize, .consent, .token, .revoke:
            return try await google(route, request, visitor)
        }
    }

    private func google(
        _ route: Route, _ request: Request, _ visitor: Visitor
    ) async throws -> Response {
        guard let google else {
            throw Problem.notFound(
                "this gateway speaks with no assistant; the table [gateway.google] turns that on")
        }
        try doorkeeper.checkHost(visitor)
        let languages = request.headers[.acceptLanguage]
        switch route {
        case .googleFulfilment:
            return await google.fulfil(try await body(of: request), token: visitor.token)
        case .authorize:
            return google.ask(FormFields(request.uri.query ?? ""), accepting: languages)
        case .consent:
            try doorkeeper.checkForm(visitor)
            return await google.consent(try await form(of: request), accepting: languages)
        default:
            let form = try await form(of: request)
            let header = request.headers[.authorization]
            return route == .token
                ? await google.token(form, authorization: header)
                : await google.revoke(form, authorization: header)
        }
    }

    private func form(of request: Request) async throws -> FormFields {
        let bytes = try await body(of: request, type: "application/x-www-form-urlencoded")
        return FormFields(String(decoding: bytes, as: UTF8.self))
    }

    private func exposition() async -> Response {
        let isUp = ring.isUp
        let figures = isUp ? await asker.ask(.figures, within: 500) : nil
        let house = Metrics.House(
            isUp: isUp, takenSlots: ring.takenSlots, listeners: await hub.listeners,
            destinations: (try? ring.snapshots) ?? [], figures: figures)
        var headers = HTTPFields()
        headers[.contentType] = Exposition.type
        let text = await metrics.text(house)
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func command(_ verb: Order.Verb, _ name: String) async throws(Problem) -> Response {
        try await carryOut(Order(verb, destination: DestinationName(name)))
    }

    private func carryOut(_ order: Order) async throws(Problem) -> Response {
        let done = try await desk.carryOut(order)
        return Response(done, status: done["outcome"]?.string == "finished" ? .ok : .accepted)
    }

    private func rooms() async throws(Problem) -> [JSON] {
        let isUp = ring.isUp
        let now = Clock.monotonic
        return try ring.snapshots.map { DestinationStatus($0, isUp: isUp, at: now).json }
    }

    private func room(_ name: String) async throws(Problem) -> JSON {
        let rooms = try await rooms()
        guard let room = rooms.first(where: { $0["name"]?.string == name }) else {
            let names = rooms.compactMap { $0["name"]?.string }.joined(separator: ", ")
            throw .notFound("no destination “\(name)”; there are: \(names)")
        }
        return room
    }

    private func search(_ request: Request) async throws(Problem) -> Response {
        guard let text = Route.parameters(request.uri.query)["q"], !text.isEmpty else {
            throw .invalid("say what to search for: /v1/search?q=beat")
        }
        guard text.unicodeScalars.count <= 256 else {
            throw .invalid("“q” has more than 256 characters")
        }
        return Response(
            try await asker.answer(.search(text, count: try count(request, usual: 50))))
    }

    private func count(_ request: Request, usual: Int) throws(Problem) -> Int {
        guard let text = Route.parameters(request.uri.query)["count"] else { return usual }
        guard let count = Int(text), (1...1000).contains(count) else {
            throw .invalid("“count” must be a whole number from 1 to 1000")
        }
        return count
    }

    /// The body of a change, which must be JSON: a web form of another host cannot send that.
    private func body(
        of request: Request, type wanted: String = "application/json"
    ) async throws -> [UInt8] {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        guard type.split(separator: ";").first.map(String.init) == wanted else {
            let detail = "send it with Content-Type: \(wanted)"
            throw Problem(status: .unsupportedMediaType, code: "type", detail: detail)
        }
        do {
            let buffer = try await request.body.collect(upTo: RequestBody.limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem(
                status: .contentTooLarge, code: "tooLarge",
                detail: "the body has more than \(RequestBody.limit) bytes")
        }
    }
}

/// The rate limits, which all connections share.
actor RateLimits {
    private var limit: RateLimit

    init(perMinute: Int) { limit = RateLimit(perMinute: perMinute) }

    func count(_ visitor: String) -> Int? { limit.count(visitor, at: Clock.monotonic) }
}

extension Visitor {
    init(_ request: Request, _ peer: SocketAddress?) {
        address = peer?.ipAddress
        host = request.head.authority
        origin = request.headers[.origin]
        fetchSite = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        let words = request.headers[.authorization]?.split(separator: " ") ?? []
        switch (words.count, words.first?.lowercased()) {
        case (2, "bearer"): token = String(words[1])
        case (2, "basic"):
            // USER:TOKEN, for services that know no other way; whoever the user is.
            let pair = Base64.decode(String(words[1])).map { String(decoding: $0, as: UTF8.self) }
            token = pair?.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
        default: break
        }
        forwarding = request.headers.map(\.name.canonicalName).filter(Self.isForwarding)
    }
}

extension SignatureChecker.Headers {
    init(_ fields: HTTPFields) {
        func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
        self.init(
            id: field("webhook-id"), timestamp: field("webhook-timestamp"),
            signature: field("webhook-signature"))
    }
}

extension Problem {
    /// What went wrong, as the client is told it; nil when there is nobody to be told.
    fileprivate init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as any HTTPResponseError:
            self.init(status: error.status, code: "invalid", detail: error.status.reasonPhrase)
        case let error as HTTPParserError:
            self = .invalid("the request breaks off being HTTP: \(error)")
        default: return nil
        }
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key").unsafelyUnwrapped
    static let lastEventID = HTTPField.Name("Last-Event-ID").unsafelyUnwrapped
}

extension Optional {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async -> Result) async -> Result? {
        guard let self else { return nil }
        return await transform(self)
    }
}
