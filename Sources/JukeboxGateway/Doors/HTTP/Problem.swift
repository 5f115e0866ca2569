// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import HTTPTypes
internal import Hummingbird
internal import JSONLines
internal import JukeboxModel

/// An error as HTTP answers it (RFC 9457): a word for programs, a sentence for people.
struct Problem: Error, Equatable {
    /// The HTTP status.
    var status: HTTPResponse.Status
    /// The word for programs; the last part of `type`.
    var code: String
    /// The fault, its reason, and the remedy.
    var detail: String
    /// Further members.
    var members: [JSON.Member] = []
    /// The methods that are possible instead.
    var allowed: String?
    /// After how many seconds the same request may succeed.
    var retryAfter: Int?

    static func invalid(_ detail: String) -> Problem {
        Problem(status: .badRequest, code: "invalid", detail: detail)
    }

    static func notFound(_ detail: String) -> Problem {
        Problem(status: .notFound, code: "notFound", detail: detail)
    }

    var json: JSON {
        .object(
            [
                .init("type", .string("urn:jukebox:problem:\(code)")),
                .init("title", .string(status.reasonPhrase)),
                .init("status", .int(Int64(status.code))), .init("detail", .string(detail)),
            ] + members)
    }

    /// The answer; plain JSON for a client that does not accept problem documents.
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

// The desk's errors in the words of HTTP.
extension Problem {
    init(_ error: DeskError) {
        self.init(
            status: Self.status(error), code: Self.code(error),
            detail: ServerPaths.hidden(in: error.text),
            members: Self.members(error), retryAfter: Self.retryAfter(error))
    }

    private static func status(_ error: DeskError) -> HTTPResponse.Status {
        switch error {
        case .invalid: .badRequest
        case .notFound, .noRoom: .notFound
        case .notAllowed: .forbidden
        case .keyReused: .unprocessableContent
        case .down, .noJukebox, .busy, .full: .serviceUnavailable
        case .tooLong: .contentTooLarge
        case .tooMany: .tooManyRequests
        case .late: .requestTimeout
        case .ended(let answer, _):
            switch answer.reason?.code {
            case .scope?: .forbidden
            case .destination? where answer.isCommand: .notFound
            default:
                answer.outcome == .refused && !answer.isCommand ? .unprocessableContent : .conflict
            }
        }
    }

    private static func code(_ error: DeskError) -> String {
        switch error {
        case .invalid: "invalid"
        case .notFound: "notFound"
        case .noRoom: "destination"
        case .notAllowed: "scope"
        case .ended(let answer, _):
            answer.reason?.code.word ?? answer.outcome?.word ?? "refused"
        case .late: "late"
        case .keyReused: "keyReused"
        case .down: "down"
        case .noJukebox: "noJukebox"
        case .busy: "busy"
        case .full: "full"
        case .tooLong: "tooLong"
        case .tooMany: "tooMany"
        }
    }

    private static func members(_ error: DeskError) -> [JSON.Member] {
        switch error {
        case .ended(let answer, let speech), .late(let answer, let speech):
            [
                .init("ticket", .int(Int64(clamping: answer.ticket.number))),
                .init("outcome", JSON(answer.outcome?.word)),
                .init("candidates", JSON(answer.reason?.candidates ?? [])),
                .init("speech", .string(speech)),
            ]
        case .noRoom(_, let candidates): [.init("candidates", JSON(candidates))]
        case .keyReused(let ticket): [.init("ticket", .int(Int64(clamping: ticket)))]
        default: []
        }
    }

    private static func retryAfter(_ error: DeskError) -> Int? {
        switch error {
        case .down, .noJukebox: 5
        case .busy, .full: 1
        case .tooMany(let seconds): seconds
        default: nil
        }
    }
}

extension Response {
    /// An answer in JSON, which nothing may cache.
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
