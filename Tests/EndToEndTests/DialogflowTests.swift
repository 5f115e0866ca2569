// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Dialogflow` {
    private func gateway() throws -> GatewayHome {
        let home = try Home(kitchen: "silent")
        // A busy machine needs longer for the names than a person would wait.
        let gateway = try GatewayHome(home, settings: "wait_ms = 5000\n")
        try home.start()
        try gateway.start()
        return gateway
    }

    /// As ES sends it (cloud.google.com/dialogflow/es/docs/fulfillment-webhook).
    private func es(
        _ text: String, _ action: String, _ parameters: JSON = [:], language: String = "en",
        id: String = UUID().uuidString
    ) -> JSON {
        [
            "responseId": .string(id), "session": "projects/house/agent/sessions/1",
            "queryResult": [
                "queryText": .string(text), "action": .string(action), "parameters": parameters,
                "allRequiredParamsPresent": true, "fulfillmentText": "",
                "intent": ["name": "projects/house/agent/intents/1", "displayName": "play"],
                "intentDetectionConfidence": 1, "languageCode": .string(language),
            ], "originalDetectIntentRequest": ["source": "google", "payload": [:]],
        ]
    }

    /// As CX sends it (cloud.google.com/dialogflow/cx/docs/concept/webhook).
    private func cx(_ text: String, _ tag: String, _ parameters: JSON = [:]) -> JSON {
        [
            "detectIntentResponseId": .string(UUID().uuidString), "languageCode": "ja",
            "fulfillmentInfo": ["tag": .string(tag)], "text": .string(text),
            "sessionInfo": ["session": "projects/house/sessions/1", "parameters": parameters],
        ]
    }

    private func say(_ gateway: GatewayHome, _ body: JSON, token: String? = nil)
        -> GatewayHome.Answer
    {
        gateway.ask(
            "POST", "/dialogflow", body.line, token.map { ["Authorization": $0] } ?? [:])
    }

    @Test func `orders by the parameters that its agent has found`() throws {
        let gateway = try gateway()

        let one = say(
            gateway,
            es(
                "play canon in the study", "jukebox.play",
                [
                    "title": "canon", "artist": ["", "Johann Pachelbel"], "album": "",
                    "destination": "study",
                ]))
        let other = say(gateway, cx("荒城の月をかけて", "jukebox.play", ["title": "荒城の月", "artist": []]))

        let words = one.json["fulfillmentText"]?.string ?? ""
        #expect(words.contains("Canon by Johann Pachelbel") && words.contains("in the study"))
        let messages = other.json["fulfillmentResponse"]?["messages"]?.elements
        #expect(messages?.first?["text"]?["text"]?.elements.first?.string?.contains("荒城の月") == true)
    }

    @Test(arguments: ["input.unknown", "", "jukebox.play"])
    func `leaves the sentence to the jukebox where its agent has found nothing`(action: String)
        throws
    {
        let gateway = try gateway()

        let answer = say(gateway, es("書斎でカノンをかけて", action, ["title": ""], language: "ja"))
        let english = say(gateway, es("play canon in the study", action))

        #expect(answer.json["fulfillmentText"]?.string?.contains("見つかりません") == true)
        let words = english.json["fulfillmentText"]?.string ?? ""
        #expect(words.contains("Canon by Johann Pachelbel") && words.contains("in the study"))
    }

    @Test
    func
        `becomes sound, and is answered in the usual language where it does not know the speaker's`()
        throws
    {
        let home = try Home()
        // A busy machine needs longer for the names than a person would wait.
        let gateway = try GatewayHome(home, settings: "wait_ms = 5000\n")
        try home.start()
        try gateway.start()

        let answer = say(
            gateway, es("kannst du canon by johann pachelbel", "input.unknown", language: "de"))
        let sound = say(
            gateway, es("play canon by johann pachelbel", "input.unknown", language: "de"))
        Home.wait {
            home.jukebox("orders", "--json").json["orders"]?.elements.contains {
                $0["outcome"] == "finished"
            } == true
        }

        #expect(answer.json["fulfillmentText"]?.string?.contains("could not find") == true)
        #expect(
            sound.json["fulfillmentText"]?.string?.contains("Canon by Johann Pachelbel") == true)
        let heard = try home.heard()
        #expect(heard.count > 44_100 && heard.contains { $0 != 0 })
    }

    @Test func `pauses, goes on, changes the volume, and tells what plays`() throws {
        let gateway = try gateway()
        gateway.home.jukebox("play", "canon", "--wait", "playing")

        #expect(say(gateway, es("pause", "jukebox.pause")).json["fulfillmentText"] == "Paused.")
        #expect(
            say(gateway, es("what", "jukebox.what")).json["fulfillmentText"]
                == "Nothing is playing.")
        #expect(
            say(gateway, es("on", "jukebox.resume", ["room": "kitchen"])).json["fulfillmentText"]
                == "On it goes in the kitchen.")
        Home.wait { gateway.home.jukebox("status", "--json").output.contains(#""playing""#) }
        #expect(
            say(gateway, es("what", "jukebox.what")).json["fulfillmentText"]
                == "Canon by Johann Pachelbel is playing in the kitchen.")
        let volume = say(gateway, es("30 percent", "jukebox.volume", ["level": "30%"]))
        #expect(volume.json["fulfillmentText"] == "The volume is set.")
        for level: JSON in ["-5", 300, "loud"] {
            let answer = say(gateway, es("volume", "jukebox.volume", ["level": level]))
            #expect(answer.json["fulfillmentText"] == "Say a volume from 0 to 100.")
        }
        #expect(
            say(gateway, es("clear", "jukebox.clear")).json["fulfillmentText"]
                == "The queue is empty.")
        for action in ["jukebox.dance", "jukebox.reload", "jukebox.seek"] {
            #expect(
                say(gateway, es("x", action)).json["fulfillmentText"] == "Sorry, I cannot do that.")
        }
    }

    @Test func `shows a token, as a bearer or as a password`() throws {
        let gateway = try gateway()
        gateway.end(SIGTERM)
        let token = gateway.token("new", "--scope", "control").output.trimmingCharacters(
            in: .newlines)
        try gateway.start()
        let basic = Data("dialogflow:\(token)".utf8).base64EncodedString()
        let body = es("what", "jukebox.what")

        #expect(say(gateway, body, token: "Bearer \(token)").status == 200)
        #expect(say(gateway, body, token: "Basic \(basic)").status == 200)
        #expect(
            say(gateway, body, token: "Basic " + Data("a:b".utf8).base64EncodedString()).status
                == 401)
        #expect(say(gateway, body, token: "Basic %%%").status == 401)
    }

    @Test func `answers Japanese requests in Japanese alone`() throws {
        let gateway = try gateway()
        let nowhere: JSON = ["destination": "風呂場"]
        let requests = [
            es("踊って", "jukebox.dance", language: "ja"),
            es("音量", "jukebox.volume", ["level": "300"], language: "ja"),
            es("止めて", "jukebox.pause", nowhere, language: "ja"),
            es("次", "jukebox.next", language: "ja"),
            es("何", "jukebox.what", nowhere, language: "ja"),
            es("", "jukebox.play", language: "ja"),
            es("荒城の月", "jukebox.play", ["title": "荒城の月", "destination": "風呂場"], language: "ja"),
            es("存在しない曲をかけて", "input.unknown", language: "ja"),
        ]
        for request in requests {
            let words = say(gateway, request).json["fulfillmentText"]?.string ?? ""
            let rooms = words.replacing("kitchen", with: "").replacing("study", with: "")
            #expect(!words.isEmpty && !rooms.contains { $0.isASCII && $0.isLetter }, "\(words)")
        }
    }

    @Test func `is refused where it is not JSON, and answered where the daemon is away`() throws {
        let gateway = try gateway()

        for body in ["{", "", "play canon", #"{"queryResult":"#] {
            #expect(gateway.ask("POST", "/dialogflow", body).status == 400)
        }
        for body in ["[]", "{}", #"{"queryResult":7}"#, #"{"queryResult":null}"#] {
            let answer = gateway.ask("POST", "/dialogflow", body)
            #expect(answer.status == 200)
            #expect(answer.json["fulfillmentText"] == "I did not hear what to play.")
        }
        #expect(
            say(gateway, es("", "jukebox.play")).json["fulfillmentText"]?.string?.contains(
                "did not hear") == true)
        gateway.home.end(SIGKILL)
        let left = say(gateway, es("play canon", "jukebox.play"))
        #expect(left.json["fulfillmentText"]?.string?.contains("not running") == true)
    }

    @Test func `has an answer to every phrase of the agents that are delivered`() throws {
        let gateway = try gateway()
        gateway.home.jukebox("play", "canon", "--to", "kitchen", "--wait", "playing")
        let folder = Home.root.path + "/config/dialogflow/es/intents"
        func read(_ name: String) -> JSON? {
            (try? String(contentsOfFile: folder + "/" + name, encoding: .utf8))
                .flatMap { JSON(parsing: $0) }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        var count = 0
        for file in files {
            guard let range = file.range(of: "_usersays_") else { continue }
            let intent = read(String(file[..<range.lowerBound]) + ".json")
            let action = intent?["responses"]?.elements.first?["action"]?.string ?? ""
            for phrase in read(file)?.elements ?? [] {
                let parts = phrase["data"]?.elements ?? []
                let text = parts.compactMap { $0["text"]?.string }.joined()
                let found = parts.compactMap { part in
                    part["alias"]?.string.map { JSON.Member($0, part["text"] ?? .null) }
                }
                let answer = say(
                    gateway,
                    es(text, action, .object(found), language: phrase["lang"]?.string ?? "en"))
                let words = answer.json["fulfillmentText"]?.string ?? ""
                #expect(answer.status == 200 && !words.isEmpty, "\(text)")
                #expect(!words.contains("nothing that the jukebox can do"), "\(text)")
                count += 1
            }
        }
        #expect(count > 50)
    }

    @Test func `orders once when a request comes twice`() throws {
        let gateway = try gateway()
        let body = es("play canon", "jukebox.play", id: "same")

        for _ in 0..<3 { _ = say(gateway, body) }

        let orders = gateway.home.jukebox("orders", "--json").json["orders"]?.elements ?? []
        #expect(orders.filter { $0["outcome"] != "refused" }.count == 1)
    }
}
