// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Hummingbird
internal import JukeboxModel

// The music and the playlists.
extension RouteTable {
    static let libraryRoutes = [
        Route(
            .get, "/v1/search", "search", .scope(.read),
            query: [.search] + QueryParameter.limit(usual: 50)
        ) { exchange in
            guard let text = try exchange.text("q"), !text.isEmpty else {
                throw Problem.invalid("say what to search for: /v1/search?q=beat")
            }
            return Response(
                try await exchange.desk.search(text, limit: try exchange.limit()).json)
        },
        Route(.get, "/v1/library", "library", .scope(.read)) { exchange in
            Response(try await exchange.desk.library().json)
        },
        Route(
            .get, "/v1/playlists", "playlists", .scope(.read),
            query: QueryParameter.limit(usual: 1000) + [.afterName]
        ) { exchange in
            Response(
                try await exchange.desk.playlists(
                    limit: try exchange.limit(), after: try exchange.text("after")
                ).json)
        },
        Route(
            .get, "/v1/playlists/{name}", "playlist", .scope(.read),
            query: QueryParameter.limit(usual: 1000) + [.after(0...1_000_000_000)]
        ) { exchange in
            let after = try exchange.number("after")
            return Response(
                try await exchange.desk.playlist(
                    exchange.values["name"] ?? "", limit: try exchange.limit(),
                    after: after.map { Int($0) }
                ).json)
        },
    ]
}
