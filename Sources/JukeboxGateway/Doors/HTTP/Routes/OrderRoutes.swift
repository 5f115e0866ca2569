// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import HTTPTypes
internal import Hummingbird
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

// Orders of music, and the history of all orders.
extension RouteTable {
    static let orderRoutes = [
        Route(.post, "/v1/orders", "placeOrder", .scope(.play)) { exchange in
            try await place(
                try await exchange.body(), key: exchange.request.headers[.idempotencyKey],
                exchange.caller, exchange)
        },
        Route(.post, "/v1/hooks/orders", "hookOrder", .ownCredentials(perMinute: 600)) { exchange in
            let headers = SignatureChecker.Headers(exchange.request.headers)
            try await exchange.parts.signatures.check(headers, at: Clock.wall)
            let body = try await exchange.body()
            try await exchange.parts.signatures.check(headers, body, at: Clock.wall)
            let caller = Caller(id: "webhook", scope: .play, label: "webhook")
            return try await place(body, key: headers.id, caller, exchange)
        },
        Route(
            .get, "/v1/orders", "orders", .scope(.read),
            query: QueryParameter.limit(usual: 20) + [.after(0...Int64(Ticket.limit) - 1)]
        ) { exchange in
            let after = try exchange.number("after")
            return Response(
                try await exchange.desk.orders(
                    limit: try exchange.limit(), after: after.map { Ticket(UInt64($0)) },
                    by: exchange.caller
                ).json)
        },
        Route(
            .get, "/v1/orders/{ticket}", "order", .scope(.read), query: QueryParameter.waiting
        ) { exchange in
            let goal = try OrderRequest.goal(try exchange.parameter("wait_for"))
            let wait = try exchange.number("wait_ms")
            let told = try await exchange.desk.order(
                try exchange.ticket(), until: goal, within: wait ?? OrderRequest.usualGoalWait,
                by: exchange.caller, speech: exchange.speech)
            return Response(told.json)
        },
        Route(.delete, "/v1/orders/{ticket}", "cancel", .scope(.play)) { exchange in
            let ticket = try exchange.ticket()
            return Response(
                command: try await exchange.desk.cancel(
                    ticket, by: exchange.caller, speech: exchange.speech))
        },
    ]

    private static func place(
        _ body: [UInt8], key: String?, _ caller: Caller, _ exchange: Exchange
    ) async throws -> Response {
        let key = try OrderRequest.key(key)
        let request = try OrderRequest(body)
        let placed = try await exchange.desk.place(
            request, key: key, by: caller, speech: exchange.speech)
        var response = Response(placed.json, status: .accepted)
        if placed.orders.count == 1, let ticket = placed.orders.first?.answer.ticket {
            response.headers[.location] = "/v1/orders/\(ticket.number)"
        }
        return response
    }
}

extension Response {
    /// The answer to a command: 200 once it was carried out, 202 while it was only sent.
    init(command told: Told) {
        self.init(told.json, status: told.answer.outcome == .finished ? .ok : .accepted)
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
