// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel

// The doors of voice assistants.
extension RouteTable {
    static let assistantRoutes = [
        Route(.post, "/dialogflow", "dialogflow", .scope(.control)) { exchange in
            let asked = try DialogflowRequest(try await exchange.body())
            let door = DialogflowDoor(
                desk: exchange.desk, usualLanguage: exchange.parts.language)
            var caller = exchange.caller
            caller.label = "dialogflow"
            return Response(await door.answer(asked, from: caller))
        },
        Route(
            .post, "/google/fulfilment", "googleFulfilment", .ownCredentials(perMinute: 60)
        ) { exchange in
            let google = try google(exchange)
            let token = exchange.visitor.credentials.token
            // Without a linked account the body is not worth reading.
            guard await google.isLinked(token) else { return google.refusal() }
            return await google.fulfil(try await exchange.body(), token: token)
        },
        Route(.get, "/oauth/authorize", "authorize", .ownCredentials(perMinute: 60)) { exchange in
            try google(exchange).ask(
                query: exchange.request.uri.query,
                accepting: exchange.request.headers[.acceptLanguage])
        },
        Route(.post, "/oauth/authorize", "consent", .ownCredentials(perMinute: 60)) { exchange in
            let google = try google(exchange)
            try exchange.parts.doorkeeper.checkForm(exchange.visitor)
            return await google.consent(
                try await exchange.form(), accepting: exchange.request.headers[.acceptLanguage])
        },
        Route(.post, "/oauth/token", "token", .ownCredentials(perMinute: 60)) { exchange in
            try await google(exchange).token(
                try await exchange.form(),
                authorization: exchange.request.headers[.authorization])
        },
        Route(.post, "/oauth/revoke", "revoke", .ownCredentials(perMinute: 60)) { exchange in
            try await google(exchange).revoke(
                try await exchange.form(),
                authorization: exchange.request.headers[.authorization])
        },
    ]

    private static func google(_ exchange: Exchange) throws(Problem) -> GoogleDoor {
        guard let google = exchange.parts.google else {
            throw .notFound(
                "this gateway speaks with no assistant; the table [gateway.google] turns that on")
        }
        return google
    }
}
