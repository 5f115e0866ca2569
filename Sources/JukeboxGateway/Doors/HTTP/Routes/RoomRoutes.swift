// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Hummingbird
internal import JSONLines
internal import JukeboxModel

// The destinations, and commands to them. A destination's path takes its name or a nickname.
extension RouteTable {
    static let roomRoutes = [
        Route(.get, "/v1/destinations", "destinations", .scope(.read)) { exchange in
            let rooms = try exchange.desk.statuses(for: exchange.caller)
            return Response([
                "daemon": .string(exchange.desk.daemon.word),
                "destinations": .array(rooms.map(\.json)),
            ])
        },
        Route(.get, "/v1/destinations/{room}", "destination", .scope(.read)) { exchange in
            Response(exchange.desk.status(try exchange.room()).json)
        },
        Route(.post, "/v1/destinations/{room}/commands", "command", .scope(.control)) { exchange in
            let verb = try CommandRequest.verb(try await exchange.body())
            return Response(
                command: try await exchange.desk.carryOut(
                    verb, in: exchange.values["room"], by: exchange.caller,
                    speech: exchange.speech))
        },
    ]

    static let queueRoutes = [
        Route(
            .get, "/v1/destinations/{room}/queue", "queue", .scope(.read),
            query: QueryParameter.limit(usual: 1000) + [.after(1...Int64.max)]
        ) { exchange in
            let after = try exchange.number("after")
            return Response(
                try await exchange.desk.queue(
                    of: try exchange.room(), limit: try exchange.limit(),
                    after: after.map(EntryID.init)
                ).json)
        },
        Route(.delete, "/v1/destinations/{room}/queue", "clear", .scope(.control)) { exchange in
            try await carryOut(.clear, exchange)
        },
        Route(
            .delete, "/v1/destinations/{room}/queue/{entry}", "remove", .scope(.control)
        ) { exchange in
            try await carryOut(.remove([EntrySpan(try exchange.entry())]), exchange)
        },
        Route(
            .patch, "/v1/destinations/{room}/queue/{entry}", "move", .scope(.control)
        ) { exchange in
            let entry = try exchange.entry()
            let place = try CommandRequest.place(try await exchange.body())
            return try await carryOut(.move(entry, to: place), exchange)
        },
    ]

    private static func carryOut(
        _ verb: Order.Verb, _ exchange: Exchange
    ) async throws -> Response {
        Response(
            command: try await exchange.desk.carryOut(
                verb, in: exchange.values["room"], by: exchange.caller, speech: exchange.speech))
    }
}
