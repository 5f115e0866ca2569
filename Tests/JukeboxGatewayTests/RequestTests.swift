// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import HTTPTypes
import JSONLines
import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `Requests over HTTP` {
    private func problem(_ body: String) -> String? {
        do {
            _ = try OrderRequest(Array(body.utf8), idempotencyKey: nil)
            return nil
        } catch {
            return error.text
        }
    }

    @Test func `say an order with all that it may have`() throws {
        let body = """
            {"title":"天体観測","artist":"BUMP OF CHICKEN","destination":"kitchen","mode":"now",
             "durable":true,"expire_s":60,"wait_ms":0,"album":null}
            """

        let request = try OrderRequest(Array(body.utf8), idempotencyKey: "k")

        #expect(
            request.order
                == Order(
                    .play(Order.Request(title: "天体観測", artist: "BUMP OF CHICKEN")),
                    destination: DestinationName("kitchen"), mode: .now, durable: true,
                    expirySeconds: 60, idempotencyKey: "k"))
        #expect(request.wait == 0)
    }

    @Test(arguments: [
        ("nope", "not valid JSON"), ("[1]", "must be a JSON object"), ("{}", "nothing is ordered"),
        (#"{"title":"a","title":"b"}"#, "given twice"), (#"{"titel":"a"}"#, "unknown: “titel”"),
        (#"{"title":1}"#, "must be a text"), (#"{"title":"a","mode":"soon"}"#, "append, next"),
        (#"{"title":"a","durable":1}"#, "true or false"),
        (#"{"title":"a","expire_s":0}"#, "from 1 to 86400"),
        (#"{"title":"a","wait_ms":1e9}"#, "whole number"),
        (#"{"title":"\u0000"}"#, "control"), (#"{"title":"a\nb"}"#, "control"),
        (#"{"title":" "}"#, "nothing is ordered"),
    ])
    func `that make no sense are told why`(body: String, words: String) {
        #expect(problem(body)?.contains(words) == true, "\(problem(body) ?? "taken")")
    }

    @Test func `of deep, huge or broken bodies are refused`() {
        #expect(problem(String(repeating: "[", count: 40))?.contains("deeper") == true)
        #expect(problem(#"{"title":"\#(String(repeating: "x", count: 2000))"}"#) != nil)
        let body = Array(#"{"title":"Frère Jacques","mode":"next"}"#.utf8)
        for length in body.indices {
            #expect(throws: DeskError.self) {
                try OrderRequest(Array(body[..<length]), idempotencyKey: nil)
            }
        }
        #expect(throws: DeskError.self) {
            try OrderRequest([0x7B, 0x22, 0xFF, 0x22, 0x7D], idempotencyKey: nil)
        }
    }

    @Test(arguments: [
        (#"{"command":"pause"}"#, Order.Verb.pause), (#"{"command":"next"}"#, .next),
        (#"{"command":"seek","to_s":90.5}"#, .seek(.to(90_500))),
        (#"{"command":"seek","by_s":-10}"#, .seek(.by(-10_000))),
        (#"{"command":"volume","percent":100}"#, .volume(.set(.full))),
        (#"{"command":"volume","db":-12}"#, .volume(.set(.decibels(-12)))),
        (#"{"command":"volume","change_db":3}"#, .volume(.by(3))),
        (#"{"command":"volume","mute":true}"#, .volume(.set(.muted))),
    ])
    func `say a command`(body: String, verb: Order.Verb) throws {
        #expect(try CommandRequest.verb(Array(body.utf8)) == verb)
    }

    @Test(arguments: [
        "{}", #"{"command":"dance"}"#, #"{"command":"seek"}"#, #"{"command":"volume"}"#,
        #"{"command":"volume","percent":101}"#, #"{"command":"pause","percent":1}"#,
        #"{"command":"seek","to_s":1,"by_s":1}"#,
    ])
    func `for commands that make no sense are refused`(body: String) {
        #expect(throws: DeskError.self) { try CommandRequest.verb(Array(body.utf8)) }
    }

    private func route(
        _ method: HTTPRequest.Method, _ path: String
    ) throws -> (name: String, values: [String: String])? {
        guard case .route(let route, let values) = try RouteTable.find(method, path) else {
            return nil
        }
        return (route.name, values)
    }

    @Test func `find their route, decoded part by part`() throws {
        #expect(try route(.post, "/v1/orders")?.name == "placeOrder")
        #expect(try route(.head, "/v1/orders")?.name == "orders")
        let cancel = try route(.delete, "/v1/orders/7")
        #expect(cancel?.name == "cancel" && cancel?.values == ["ticket": "7"])
        let queue = try route(.get, "/v1/destinations/%E6%9B%B8%E6%96%8E/queue")
        #expect(queue?.name == "queue" && queue?.values == ["room": "書斎"])
        #expect(try route(.get, "/v1/playlists/a%2Fb")?.values == ["name": "a/b"])
        let move = try route(.patch, "/v1/destinations/k/queue/3")
        #expect(move?.name == "move" && move?.values == ["room": "k", "entry": "3"])
    }

    @Test func `have one route each, with a name of its own`() {
        let routes = RouteTable.all

        #expect(Set(routes.map(\.name)).count == routes.count)
        #expect(Set(routes.map { "\($0.method) \($0.path)" }).count == routes.count)
    }

    @Test(arguments: [
        "/v1//orders", "/v1/../healthz", "/v1/%2e%2e/healthz", "/v1/orders/",
        "/v1/playlists/%00", "/v1/playlists/%FF", "/v1/playlists/%4", "/v2/orders", "/",
    ])
    func `for what is not there find nothing`(path: String) {
        #expect { try RouteTable.find(.get, path) } throws: {
            ($0 as? Problem)?.status == .notFound
        }
    }

    @Test func `with another method are told which there are`() {
        #expect { try RouteTable.find(.put, "/v1/orders") } throws: {
            ($0 as? Problem)?.detail.contains("possible: POST, GET, HEAD, OPTIONS") == true
        }
    }

    @Test func `are counted for each visitor, and may go on as time passes`() {
        var limit = RateLimit()
        var now = MonotonicTime(nanoseconds: 0)
        for _ in 0..<60 { #expect(limit.count("a", perMinute: 60, at: now) == nil) }

        #expect(limit.count("a", perMinute: 60, at: now) == 1)
        #expect(limit.count("b", perMinute: 60, at: now) == nil)
        now = now + .seconds(1)
        #expect(limit.count("a", perMinute: 60, at: now) == nil)
        #expect(limit.count("a", perMinute: 60, at: now) == 1)
    }

    @Test func `carry keys that are visible ASCII`() throws {
        #expect(try OrderRequest.key(nil) == nil)
        #expect(try OrderRequest.key("\"a-1\"") == "a-1")
        for bad in ["", "\"\"", "é", String(repeating: "k", count: 256)] {
            #expect(throws: DeskError.self) { try OrderRequest.key(bad) }
        }
    }
}
