// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `A sentence` {
    @Test(arguments: [
        ("play canon by johann pachelbel in the study", "Canon", "study"),
        ("something by pachelbel in the study", "Canon", "study"),
        ("canon by pachelbel", "Canon", "kitchen"),
        ("書斎で荒城の月をかけて", "荒城の月", "study"), ("荒城の月を再生して", "荒城の月", "kitchen"),
    ])
    func `says what is played, and where`(sentence: String, title: String, room: String) throws {
        let home = try Home(kitchen: "silent")
        try home.start()

        let order = home.jukebox("play", sentence, "--wait", "playing", "--json")

        #expect(order.json["destination"]?.string == room)
        #expect(order.json["tracks"]?.elements.first?["title"]?.string == title)
    }

    @Test func `may call a playlist by its nickname, and after a restart it is known by its name`()
        throws
    {
        let home = try Home()
        try home.write(
            "lists/morning.m3u",
            "\(Home.music)/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3\n")
        try home.start()

        let order = home.jukebox("play", "朝の音楽を書斎でかけて", "--wait", "playing", "--json")
        home.end(SIGKILL)
        try home.start()

        #expect(order.json["destination"] == "study")
        let shown = try String(
            decoding: Data(contentsOf: URL(fileURLWithPath: home.path + "/run/board")),
            as: UTF8.self)
        #expect(shown.contains(#""playlist":"morning""#))
    }

    @Test func `that names nothing is told what it may have meant`() throws {
        let home = try Home()
        try home.start()

        let order = home.jukebox("play", "please play cannon in the study")

        #expect(order.status != 0)
        #expect(order.errors.contains("cannon") && order.errors.contains("Canon"))
    }

    @Test func `that is a command is carried out, and a question is answered`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        _ = home.jukebox("play", "canon", "--wait", "playing")

        let question = home.jukebox("play", "what's playing")
        let pause = home.jukebox("play", "pause", "--wait", "finished", "--json")
        let louder = home.jukebox("play", "turn it up")
        let stop = home.jukebox("play", "書斎で止めて", "--wait", "finished", "--json")

        #expect(question.status == 0)
        #expect(question.output.contains("Canon") && question.output.contains("kitchen"))
        #expect(pause.json["outcome"]?.string == "finished")
        #expect(louder.status == 0 && !louder.output.isEmpty)
        #expect(stop.json["outcome"]?.string == "finished")
    }

    @Test func `for a room that is not known is refused for the room`() throws {
        let home = try Home()
        try home.start()

        let order = home.jukebox("play", "play canon in the bathroom")
        let command = home.jukebox("play", "pause in the bathroom")

        #expect(order.status != 0 && command.status != 0)
        #expect(order.errors.contains("bathroom") && order.errors.contains("kitchen"))
        #expect(command.errors.contains("bathroom"))
    }
}
