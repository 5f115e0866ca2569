// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// The parts of the gateway that the routes use.
struct GatewayParts: Sendable {
    let desk: Desk
    let hub: EventHub
    let streams: StreamPlaces
    let metrics: Metrics
    let signatures: Signatures
    /// Nil without a table `[gateway.google]` in the settings.
    let google: GoogleDoor?
    /// The language of answers, if the client names none.
    let language: String
    let doorkeeper: Doorkeeper
    let logger: Logger
}

/// Answers every request: finds its route, its caller and the limits, and calls the handler.
struct Responder: Sendable {
    let parts: GatewayParts
    let tokens: TokenTable
    let limits: RateLimits
    let crossOrigin: CrossOrigin

    func respond(
        to request: Request, from address: ClientAddress, on channel: any Channel
    ) async throws -> Response {
        let start = Clock.monotonic
        var name = "none"
        var response: Response
        do {
            let visitor = Visitor(request, address)
            try Doorkeeper.checkHead(visitor)
            switch try RouteTable.find(request.method, request.uri.path) {
            case .options(let methods):
                name = "options"
                try parts.doorkeeper.checkHost(visitor)
                response = crossOrigin.options(methods, request)
            case .route(let route, let values):
                name = route.name
                let caller = try await admit(visitor, to: route)
                response = try await route.handler(
                    Exchange(
                        request: request, visitor: visitor, caller: caller, route: route,
                        values: values, parts: parts, channel: channel))
            }
        } catch {
            guard let problem = Problem(error) else { throw error }
            if problem.status.code >= 500 {
                parts.logger.warning(
                    "\(problem.detail)", metadata: ["code": "\(problem.code)", "route": "\(name)"])
            }
            response = problem.response(accepting: request.headers[.accept])
        }
        crossOrigin.finish(&response, request)
        if request.method == .head { Self.removeBody(&response) }
        await parts.metrics.count(
            route: name, code: response.status.code, took: Clock.monotonic - start)
        return response
    }

    /// The caller of a request, once it may pass.
    private func admit(_ visitor: Visitor, to route: Route) async throws(Problem) -> Caller {
        switch route.access {
        case .open: return Caller(id: "everyone", scope: .read)
        case .ownCredentials(let perMinute):
            try parts.doorkeeper.checkHost(visitor)
            var id = "address \(visitor.address.key) \(route.name)"
            var most: Int? = perMinute
            if case .token(let token) = visitor.credentials,
                let link = await parts.google?.linking.link(of: token, at: Clock.wall)
            {
                // Strangers at the same door leave a linked account its own share.
                id = "link " + link
                most = nil
            }
            try await count(id, perMinute: most)
            return Caller(id: id, scope: .read)
        case .scope(let scope):
            var grant: Grant?
            if case .token(let token) = visitor.credentials {
                grant = await tokens.grant(token, at: Clock.wall)
                if grant == nil { try await countFailure(visitor) }
            }
            let caller = try parts.doorkeeper.admit(visitor, granted: grant, asking: scope)
            try await count(caller.id, perMinute: nil)
            return caller
        }
    }

    private func count(_ id: String, perMinute: Int?) async throws(Problem) {
        guard let seconds = await limits.count(id, perMinute: perMinute) else { return }
        throw Problem(DeskError.tooMany(seconds: seconds))
    }

    /// Counts a token that is not known, and logs its sender; a sender of many has to wait.
    private func countFailure(_ visitor: Visitor) async throws(Problem) {
        let address = visitor.address.key
        switch await limits.countFailure(address) {
        case .log(let failures):
            parts.logger.warning(
                "a token was not accepted",
                metadata: ["address": "\(address)", "failures": "\(failures)"])
        case .pass: break
        case .wait(let seconds):
            throw Problem(
                status: .tooManyRequests, code: "tooMany",
                detail: "too many unknown tokens; the next may come in \(seconds) s",
                retryAfter: seconds)
        }
    }

    /// Turns an answer to GET into one to HEAD: the same headers, without a body.
    private static func removeBody(_ response: inout Response) {
        let length = response.body.contentLength
        response.body = ResponseBody()
        response.headers[.contentLength] = length.map { String($0) }
    }
}

extension Problem {
    /// Converts an error for the client; nil if the client has disconnected.
    fileprivate init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as DeskError: self.init(error)
        case let error as any HTTPResponseError:
            self.init(status: error.status, code: "invalid", detail: error.status.reasonPhrase)
        case let error as HTTPParserError:
            self = .invalid("the request is not valid HTTP: \(error)")
        default: return nil
        }
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key").unsafelyUnwrapped
    static let lastEventID = HTTPField.Name("Last-Event-ID").unsafelyUnwrapped
}
