// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `The snapshot of a room` {
    private func room(_ home: Home, _ index: Int = 0) -> JSON {
        let rooms = home.jukebox("status", "--json").json["destinations"]?.elements ?? []
        return rooms.indices.contains(index) ? rooms[index] : .null
    }

    @Test func `has the volume in percent, the mute, and whether the daemon runs`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        let home = gateway.home
        try home.start()
        try gateway.start()

        home.jukebox("volume", "33")
        let loud = room(home)
        let overHTTP = gateway.ask("GET", "/v1/destinations/kitchen").json
        home.jukebox("volume", "mute")
        let muted = room(home)
        home.end(SIGKILL)
        let dead = gateway.ask("GET", "/v1/destinations/kitchen").json

        #expect(loud["volume"]?.double == 33 && loud["muted"] == false)
        #expect(overHTTP["volume"]?.double == 33 && overHTTP["muted"] == false)
        #expect(loud["daemon"] == "up" && overHTTP["daemon"] == "up")
        #expect(muted["volume"]?.double == 33 && muted["muted"] == true)
        #expect(dead["daemon"] == "down" && dead["muted"] == true)
    }

    @Test func `has the nicknames of the last reload, and the gateway knows them at once`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        let home = gateway.home
        try home.start()
        try gateway.start()
        let before = room(home, 1)
        let unknown = gateway.ask("GET", "/v1/destinations/den")

        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent")
                .replacing(#"["書斎"]"#, with: #"["Den", "office"]"#))
        home.jukebox("reload")

        #expect(before["nicknames"] == ["書斎"] && room(home)["nicknames"] == [])
        #expect(room(home, 1)["nicknames"] == ["Den", "office"])
        #expect(unknown.status == 404)
        #expect(gateway.ask("GET", "/v1/destinations/den").json["name"] == "study")
        #expect(gateway.ask("GET", "/v1/destinations/%E6%9B%B8%E6%96%8E").status == 404)
    }

    @Test func `leaves nicknames out rather than cut a name`() throws {
        let home = try Home(kitchen: "silent")
        let many = (0..<200).map { "\"nickname \($0)\"" }.joined(separator: ", ")
        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent")
                .replacing(#"["書斎"]"#, with: "[\(many)]"))
        try home.start()

        let study = room(home, 1)
        let played = home.jukebox("play", "canon", "--to", "nickname 7", "--wait", "playing")

        #expect(study["name"] == "study" && study["volume"]?.double == 100)
        #expect(study["nicknames"] == [])
        #expect(played.status == 0, "\(played.errors)")
    }
}
