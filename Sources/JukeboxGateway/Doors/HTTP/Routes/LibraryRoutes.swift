// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Hummingbird
internal import JukeboxModel

// The music and the playlists.
extension RouteTable {
    static let libraryRoutes = [
        Route(.get, "/v1/search", "search", .scope(.read)) { exchange in
            guard let text = exchange.parameter("q"), !text.isEmpty else {
                throw Problem.invalid("say what to search for: /v1/search?q=beat")
            }
            guard text.unicodeScalars.count <= 256 else {
                throw Problem.invalid("“q” has more than 256 characters")
            }
            return Response(
                try await exchange.desk.search(text, limit: try exchange.limit(usual: 50)).json)
        },
        Route(.get, "/v1/library", "library", .scope(.read)) { exchange in
            Response(try await exchange.desk.library().json)
        },
        Route(.get, "/v1/playlists", "playlists", .scope(.read)) { exchange in
            Response(
                try await exchange.desk.playlists(
                    limit: try exchange.limit(usual: 1000), after: exchange.parameter("after")
                ).json)
        },
        Route(.get, "/v1/playlists/{name}", "playlist", .scope(.read)) { exchange in
            let after = try exchange.number("after", 0...1_000_000_000)
            return Response(
                try await exchange.desk.playlist(
                    exchange.values["name"] ?? "", limit: try exchange.limit(usual: 1000),
                    after: after.map { Int($0) }
                ).json)
        },
    ]
}
