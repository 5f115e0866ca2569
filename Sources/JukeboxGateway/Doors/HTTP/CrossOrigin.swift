// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import Hummingbird

/// Cross-origin requests of browsers, for the pages that `gateway.origins` names
/// (fetch.spec.whatwg.org, "CORS protocol").
struct CrossOrigin: Sendable {
    /// The origins, in lower case.
    let origins: Set<String>

    /// The request headers that a page may set.
    static let requestHeaders =
        "Authorization, Content-Type, Accept-Language, Idempotency-Key, Last-Event-ID, If-Match"
    /// The response headers that a page may read.
    static let responseHeaders = "Location, Retry-After, ETag"

    /// The answer to OPTIONS, for browsers and for people.
    func options(_ methods: [HTTPRequest.Method], _ request: Request) -> Response {
        var response = Response(status: .noContent)
        let names = methods.map(\.rawValue).joined(separator: ", ")
        response.headers[.allow] = names
        if isAllowed(request), request.headers[.accessControlRequestMethod] != nil {
            response.headers[.accessControlAllowMethods] = names
            response.headers[.accessControlAllowHeaders] = Self.requestHeaders
            response.headers[.accessControlMaxAge] = "600"
        }
        return response
    }

    /// Adds the headers that let a page of an allowed origin read an answer.
    ///
    /// Tokens are sent in the Authorization header, so there are no cookies to allow.
    func finish(_ response: inout Response, _ request: Request) {
        guard !origins.isEmpty else { return }
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard isAllowed(request) else { return }
        response.headers[.accessControlAllowOrigin] = request.headers[.origin]
        response.headers[.accessControlExposeHeaders] = Self.responseHeaders
    }

    private func isAllowed(_ request: Request) -> Bool {
        request.headers[.origin].map { origins.contains($0.lowercased()) } ?? false
    }
}
