// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel

/// A webhook request of Dialogflow, ES (`queryResult`) or CX (`fulfillmentInfo`)
/// (cloud.google.com/dialogflow/es/docs/fulfillment-webhook, …/cx/docs/concept/webhook).
struct DialogflowRequest: Equatable {
    enum Edition: Equatable { case es, cx }

    var edition: Edition
    /// Dialogflow's own number for it.
    var id: String
    /// What was said.
    var text: String?
    /// The language's code, as Dialogflow writes it: `en`, `ja`, `en-US`.
    var language: String?
    /// What the agent takes it for, without the `jukebox.` before it; empty when it does not know.
    var action: String
    /// What the agent found in it; nothing empty.
    var parameters: [String: String] = [:]

    init(_ bytes: [UInt8]) throws(Problem) {
        guard let body = JSON(parsing: bytes) else {
            throw .invalid("the body is not valid JSON")
        }
        if let result = body["queryResult"] {
            edition = .es
            id = body["responseId"]?.string ?? ""
            text = result["queryText"].flatMap(Self.text)
            language = result["languageCode"]?.string
            action = result["action"]?.string ?? ""
            take(result["parameters"]) { $0 }
        } else if let info = body["fulfillmentInfo"] {
            edition = .cx
            id = body["detectIntentResponseId"]?.string ?? ""
            text = (body["text"] ?? body["transcript"]).flatMap(Self.text)
            language = body["languageCode"]?.string
            action = info["tag"]?.string ?? ""
            take(body["sessionInfo"]?["parameters"]) { $0 }
            take(body["intentInfo"]?["parameters"]) { $0["resolvedValue"] ?? $0["originalValue"] }
        } else {
            throw .invalid(
                "this is no request of Dialogflow: it has neither queryResult nor fulfillmentInfo")
        }
        if action.hasPrefix("jukebox.") { action = String(action.dropFirst(8)) }
        // An agent's fallback: it knows only what was said.
        if ["input.unknown", "fallback"].contains(action) { action = "" }
    }

    private mutating func take(_ json: JSON?, _ value: (JSON) -> JSON?) {
        guard case .object(let members)? = json else { return }
        for member in members.prefix(100) {
            guard let text = value(member.value).flatMap(Self.text) else { continue }
            parameters[member.name] = text
        }
    }

    /// A parameter's text: a string, the first of a list that is one, or an object's name.
    static func text(_ value: JSON) -> String? {
        switch value {
        case .string(let text):
            let plain = RequestBody.trimmed(text)
            return plain.isEmpty ? nil : plain
        case .int(let number): return String(number)
        case .double(let number):
            return number == number.rounded() && abs(number) < 1e15
                ? String(Int64(number)) : String(number)
        case .array(let elements): return elements.lazy.compactMap(text).first
        case .object:
            return ["name", "value", "original", "amount"].lazy
                .compactMap { value[$0].flatMap(text) }.first
        case .bool(let flag): return flag ? "true" : "false"
        case .null: return nil
        }
    }

    /// The first of some parameters that there is.
    func parameter(_ names: String...) -> String? { names.lazy.compactMap { parameters[$0] }.first }

    /// What Dialogflow says to the person.
    func answer(saying words: String) -> JSON {
        let message: JSON = ["text": ["text": [.string(words)]]]
        return switch edition {
        case .es: ["fulfillmentText": .string(words), "fulfillmentMessages": [message]]
        case .cx: ["fulfillmentResponse": ["messages": [message]]]
        }
    }
}
