// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

@Suite(
    .timeLimit(.minutes(2)),
    .enabled(
        if: Home.run("/usr/bin/python3", ["-c", "import jinja2, yaml"]).status == 0,
        "needs python3-jinja2 and python3-yaml"))
struct `Home Assistant` {
    @Test func `orders, commands and asks with the files that are under config`() throws {
        let home = try Home(kitchen: "silent")
        let gateway = try GatewayHome(home)
        try home.start()
        let token = gateway.token("new", "--scope", "control").output.trimmingCharacters(
            in: .newlines)
        try gateway.start()
        let said: [JSON] = [
            [
                "intent": "JukeboxPlay",
                "slots": ["query": "canon in the kitchen", "spoken_in": "en"],
            ],
            ["intent": "JukeboxPlay", "slots": ["query": "書斎で荒城の月", "spoken_in": "ja"]],
            ["intent": "JukeboxPlay", "slots": ["query": "cannon", "spoken_in": "en"]],
            ["intent": "JukeboxVolume", "slots": ["level": 40]],
            ["intent": "JukeboxCommand", "slots": ["command": "pause", "destination": "書斎"]],
            ["intent": "JukeboxCommand", "slots": ["command": "next", "destination": "attic"]],
            ["intent": "JukeboxWhat", "slots": [:]],
        ]

        let run = Home.run(
            "/usr/bin/python3",
            [
                Home.root.path + "/Tests/HomeAssistant/converse.py",
                "http://localhost:\(gateway.port)", token,
                Home.root.path + "/config/home-assistant",
            ], input: said.map { $0.line + "\n" }.joined())
        let answers = run.output.split(separator: "\n").map { JSON(parsing: String($0)) ?? .null }

        #expect(run.status == 0, "\(run.errors)")
        try #require(answers.count == said.count)
        #expect(answers[0]["status"] == 202)
        #expect(answers[0]["speech"]?.string?.contains("Canon by Johann Pachelbel") == true)
        #expect(answers[1]["speech"]?.string?.contains("荒城の月") == true)
        #expect(
            answers[2]["status"] == 422 && answers[2]["speech"]?.string?.contains("Canon") == true)
        #expect(answers[3]["status"] == 200 && answers[3]["speech"] == "OK")
        #expect(answers[4]["status"] == 200)
        #expect(
            answers[5]["status"] == 404 && answers[5]["speech"]?.string?.contains("attic") == true)
        #expect(answers[6]["speech"] == "kitchen: Canon, Johann Pachelbel.")
    }
}
