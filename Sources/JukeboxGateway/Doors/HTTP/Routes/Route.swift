// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import HTTPTypes
internal import Hummingbird

/// A request that the gateway answers: a row of `RouteTable`.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// The path as the OpenAPI document writes it: `/v1/destinations/{room}/queue`.
    let path: String
    /// Its name in metrics, logs and the OpenAPI document.
    let name: String
    let access: Access
    /// The parameters that the handler reads from the query.
    let query: [QueryParameter]
    let handler: @Sendable (Exchange) async throws -> Response

    /// The credentials that a route needs, and the limit on its use.
    enum Access: Equatable, Sendable {
        /// Everyone, as often as they like: health checks.
        case open
        /// Credentials of its own, in the request; limited per address and route.
        case ownCredentials(perMinute: Int)
        /// A caller with this scope; limited per caller.
        case scope(Scope)
    }

    /// Makes a row; `path` begins with a slash.
    init(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ access: Access,
        query: [QueryParameter] = [],
        _ handler: @escaping @Sendable (Exchange) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.access = access
        self.query = query
        self.handler = handler
        parts = path.dropFirst().split(separator: "/").map { part in
            part.first == "{" ? .value(String(part.dropFirst().dropLast())) : .word(String(part))
        }
    }

    private enum Part: Equatable, Sendable {
        case word(String)
        case value(String)
    }

    private let parts: [Part]

    /// The values in a path, by their names; nil if the path is another one's.
    func values(in path: [String]) -> [String: String]? {
        guard path.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, text) in zip(parts, path) {
            switch part {
            case .word(let word): guard word == text else { return nil }
            case .value(let name): values[name] = text
            }
        }
        return values
    }
}
