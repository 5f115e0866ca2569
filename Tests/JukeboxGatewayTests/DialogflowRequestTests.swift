// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

@testable import JukeboxGateway

@Suite struct `A request of Dialogflow` {
    private func es(_ parameters: String, action: String = "jukebox.play") throws
        -> DialogflowRequest
    {
        try DialogflowRequest(
            Array(
                #"{"responseId":"r","queryResult":{"queryText":" play it ","action":"\#(action)","languageCode":"en-US","parameters":\#(parameters)}}"#
                    .utf8))
    }

    @Test(arguments: [
        (#""Yesterday""#, "Yesterday"), (#"" Yesterday ""#, "Yesterday"), (#""""#, nil),
        (#""  ""#, nil), ("[]", nil), (#"["","Yesterday","Help!"]"#, "Yesterday"), ("null", nil),
        (#"{"name":"Yesterday"}"#, "Yesterday"), ("{}", nil), ("7", "7"), ("40.0", "40"),
        (#"{"amount":30,"unit":"%"}"#, "30"), (#"[[["deep"]]]"#, "deep"),
    ])
    func `has parameters of any kind`(value: String, text: String?) throws {
        #expect(try es(#"{"title":\#(value)}"#).parameters["title"] == text)
    }

    @Test(arguments: [
        ("jukebox.play", "play"), ("play", "play"), ("input.unknown", ""), ("", ""),
        ("jukebox.fallback", ""),
    ])
    func `says what its agent takes it for`(action: String, word: String) throws {
        let request = try es("{}", action: action)

        #expect(request.action == word)
        #expect(request.text == "play it" && request.language == "en-US")
    }

    @Test func `of CX has the parameters of the session and of the intent`() throws {
        let request = try DialogflowRequest(
            Array(
                #"{"detectIntentResponseId":"r","languageCode":"ja","fulfillmentInfo":{"tag":"jukebox.play"},"text":"x","sessionInfo":{"parameters":{"destination":"study","title":"old"}},"intentInfo":{"parameters":{"title":{"originalValue":"help","resolvedValue":"Help!"},"album":{"originalValue":"A"}}}}"#
                    .utf8))

        #expect(request.edition == .cx && request.id == "r")
        #expect(
            request.parameters == ["destination": "study", "title": "Help!", "album": "A"])
        #expect(request.answer(saying: "ok")["fulfillmentResponse"] != nil)
    }

    @Test func `is refused where it is cut off`() {
        let body = Array(#"{"responseId":"r","queryResult":{"queryText":"play"}}"#.utf8)
        for count in 0..<body.count {
            #expect(throws: Problem.self) { try DialogflowRequest(Array(body.prefix(count))) }
        }
    }

    @Test(arguments: [
        "{}", "[]", "7", "null", #"{"queryResult":null}"#, #"{"queryResult":7}"#,
        #"{"responseId":7,"queryResult":{"queryText":null,"action":null,"parameters":null,"languageCode":null}}"#,
        #"{"fulfillmentInfo":null}"#, #"{"fulfillmentInfo":{"tag":null},"text":null}"#,
        #"{"detectIntentResponseId":null,"sessionInfo":{"parameters":null},"intentInfo":null}"#,
        #"{"queryResult":null,"fulfillmentInfo":{},"languageCode":null}"#,
    ])
    func `may lack everything`(body: String) throws {
        let request = try DialogflowRequest(Array(body.utf8))

        #expect(request.action == "" && request.text == nil && request.parameters == [:])
        #expect(request.language == nil)
        let isCX = body.contains("fulfillmentInfo") || body.contains("sessionInfo")
        #expect(request.edition == (isCX ? .cx : .es))
    }

    @Test func `is in Japanese where it names no language and its words are Japanese`() throws {
        func language(_ members: String) throws -> String? {
            try DialogflowRequest(Array(#"{"queryResult":{\#(members)}}"#.utf8)).language
        }

        #expect(try language(#""queryText":"カノンをかけて""#) == "ja")
        #expect(try language(#""queryText":"カノンをかけて","languageCode":null"#) == "ja")
        #expect(try language(#""queryText":"カノン","languageCode":"en""#) == "en")
        #expect(try language(#""queryText":"canon""#) == nil)
    }

    @Test func `of CX has other words where the first are null`() throws {
        let request = try DialogflowRequest(
            Array(
                #"{"fulfillmentInfo":{"tag":null},"text":null,"transcript":"play it","intentInfo":{"parameters":{"title":{"originalValue":"help","resolvedValue":null}}}}"#
                    .utf8))

        #expect(request.text == "play it" && request.parameters == ["title": "help"])
    }

    @Test func `has one key for each client, id and body`() throws {
        func key(_ id: String, _ text: String, _ visitor: String = "a") throws -> String? {
            try DialogflowRequest(
                Array(#"{"responseId":"\#(id)","queryResult":{"queryText":"\#(text)"}}"#.utf8)
            ).key(visitor)
        }

        #expect(try key("1", "x") == key("1", "x"))
        #expect(
            try Set([key("1", "x"), key("1", "y"), key("2", "x"), key("1", "x", "b")]).count == 4)
        #expect(try key("", "x") == nil)
    }

    // MARK: The agents under config

    private static let agents = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/dialogflow")

    private func read(_ path: String) throws -> JSON {
        let text = try String(
            contentsOf: Self.agents.appendingPathComponent(path), encoding: .utf8)
        return try #require(JSON(parsing: text), "\(path)")
    }

    @Test func `of the agents that are delivered is one that the gateway can answer`() throws {
        let known: Set<String> = [
            "play", "pause", "resume", "stop", "next", "previous", "volume", "what", "",
        ]
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Self.agents.path + "/es/intents")
        let intents = files.filter { !$0.contains("_usersays_") }
        #expect(intents.count == 9)
        for file in intents {
            let action = try read("es/intents/" + file)["responses"]?.elements.first?["action"]
            let request = try es("{}", action: action?.string ?? "?")
            #expect(known.contains(request.action), "\(file)")
        }
        let flow = try read("cx/flows/Default Start Flow/Default Start Flow.json")
        let routes =
            (flow["transitionRoutes"]?.elements ?? []) + (flow["eventHandlers"]?.elements ?? [])
        #expect(routes.count == 9)
        for route in routes {
            let tag = route["triggerFulfillment"]?["tag"]?.string ?? "?"
            #expect(known.contains(try es("{}", action: tag).action), "\(tag)")
        }
    }

    @Test func `of the agents that are delivered has phrases in every language`() throws {
        for name in ["play", "pause", "resume", "stop", "next", "previous", "volume", "what"] {
            for language in ["en", "ja"] {
                let es = try read("es/intents/jukebox.\(name)_usersays_\(language).json")
                let cx = try read(
                    "cx/intents/jukebox.\(name)/trainingPhrases/\(language).json")
                #expect(es.elements.count >= 2, "\(name) \(language)")
                #expect(cx["trainingPhrases"]?.elements.count == es.elements.count)
            }
        }
    }
}
