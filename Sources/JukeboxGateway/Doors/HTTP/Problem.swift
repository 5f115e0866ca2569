// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import HTTPTypes
internal import Hummingbird

/// Why a request is not carried out, as RFC 9457 has it: a word for programs, a sentence for people.
struct Problem: Error, Equatable {
    /// The HTTP status.
    var status: HTTPResponse.Status
    /// What programs go by; the last part of `type`.
    var code: String
    /// What failed, on what, why, and what would be right.
    var detail: String
    /// Further members.
    var members: [JSON.Member] = []
    /// The methods that are possible instead.
    var allowed: String?
    /// After how many seconds the same request may go well.
    var retryAfter: Int?

    static func invalid(_ detail: String) -> Problem {
        Problem(status: .badRequest, code: "invalid", detail: detail)
    }

    static func notFound(_ detail: String) -> Problem {
        Problem(status: .notFound, code: "notFound", detail: detail)
    }

    static let down = Problem(
        status: .serviceUnavailable, code: "down",
        detail: "the jukebox is not running; only orders can be left for it", retryAfter: 5)

    var json: JSON {
        .object(
            [
                .init("type", .string("urn:jukebox:problem:\(code)")),
                .init("title", .string(status.reasonPhrase)),
                .init("status", .int(Int64(status.code))), .init("detail", .string(detail)),
            ] + members)
    }

    /// The answer; as plain JSON for a client that takes nothing else.
    func response(accepting accept: String?) -> Response {
        let isPlain = accept.map { $0.contains("application/json") && !$0.contains("problem+json") }
        var answer = Response(
            json, status: status,
            type: isPlain == true ? "application/json" : "application/problem+json")
        if let allowed { answer.headers[.allow] = allowed }
        if let retryAfter { answer.headers[.retryAfter] = String(retryAfter) }
        if status == .unauthorized { answer.headers[.wwwAuthenticate] = "Bearer" }
        return answer
    }
}

extension Response {
    /// An answer in JSON, which nobody may keep.
    init(_ json: JSON, status: HTTPResponse.Status = .ok, type: String = "application/json") {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        self.init(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.line + "\n")))
    }
}
