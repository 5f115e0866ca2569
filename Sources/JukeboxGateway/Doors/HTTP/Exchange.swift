// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel
internal import NIOCore
internal import NIOHTTPTypes

/// One request with everything that its route's handler needs.
struct Exchange: Sendable {
    let request: Request
    let visitor: Visitor
    /// The caller; for a route that checks credentials itself, one without rights.
    let caller: Caller
    let route: Route
    /// The values in the path, by the names in the route's path.
    let values: [String: String]
    let parts: GatewayParts
    let channel: any Channel

    var desk: Desk { parts.desk }

    /// The language of the answer.
    var speech: Speech {
        Speech.chosen(by: request.headers[.acceptLanguage], or: parts.language)
    }

    // MARK: The path and the query

    /// The destination that the path names.
    func room() throws(DeskError) -> RoomSnapshot {
        try desk.room(values["room"] ?? "", for: caller)
    }

    /// The ticket that the path names.
    func ticket() throws(Problem) -> Ticket {
        guard let number = values["ticket"].flatMap({ UInt64($0) }), number < Ticket.limit else {
            throw .notFound("“\(values["ticket"] ?? "")” is not a ticket")
        }
        return Ticket(number)
    }

    /// The queue's entry that the path names.
    func entry() throws(Problem) -> EntryID {
        guard let number = values["entry"].flatMap({ Int64($0) }), number > 0 else {
            throw .notFound("“\(values["entry"] ?? "")” is not an entry of a queue")
        }
        return EntryID(number)
    }

    /// A parameter of the query that the route has; nil if it is not given.
    func parameter(_ name: String) throws(Problem) -> String? {
        guard route.query.contains(where: { $0.name == name }) else { return nil }
        guard let all = PercentCoding.parameters(request.uri.query) else {
            throw .invalid("the query must be UTF-8 in percent-encoding, without NUL")
        }
        return all[name]
    }

    /// A text in the query, of the length that the route allows; nil if it is not given.
    func text(_ name: String) throws(Problem) -> String? {
        guard let text = try parameter(name),
            case .text(let most)? = route.query.first(where: { $0.name == name })?.value
        else { return nil }
        guard text.unicodeScalars.count <= most else {
            throw .invalid("“\(name)” has more than \(most) characters")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw .invalid("“\(name)” holds a control character, such as a line's end")
        }
        return text
    }

    /// Returns a whole number in the query, within the route's range; nil if it is missing and has
    /// no default.
    func number(_ name: String) throws(Problem) -> Int64? {
        guard
            case .whole(let range, let usual)? = route.query.first(where: { $0.name == name })?
                .value
        else { return nil }
        guard let text = try parameter(name) else { return usual }
        guard let number = Int64(text), range.contains(number) else {
            throw .invalid(
                "“\(name)” must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The most elements of a list's page; `count` is the older name for it.
    func limit() throws(Problem) -> Int {
        let older = try number("count")
        let limit = try number("limit")
        return Int((try parameter("limit") == nil ? older : nil) ?? limit ?? 1000)
    }

    // MARK: The body

    /// The body of a change, which must be JSON: a form of another host's page cannot send that.
    func body(type wanted: String = "application/json") async throws -> [UInt8] {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        let essence = type.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
        guard RequestBody.trimmed(String(essence)) == wanted else {
            throw Problem(
                status: .unsupportedMediaType, code: "type",
                detail: "send it with Content-Type: \(wanted)")
        }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= RequestBody.limit else { throw Self.tooLarge }
        if request.headers[.expect]?.lowercased() == "100-continue" {
            let head = HTTPResponsePart.head(HTTPResponse(status: .continue))
            try await channel.writeAndFlush(head)
        }
        do {
            let buffer = try await request.body.collect(upTo: RequestBody.limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge
        }
    }

    private static let tooLarge = Problem(
        status: .contentTooLarge, code: "tooLarge",
        detail: "the body has more than \(RequestBody.limit) bytes")

    /// The body of a form.
    func form() async throws -> [UInt8] {
        try await body(type: "application/x-www-form-urlencoded")
    }
}
