// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel

/// A webhook request of Dialogflow, ES (`queryResult`) or CX (`fulfillmentInfo`)
/// (cloud.google.com/dialogflow/es/docs/fulfillment-webhook, …/cx/docs/concept/webhook).
struct DialogflowRequest: Equatable {
    enum Edition: Equatable { case es, cx }

    var edition: Edition
    /// Dialogflow's own id of the request; empty if it has none.
    var id: String
    /// The person's words.
    var text: String?
    /// The language's code, as Dialogflow writes it: `en`, `ja`, `en-US`.
    var language: String?
    /// The intent's action or tag, without the prefix `jukebox.`; empty if there is no intent.
    var action: String
    /// The parameters that have a value.
    var parameters: [String: String] = [:]
    private let body: [UInt8]

    /// Reads a request.
    ///
    /// A member that is missing, null or of another type counts as absent, so that the person
    /// always gets an answer.
    ///
    /// - Throws: only if the body is not JSON.
    init(_ bytes: [UInt8]) throws(Problem) {
        guard let body = JSON(parsing: bytes) else {
            throw .invalid("the body is not valid JSON")
        }
        self.body = bytes
        edition = Self.edition(of: body)
        switch edition {
        case .es:
            let result = body["queryResult"] ?? .null
            id = Self.text(body["responseId"]) ?? ""
            text = Self.text(result["queryText"])
            language = Self.text(result["languageCode"])
            action = Self.text(result["action"]) ?? ""
            take(result["parameters"], Self.text)
        case .cx:
            id = Self.text(body["detectIntentResponseId"]) ?? ""
            text = Self.text(body["text"]) ?? Self.text(body["transcript"])
            language = Self.text(body["languageCode"])
            action = Self.text(body["fulfillmentInfo"]?["tag"]) ?? ""
            take(body["sessionInfo"]?["parameters"], Self.text)
            take(body["intentInfo"]?["parameters"]) {
                Self.text($0["resolvedValue"]) ?? Self.text($0["originalValue"])
            }
        }
        if action.hasPrefix("jukebox.") { action = String(action.dropFirst(8)) }
        // An agent's fallback intent carries only the sentence.
        if ["input.unknown", "fallback"].contains(action) { action = "" }
        if language == nil, let text, text.unicodeScalars.contains(where: Self.isJapanese) {
            language = "ja"
        }
    }

    /// ES, unless there are members that only CX has.
    private static func edition(of body: JSON) -> Edition {
        if let result = body["queryResult"], result != .null { return .es }
        let members = [
            "fulfillmentInfo", "detectIntentResponseId", "sessionInfo", "intentInfo", "pageInfo",
        ]
        return members.contains { body[$0] != nil } ? .cx : .es
    }

    /// Whether a character is kana or a Chinese character.
    private static func isJapanese(_ scalar: Unicode.Scalar) -> Bool {
        (0x3041...0x9FFF).contains(scalar.value)
    }

    /// The idempotency key of the order that it becomes; nil if it has no id.
    func key(_ visitor: String) -> String? {
        id.isEmpty ? nil : RequestKey(caller: visitor, id: id, body: body).order()
    }

    private mutating func take(_ json: JSON?, _ text: (JSON) -> String?) {
        guard case .object(let members)? = json else { return }
        for member in members.prefix(100) {
            if let text = text(member.value) { parameters[member.name] = text }
        }
    }

    /// The text of a string, of a list's first element that has one, or of an object's name; nil if
    /// it is empty.
    static func text(_ value: JSON?) -> String? {
        switch value {
        case .string(let text):
            let plain = RequestBody.trimmed(text)
            return plain.isEmpty ? nil : plain
        case .int(let number): return String(number)
        case .double(let number):
            return number == number.rounded() && abs(number) < 1e15
                ? String(Int64(number)) : String(number)
        case .array(let elements): return elements.lazy.compactMap { text($0) }.first
        case .object:
            return ["name", "value", "original", "amount"].lazy
                .compactMap { text(value?[$0]) }.first
        case .bool(let flag): return flag ? "true" : "false"
        case .null, nil: return nil
        }
    }

    /// The first of some parameters that is given.
    func parameter(_ names: String...) -> String? { names.lazy.compactMap { parameters[$0] }.first }

    /// The answer that makes Dialogflow say something.
    func answer(saying words: String) -> JSON {
        let message: JSON = ["text": ["text": [.string(words)]]]
        return switch edition {
        case .es: ["fulfillmentText": .string(words), "fulfillmentMessages": [message]]
        case .cx: ["fulfillmentResponse": ["messages": [message]]]
        }
    }
}
