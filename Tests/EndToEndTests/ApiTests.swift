// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

extension GatewayHome {
    /// Starts a house and its gateway.
    static func house(kitchen: String? = "silent", settings: String = "") throws -> GatewayHome {
        let gateway = try GatewayHome(try Home(kitchen: kitchen), settings: settings)
        try gateway.home.start()
        try gateway.start()
        return gateway
    }

    /// A header with a new token.
    func authorization(_ arguments: String...) throws -> [String: String] {
        let made = Home.run(
            Home.programs + "/jukebox-gateway",
            ["token", "new", "--name", "guest"] + arguments
                + ["--config", home.path + "/gateway.toml"])
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        return ["Authorization": "Bearer \(token)"]
    }
}

extension String {
    /// The text in the path of a request.
    var inPath: String {
        addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? self
    }
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct `The interface over HTTP` {
    private static let canon = #"{"title":"canon"}"#

    // MARK: Rooms

    @Test func `takes a room's nickname, in any case and width, in every path`() throws {
        let home = try Home(kitchen: "silent")
        let settings = home.settings(kitchen: "silent", study: "silent")
        try home.write(
            "jukebox.toml",
            settings.replacingOccurrences(
                of: "device = \"silent\"\n[[destination]]",
                with: "device = \"silent\"\nnicknames = [\"キッチン\"]\n[[destination]]"))
        let gateway = try GatewayHome(home)
        try home.start()
        try gateway.start()
        for _ in 0..<4 { home.jukebox("play", "canon", "--wait", "queued") }

        for name in ["kitchen", "KITCHEN", "ｋｉｔｃｈｅｎ", "キッチン", "ｷｯﾁﾝ"] {
            let path = "/v1/destinations/" + name.inPath
            #expect(gateway.ask("GET", path).json["name"] == "kitchen", "\(name)")
            let queue = gateway.ask("GET", path + "/queue").json
            #expect(queue["destination"] == "kitchen", "\(name)")
            let last = queue["entries"]?.elements.last?["entry"]?.int ?? 0
            let moved = gateway.ask("PATCH", path + "/queue/\(last)", #"{"place":1}"#)
            #expect(moved.status == 200, "\(name): \(moved.body)")
            let volume = gateway.ask(
                "POST", path + "/commands", #"{"command":"volume","percent":40}"#)
            #expect(volume.status == 200 && volume.json["destination"] == "kitchen", "\(name)")
            let order = gateway.ask(
                "POST", "/v1/orders", #"{"title":"canon","destination":"\#(name)"}"#)
            #expect(order.json["destination"] == "kitchen", "\(name): \(order.body)")
            let entries = gateway.ask("GET", path + "/queue").json["entries"]?.elements ?? []
            let entry = entries.last?["entry"]?.int ?? 0
            #expect(gateway.ask("DELETE", path + "/queue/\(entry)").status == 200, "\(name)")
        }
        let cleared = gateway.ask("DELETE", "/v1/destinations/\("キッチン".inPath)/queue")
        #expect(cleared.status == 200, "\(cleared.body)")
        #expect(gateway.ask("GET", "/v1/destinations/kitchen").json["queue_length"] == 0)
    }

    @Test func `says which rooms there are when a name is none`() throws {
        let gateway = try GatewayHome.house()

        let answer = gateway.ask("GET", "/v1/destinations/bathroom/queue")

        #expect(answer.status == 404)
        #expect(answer.json["candidates"]?.elements == ["kitchen", "study"])
    }

    @Test func `shows the volume in percent, and whether a room is muted`() throws {
        let gateway = try GatewayHome.house()
        let path = "/v1/destinations/kitchen"
        func command(_ body: String) -> Int { gateway.ask("POST", path + "/commands", body).status }

        #expect(command(#"{"command":"volume","percent":40}"#) == 200)
        let loud = gateway.ask("GET", path).json
        #expect(loud["volume"]?.double == 40 && loud["muted"] == false, "\(loud)")
        #expect(command(#"{"command":"volume","mute":true}"#) == 200)
        let muted = gateway.ask("GET", path).json
        #expect(muted["volume"]?.double == 40 && muted["muted"] == true, "\(muted)")
        #expect(muted["volume_db"] == .null && muted["nicknames"]?.elements == [])
    }

    // MARK: Orders

    @Test func `waits until an order plays, or has ended`() throws {
        let gateway = try GatewayHome.house(kitchen: nil)
        func order(_ room: String) -> String {
            let body = #"{"title":"canon","destination":"\#(room)"}"#
            let ticket = gateway.ask("POST", "/v1/orders", body).json["ticket"]?.int ?? -1
            return "/v1/orders/\(ticket)?wait_for="
        }
        let first = order("study")
        let second = order("study")

        let playing = gateway.ask("GET", first + "playing").json["outcome"]
        let early = gateway.ask("GET", second + "playing&wait_ms=50").json["outcome"]
        gateway.home.jukebox("next", "--to", "study")
        let next = gateway.ask("GET", second + "playing").json["outcome"]
        let skipped = gateway.ask("GET", first + "finished").json["outcome"]
        let finished = gateway.ask("GET", order("kitchen") + "finished").json["outcome"]

        #expect(playing == "playing")
        #expect(early == "queued")
        #expect(next == "playing")
        #expect(skipped == "skipped")
        #expect(finished == "finished")
    }

    @Test(arguments: [
        "wait_for=lunch", "wait_for=playing&wait_ms=600001", "wait_for=playing&wait_ms=soon",
    ])
    func `refuses to wait for nonsense`(query: String) throws {
        let gateway = try GatewayHome.house()
        _ = gateway.ask("POST", "/v1/orders", Self.canon)

        #expect(gateway.ask("GET", "/v1/orders/1?\(query)").status == 400)
    }

    @Test func `does not wait for an order that does not exist`() throws {
        let gateway = try GatewayHome.house()
        let clock = ContinuousClock()
        let start = clock.now

        let answer = gateway.ask("GET", "/v1/orders/99?wait_for=playing&wait_ms=600000")

        #expect(answer.status == 404 && clock.now - start < .seconds(5), "\(answer)")
    }

    @Test(arguments: ["all rooms", "ALL ROOMS", "全部屋"])
    func `orders music in all rooms`(name: String) throws {
        let gateway = try GatewayHome.house()
        let answer = gateway.ask(
            "POST", "/v1/orders", #"{"title":"canon","destination":"\#(name)"}"#,
            ["Idempotency-Key": "one"])
        let again = gateway.ask(
            "POST", "/v1/orders", #"{"title":"canon","destination":"\#(name)"}"#,
            ["Idempotency-Key": "one"])

        #expect(answer.status == 202, "\(answer.body)")
        let orders = answer.json["orders"]?.elements ?? []
        #expect(orders.compactMap { $0["destination"]?.string } == ["kitchen", "study"])
        let tickets = orders.compactMap { $0["ticket"]?.int }
        let repeated = again.json["orders"]?.elements.compactMap { $0["ticket"]?.int }
        #expect(tickets == repeated)
    }

    // MARK: Rights

    @Test(arguments: [
        #"{"title":"canon","mode":"now"}"#, #"{"title":"canon","mode":"replace"}"#,
        #"{"query":"pause"}"#, #"{"query":"play canon now"}"#, #"{"query":"止めて"}"#,
    ])
    func `refuses a token of the scope play what ends another person's music`(body: String) throws {
        let gateway = try GatewayHome.house()
        let guest = try gateway.authorization("--scope", "play")

        let refused = gateway.ask("POST", "/v1/orders", body, guest)
        #expect(refused.status == 403, "\(refused.body)")
        #expect(gateway.ask("POST", "/v1/orders", Self.canon, guest).status == 202)
        let owner = try gateway.authorization("--scope", "control")
        let allowed = gateway.ask("POST", "/v1/orders", body, owner)
        #expect(allowed.status != 403, "\(allowed.body)")
    }

    @Test func `keeps a token to its room`() throws {
        let gateway = try GatewayHome.house()
        let guest = try gateway.authorization("--scope", "control", "--room", "study")
        func status(_ method: String, _ path: String, _ body: String? = nil) -> Int {
            gateway.ask(method, path, body, guest).status
        }
        let others = gateway.ask("POST", "/v1/orders", Self.canon).json["ticket"]?.int ?? -1
        _ = gateway.ask("GET", "/v1/orders/\(others)?wait_for=queued")
        let own = gateway.ask("POST", "/v1/orders", Self.canon, guest).json

        #expect(own["destination"] == "study", "an order without a room goes to its own")
        let kitchen = #"{"title":"canon","destination":"kitchen"}"#
        #expect(status("POST", "/v1/orders", kitchen) == 403)
        #expect(status("POST", "/v1/orders", #"{"query":"canon in the kitchen"}"#) == 403)
        let everywhere = gateway.ask(
            "POST", "/v1/orders", #"{"title":"canon","destination":"all rooms"}"#, guest)
        #expect(everywhere.json["destination"] == "study" && everywhere.json["orders"] == nil)
        #expect(status("POST", "/v1/destinations/kitchen/commands", #"{"command":"stop"}"#) == 403)
        #expect(status("POST", "/v1/destinations/study/commands", #"{"command":"pause"}"#) == 200)
        #expect(status("DELETE", "/v1/destinations/kitchen/queue") == 403)
        #expect(status("GET", "/v1/destinations/kitchen/queue") == 403)
        #expect(status("GET", "/v1/destinations/kitchen") == 403)
        #expect(status("DELETE", "/v1/orders/\(others)") == 403)
        #expect(status("GET", "/v1/orders/\(others)") == 403)
        #expect(status("GET", "/v1/orders/\(others)?wait_for=finished") == 403)
        #expect(status("GET", "/v1/events?room=kitchen") == 403)
        let rooms = gateway.ask("GET", "/v1/destinations", nil, guest).json["destinations"]
        #expect(rooms?.elements.compactMap { $0["name"]?.string } == ["study"])
        let orders = gateway.ask("GET", "/v1/orders?limit=1", nil, guest).json
        #expect(orders["orders"]?.elements.compactMap { $0["destination"] } == ["study"])
        #expect(gateway.ask("GET", "/v1/orders").json["orders"]?.elements.count ?? 0 > 2)
    }

    // MARK: HTTP itself

    @Test func `answers HEAD as GET, without a body, on every path of GET`() throws {
        let gateway = try GatewayHome.house()
        _ = gateway.ask("POST", "/v1/orders", Self.canon)
        let paths = [
            "/v1/orders", "/v1/orders/1", "/v1/destinations", "/v1/destinations/kitchen",
            "/v1/destinations/kitchen/queue", "/v1/search?q=canon", "/v1/library", "/v1/playlists",
            "/v1/events", "/healthz", "/readyz", "/metrics", "/openapi.json",
        ]
        for path in paths {
            let head = gateway.ask("HEAD", path)
            #expect(head.status == 200 && head.body.isEmpty, "\(path): \(head)")
        }
        #expect(gateway.ask("HEAD", "/v1/orders/99").status == 404)
    }

    @Test func `refuses numbers out of the ranges that its description gives`() throws {
        let gateway = try GatewayHome.house()
        for query in ["limit=0", "limit=1001", "limit=ten", "count=0", "after=-1", "after="] {
            let answer = gateway.ask("GET", "/v1/orders?\(query)")
            #expect(answer.status == 400, "\(query)")
            let name = query.prefix { $0 != "=" }
            #expect(answer.json["detail"]?.string?.contains("“\(name)”") == true)
        }
        for query in ["q=a%0Ab", "q=%FF", "q=a%00", "q=%4", "q="] {
            #expect(gateway.ask("GET", "/v1/search?\(query)").status == 400, "\(query)")
        }
    }
}
