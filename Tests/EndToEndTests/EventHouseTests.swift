// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

// The daemon's end and start, rooms that come and go, and clients that reconnect.
extension `The event stream` {
    @Test func `tells within a second that the daemon died, and that it is back`() throws {
        let gateway = try GatewayHome.house()
        let stream = Stream(gateway, "?events=daemon")
        let first = stream.read { kind, _ in kind == "daemon" }

        let clock = ContinuousClock()
        gateway.home.end(SIGKILL)
        let died = clock.now
        let down = stream.read { kind, data in kind == "daemon" && data["daemon"] == "down" }
        let wasTold = clock.now - died
        let room = gateway.ask("GET", "/v1/destinations/kitchen").json
        let rooms = gateway.ask("GET", "/v1/destinations").json
        try gateway.home.start()
        let started = clock.now
        let up = stream.read { kind, data in kind == "daemon" && data["daemon"] == "up" }

        #expect(first.last?.data["daemon"] == "up")
        #expect(down.count == 1 && wasTold < .seconds(1), "\(wasTold)")
        #expect(room["daemon"] == "down" && rooms["daemon"] == "down")
        #expect(rooms["destinations"]?.elements.allSatisfy { $0["daemon"] == "down" } == true)
        #expect(up.count == 1 && clock.now - started < .seconds(1))
        #expect(gateway.ask("GET", "/v1/destinations/kitchen").json["daemon"] == "up")
    }

    @Test func `tells that a room was removed, or added, by a reload`() throws {
        let gateway = try GatewayHome.house()
        let home = gateway.home
        let stream = Stream(gateway, "?events=removed,destination")
        _ = stream.read { _, data in data["name"] == "study" }
        let both = home.settings(kitchen: "silent", study: "silent")
        let study = try #require(both.range(of: "[[destination]]\nname = \"study\""))
        let list = try #require(both.range(of: "[[playlist]]"))

        try home.write(
            "jukebox.toml",
            both.replacingCharacters(in: study.lowerBound..<list.lowerBound, with: ""))
        #expect(home.jukebox("reload").status == 0)
        let told = stream.read { kind, _ in kind == "removed" }
        let rooms = gateway.ask("GET", "/v1/destinations").json["destinations"]
        let status = gateway.ask("GET", "/v1/destinations/study").status
        try home.write("jukebox.toml", both)
        #expect(home.jukebox("reload").status == 0)
        let added = stream.read { kind, data in kind == "destination" && data["name"] == "study" }

        #expect(told.last?.data == ["name": "study"])
        #expect(rooms?.elements.compactMap { $0["name"]?.string } == ["kitchen"])
        #expect(status == 404)
        #expect(added.last?.data["name"] == "study")
    }

    @Test func `has only the events of a room and of kinds that are asked for`() throws {
        let gateway = try GatewayHome.house()
        let stream = Stream(gateway, "?room=\("書斎".inPath)&events=destination")
        let first = stream.read { _, _ in true }

        gateway.home.jukebox("volume", "30", "--to", "kitchen")
        gateway.home.jukebox("volume", "30", "--to", "study")
        let told = stream.read { _, data in data["volume"]?.double == 30 }

        #expect(first.map(\.data).compactMap { $0["name"] } == ["study"])
        #expect(!told.isEmpty && told.allSatisfy { $0.kind == "destination" })
        #expect(told.allSatisfy { $0.data["name"] == "study" })
    }

    @Test(arguments: ["events=lunch", "events=", "events=heartbeat", "events=queue,,lunch"])
    func `refuses kinds that do not exist`(query: String) throws {
        let gateway = try GatewayHome.house()

        #expect(gateway.ask("GET", "/v1/events?\(query)").status == 400)
        #expect(gateway.ask("GET", "/v1/events?room=bathroom").status == 404)
    }

    @Test func `goes on where a client that reconnects has stopped`() throws {
        let gateway = try GatewayHome.house()
        let other = Stream(gateway, "?events=daemon")  // keeps the events coming
        _ = other.read { _, _ in true }
        let stream = Stream(gateway, "?events=destination")
        _ = stream.read { _, data in data["name"] == "study" }
        gateway.home.jukebox("volume", "30")
        _ = stream.read { _, data in data["volume"]?.double == 30 }

        gateway.home.jukebox("volume", "40")
        gateway.home.jukebox("volume", "50")
        _ = stream.read { _, data in data["volume"]?.double == 50 }
        let last = stream.last
        gateway.home.jukebox("volume", "60")
        _ = stream.read { _, data in data["volume"]?.double == 60 }
        let next = Stream(gateway, "?events=destination", headers: ["Last-Event-ID": last])
        let missed = next.read { _, data in data["volume"]?.double == 60 }
        let lost = Stream(gateway, "?events=destination", headers: ["Last-Event-ID": "0-1"])
        let state = lost.read { _, data in data["name"] == "study" }

        #expect(missed.compactMap { $0.data["volume"]?.double } == [60], "\(missed)")
        #expect(state.map(\.kind) == ["gap", "destination", "destination"])
    }

    @Test func `has only the room of a token for it`() throws {
        let gateway = try GatewayHome.house()
        let guest = try gateway.authorization("--scope", "read", "--room", "study")
        let stream = Stream(gateway, headers: guest)
        let first = stream.read { _, data in data["name"] == "study" }

        gateway.home.jukebox("play", "canon", "--to", "kitchen", "--wait", "queued")
        gateway.home.jukebox("volume", "30", "--to", "study")
        let told = stream.read { _, data in data["volume"]?.double == 30 }

        #expect(first.map(\.kind) == ["daemon", "destination"])
        #expect(
            told.allSatisfy { ($0.data["name"] ?? $0.data["destination"]) == "study" }, "\(told)")
    }

    @Test func `has a limit for each token, which others do not share`() throws {
        let gateway = try GatewayHome.house(settings: "event_streams = 2\n")
        let one = try gateway.authorization("--scope", "read")
        let two = try gateway.authorization("--scope", "read")
        var streams = (0..<2).map { _ in Stream(gateway, headers: one) }
        for stream in streams { _ = stream.read { kind, _ in kind == "daemon" } }

        let full = gateway.ask("GET", "/v1/events", nil, one)
        let other = Stream(gateway, headers: two).read { kind, _ in kind == "daemon" }
        streams.removeAll()
        var status = 429
        Home.wait(3) {
            status = gateway.ask("HEAD", "/v1/events", nil, one).status
            return status == 200
        }

        #expect(full.status == 429 && full.headers.lowercased().contains("retry-after: "))
        #expect(other.count == 1)
        #expect(status == 200)
    }
}
