// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import HTTPTypes

/// What a request asks for, by its method and path.
enum Route: Equatable {
    case placeOrder
    case hookOrder
    case orders
    case order(UInt64)
    case cancel(UInt64)
    case destinations
    case destination(String)
    case command(String)
    case queue(String)
    case clear(String)
    case remove(String, entry: Int64)
    case move(String, entry: Int64)
    case search
    case playlists
    case playlist(String)
    case events
    case health
    case readiness
    case description
    case metrics
    case dialogflow
    case googleFulfilment
    case authorize
    case consent
    case token
    case revoke

    /// What a token must allow; nil where everybody may look.
    var scope: Scope? {
        switch self {
        case .placeOrder, .cancel: .play
        case .command, .clear, .remove, .move, .dialogflow: .control
        // A webhook shows who it is by its signature, Google by the token of its link.
        case .health, .readiness, .hookOrder, .googleFulfilment: nil
        case .authorize, .consent, .token, .revoke: nil
        default: .read
        }
    }

    /// What the metrics call it.
    var name: String {
        switch self {
        case .placeOrder: "placeOrder"
        case .hookOrder: "hookOrder"
        case .orders: "orders"
        case .order: "order"
        case .cancel: "cancel"
        case .destinations: "destinations"
        case .destination: "destination"
        case .command: "command"
        case .queue: "queue"
        case .clear: "clear"
        case .remove: "remove"
        case .move: "move"
        case .search: "search"
        case .playlists: "playlists"
        case .playlist: "playlist"
        case .events: "events"
        case .health: "health"
        case .readiness: "readiness"
        case .description: "description"
        case .metrics: "metrics"
        case .dialogflow: "dialogflow"
        case .googleFulfilment: "googleFulfilment"
        case .authorize: "authorize"
        case .consent: "consent"
        case .token: "token"
        case .revoke: "revoke"
        }
    }

    /// Finds the route of a request.
    static func find(_ method: HTTPRequest.Method, _ path: String) throws(Problem) -> Route {
        let parts = try parts(of: path)
        if let route = route(method, parts) { return route }
        let allowed = [HTTPRequest.Method.get, .post, .put, .patch, .delete]
            .filter { route($0, parts) != nil }
        guard allowed.isEmpty else {
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                status: .methodNotAllowed, code: "method",
                detail: "\(method.rawValue) is not possible here; possible: \(names)",
                allowed: names)
        }
        throw .notFound("there is nothing at \(path); /openapi.json tells what there is")
    }

    private static func route(_ method: HTTPRequest.Method, _ parts: [String]) -> Route? {
        guard parts.first == "v1" else {
            switch (method, parts) {
            case (.get, ["healthz"]): return .health
            case (.get, ["readyz"]): return .readiness
            case (.get, ["openapi.json"]): return .description
            case (.get, ["metrics"]): return .metrics
            case (.post, ["dialogflow"]): return .dialogflow
            case (.post, ["google", "fulfilment"]): return .googleFulfilment
            case (.get, ["oauth", "authorize"]): return .authorize
            case (.post, ["oauth", "authorize"]): return .consent
            case (.post, ["oauth", "token"]): return .token
            case (.post, ["oauth", "revoke"]): return .revoke
            default: return nil
            }
        }
        let rest = Array(parts.dropFirst())
        switch (method, rest.count, rest.first) {
        case (.post, 1, "orders"): return .placeOrder
        case (.post, 2, "hooks") where rest[1] == "orders": return .hookOrder
        case (.get, 1, "orders"): return .orders
        case (.get, 2, "orders"): return ticket(rest[1]).map(Route.order)
        case (.delete, 2, "orders"): return ticket(rest[1]).map(Route.cancel)
        case (.get, 1, "search"): return .search
        case (.get, 1, "playlists"): return .playlists
        case (.get, 2, "playlists"): return .playlist(rest[1])
        case (.get, 1, "events"): return .events
        case (.get, 1, "destinations"): return .destinations
        case (_, 2..., "destinations"):
            return destination(method, rest[1], Array(rest.dropFirst(2)))
        default: return nil
        }
    }

    private static func destination(
        _ method: HTTPRequest.Method, _ name: String, _ rest: [String]
    ) -> Route? {
        switch (method, rest.count, rest.first) {
        case (.get, 0, nil): return .destination(name)
        case (.post, 1, "commands"): return .command(name)
        case (.get, 1, "queue"): return .queue(name)
        case (.delete, 1, "queue"): return .clear(name)
        case (.delete, 2, "queue"): return entry(rest[1]).map { .remove(name, entry: $0) }
        case (.patch, 2, "queue"): return entry(rest[1]).map { .move(name, entry: $0) }
        default: return nil
        }
    }

    private static func ticket(_ text: String) -> UInt64? {
        UInt64(text).flatMap { $0 < Ticket.limit ? $0 : nil }
    }

    private static func entry(_ text: String) -> Int64? {
        Int64(text).flatMap { $0 > 0 ? $0 : nil }
    }

    /// The parts between the slashes, decoded one by one, so that `%2F` stays within its part.
    private static func parts(of path: String) throws(Problem) -> [String] {
        guard path.first == "/", path.utf8.count <= 2048 else {
            throw .invalid("the path must begin with / and have at most 2048 bytes")
        }
        var parts: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let text = decoded(part), !text.isEmpty, text != ".", text != ".." else {
                throw .notFound("there is nothing at \(path); /openapi.json tells what there is")
            }
            parts.append(text)
        }
        return parts
    }

    /// A part with its `%XX` turned back; nil when they are no UTF-8 or a NUL.
    static func decoded(_ part: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = part.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2,
                let value = UInt8(digits, radix: 16), value != 0
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The parameters of a query, decoded; the last of a name counts.
    static func parameters(_ query: String?) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in (query ?? "").split(separator: "&").prefix(50) {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let plain = sides.map { decoded(Substring($0.replacing("+", with: " "))) }
            if let name = plain.first ?? nil {
                parameters[name] = (plain.count > 1 ? plain[1] : "")
            }
        }
        return parameters
    }
}
