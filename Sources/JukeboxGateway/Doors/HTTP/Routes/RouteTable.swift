// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes

/// Every request that the gateway answers; the OpenAPI document is checked against it.
enum RouteTable {
    static let all =
        orderRoutes + roomRoutes + queueRoutes + libraryRoutes + houseRoutes + assistantRoutes

    /// The match for a request's method and path.
    enum Found {
        case route(Route, [String: String])
        /// OPTIONS: the methods that are possible.
        case options([HTTPRequest.Method])
    }

    /// Finds the route of a request; HEAD is answered as GET.
    static func find(_ method: HTTPRequest.Method, _ path: String) throws(Problem) -> Found {
        let parts = try parts(of: path)
        let here = all.compactMap { route in route.values(in: parts).map { (route, $0) } }
        guard !here.isEmpty else {
            throw .notFound("there is nothing at \(path); /openapi.json lists what there is")
        }
        let wanted = method == .head ? .get : method
        if let (route, values) = here.first(where: { $0.0.method == wanted }) {
            return .route(route, values)
        }
        var methods = here.map(\.0.method)
        if methods.contains(.get) { methods.append(.head) }
        methods.append(.options)
        if method == .options { return .options(methods) }
        let names = methods.map(\.rawValue).joined(separator: ", ")
        throw Problem(
            status: .methodNotAllowed, code: "method",
            detail: "\(method.rawValue) is not possible here; possible: \(names)", allowed: names)
    }

    /// The parts between the slashes, decoded one by one, so that `%2F` stays within its part.
    private static func parts(of path: String) throws(Problem) -> [String] {
        guard path.first == "/", path.utf8.count <= 2048 else {
            throw .invalid("the path must begin with / and have at most 2048 bytes")
        }
        var parts: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let text = PercentCoding.decoded(part), !text.isEmpty, text != ".", text != ".."
            else {
                throw .notFound("there is nothing at \(path); /openapi.json lists what there is")
            }
            parts.append(text)
        }
        return parts
    }
}
