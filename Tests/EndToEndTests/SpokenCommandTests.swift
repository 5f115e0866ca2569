// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `A spoken command` {
    private func gateway(_ settings: String = "") throws -> GatewayHome {
        let home = try Home(kitchen: "silent")
        let gateway = try GatewayHome(
            home, settings: "wait_ms = 5000\npipes = \"\(home.path)/pipes\"\n" + settings)
        try home.start()
        try gateway.start()
        Home.wait { pipe(gateway, "help").status == 0 }
        for room in ["kitchen", "study"] {
            home.jukebox("play", "canon", "--to", room, "--wait", "playing")
        }
        return gateway
    }

    private func pipe(_ gateway: GatewayHome, _ words: String) -> Home.Result {
        Home.run(
            Home.programs + "/jukebox",
            ["pipe", "ask", "--dir", gateway.home.path + "/pipes", words])
    }

    private func order(
        _ gateway: GatewayHome, _ sentence: String, language: String = "en"
    ) -> String {
        let body: JSON = ["query": .string(sentence), "wait_ms": 5000]
        let answer = gateway.ask(
            "POST", "/v1/orders", body.line, ["Accept-Language": language])
        return answer.json["speech"]?.string ?? answer.body
    }

    private func dialogflow(
        _ gateway: GatewayHome, _ sentence: String, language: String = "en"
    ) -> String {
        let body: JSON = [
            "responseId": .string(UUID().uuidString),
            "queryResult": [
                "queryText": .string(sentence), "action": "input.unknown", "parameters": [:],
                "languageCode": .string(language),
            ],
        ]
        return gateway.ask("POST", "/dialogflow", body.line).json["fulfillmentText"]?.string ?? ""
    }

    private func state(_ gateway: GatewayHome, _ room: String) -> JSON? {
        gateway.home.jukebox("status", "--json").json["destinations"]?.elements
            .first { $0["name"]?.string == room }
    }

    private static let english = [
        ("pause", "Paused."), ("pause the music in the study", "Paused in the study."),
        ("resume", "On it goes."), ("volume 30 in the study", "The volume is set in the study."),
        ("turn it up", "The volume is set."), ("mute everywhere", "Muted in every room."),
        ("unmute the kitchen", "The sound is back in the kitchen."),
        ("start over", "From the beginning."), ("clear the queue", "The queue is empty."),
        ("stop everywhere", "Stopped in every room."), ("what's playing", "Nothing is playing."),
    ]

    private static let japanese = [
        ("一時停止", "一時停止しました。"), ("再開", "再開します。"), ("音量を30に", "音量を変えました。"),
        ("書斎で止めて", "書斎の再生を止めました。"), ("止めて", "止めました。"),
        ("何が流れてる？", "何も再生されていません。"),
    ]

    @Test func `is carried out as an order's query, and answered in the client's language`() throws
    {
        let gateway = try gateway()
        let both =
            "Canon by Johann Pachelbel is playing in the kitchen. "
            + "Canon by Johann Pachelbel is playing in the study."

        #expect(order(gateway, "what's playing") == both)
        #expect(
            order(gateway, "何が流れてる？", language: "ja")
                == "kitchenでJohann PachelbelのCanonを再生しています。書斎でJohann PachelbelのCanonを再生しています。")
        #expect(
            order(gateway, "what's playing in the study")
                == "Canon by Johann Pachelbel is playing in the study.")
        for (sentence, words) in Self.english {
            #expect(order(gateway, sentence) == words, "\(sentence)")
        }
        #expect(state(gateway, "study")?["state"]?.string == "stopped")
    }

    @Test func `is carried out in Japanese as an order's query`() throws {
        let gateway = try gateway()

        for (sentence, words) in Self.japanese {
            #expect(order(gateway, sentence, language: "ja") == words, "\(sentence)")
        }
        #expect(state(gateway, "study")?["state"]?.string == "stopped")
    }

    @Test func `is carried out for Dialogflow without an intent`() throws {
        let gateway = try gateway()

        #expect(dialogflow(gateway, "what's playing").contains("in the study"))
        for (sentence, words) in Self.english {
            #expect(dialogflow(gateway, sentence) == words, "\(sentence)")
        }
    }

    @Test func `is carried out in Japanese for Dialogflow without an intent`() throws {
        let gateway = try gateway()

        for (sentence, words) in Self.japanese {
            #expect(dialogflow(gateway, sentence, language: "ja") == words, "\(sentence)")
        }
    }

    @Test func `is carried out through the pipes, with play before it or without`() throws {
        let gateway = try gateway()

        #expect(pipe(gateway, "what's playing").output.contains("in the study"))
        #expect(
            pipe(gateway, "what's playing in the study").output
                == "Canon by Johann Pachelbel is playing in the study.\n")
        for words in ["play turn it up", "play: turn it up"] {
            #expect(pipe(gateway, words).output == "The volume is set.\n", "\(words)")
        }
        for (sentence, words) in Self.english {
            #expect(pipe(gateway, sentence).output == words + "\n", "\(sentence)")
        }
        for room in ["kitchen", "study"] { gateway.home.jukebox("resume", room) }
        for (sentence, words) in Self.japanese {
            #expect(pipe(gateway, sentence).output == words + "\n", "\(sentence)")
        }
        #expect(state(gateway, "study")?["state"]?.string == "stopped")
    }

    @Test func `for an unknown room, or out of range, is refused through the pipes`() throws {
        let gateway = try gateway()

        let room = pipe(gateway, "turn it up in the bathroom")
        let volume = pipe(gateway, "turn it up to 300")
        let music = pipe(gateway, "dance in the kitchen")

        #expect(room.status == 65 && room.errors.contains("bathroom"), "\(room)")
        #expect(volume.status == 64 && volume.errors == "Say a volume from 0 to 100.\n")
        #expect(music.status == 64 && music.errors.contains("is not a request"))
    }

    @Test func `through the pipes needs their scope; a question may be asked by everybody`() throws
    {
        let gateway = try gateway("pipes_scope = \"read\"\n")

        let command = pipe(gateway, "turn it up")
        let question = pipe(gateway, "what's playing")

        #expect(command.status == 77 && command.errors.contains("gateway.pipes_scope"))
        #expect(question.status == 0 && question.output.contains("Canon"), "\(question)")
    }
}
