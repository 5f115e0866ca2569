// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `The gateway's HTTP` {
    private let gateway: GatewayHome

    init() throws {
        gateway = try GatewayHome(
            try Home(kitchen: "silent"), settings: "origins = [\"https://panel.example\"]\n")
        try gateway.home.start()
        try gateway.start()
    }

    @Test func `answers HEAD like GET, without the body`() {
        let get = gateway.ask("GET", "/v1/destinations")
        let head = gateway.ask("HEAD", "/v1/destinations")
        let length = "content-length: \(get.body.utf8.count)"

        #expect(head.status == 200 && head.body.isEmpty, "\(head)")
        #expect(head.headers.lowercased().contains(length), "\(head)")
        #expect(gateway.ask("HEAD", "/nowhere").status == 404)
        #expect(gateway.ask("HEAD", "/v1/events").status == 200)
    }

    @Test func `answers OPTIONS with the methods`() {
        let answer = gateway.ask("OPTIONS", "/v1/orders")

        #expect(answer.status == 204, "\(answer)")
        #expect(
            answer.headers.lowercased().contains("allow: post, get, head, options"), "\(answer)")
        #expect(!answer.headers.lowercased().contains("access-control-allow"))
        #expect(gateway.ask("PUT", "/v1/orders").status == 405)
        #expect(gateway.ask("OPTIONS", "/nowhere").status == 404)
    }

    @Test func `lets the pages of the settings in, and no others`() {
        let preflight = gateway.ask(
            "OPTIONS", "/v1/orders", nil,
            [
                "Origin": "https://panel.example", "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization",
            ])
        let fields = preflight.headers.lowercased()
        #expect(preflight.status == 204)
        #expect(fields.contains("access-control-allow-origin: https://panel.example"), "\(fields)")
        #expect(fields.contains("access-control-allow-headers: authorization"), "\(fields)")
        #expect(fields.contains("vary: origin"), "\(fields)")
        let get = gateway.ask(
            "GET", "/v1/destinations", nil, ["Origin": "https://panel.example"])
        #expect(get.status == 200)
        #expect(get.headers.lowercased().contains("access-control-allow-origin: https://panel"))
        let foreign = gateway.ask(
            "OPTIONS", "/v1/orders", nil,
            ["Origin": "https://evil.example", "Access-Control-Request-Method": "POST"])
        #expect(!foreign.headers.lowercased().contains("access-control-allow"))
        let blocked = gateway.ask(
            "GET", "/v1/destinations", nil, ["Origin": "https://evil.example"])
        #expect(blocked.status == 403)
        let all = [preflight, get, foreign, blocked].map { $0.headers.lowercased() }
        #expect(all.allSatisfy { !$0.contains("allow-credentials") && !$0.contains("origin: *") })
    }

    @Test(arguments: [
        "application/json ; charset=utf-8", "APPLICATION/JSON", "application/json;charset=utf-8",
    ])
    func `takes JSON however its type is written`(type: String) {
        let answer = gateway.ask(
            "POST", "/v1/orders", #"{"title":"canon"}"#, ["Content-Type": type])

        #expect(answer.status == 202, "\(answer)")
    }

    @Test(arguments: ["text/plain", "application/jsonx", ";", "application/x-www-form-urlencoded"])
    func `takes nothing else for JSON`(type: String) {
        let answer = gateway.ask(
            "POST", "/v1/orders", #"{"title":"canon"}"#, ["Content-Type": type])

        #expect(answer.status == 415, "\(answer)")
    }

    @Test func `refuses a request with two Host headers, or none`() {
        for hosts in [
            "", "Host: localhost\r\nHost: localhost\r\n", "Host: a\r\nhost: localhost\r\n",
        ] {
            let answer = gateway.raw("GET /healthz HTTP/1.1\r\n\(hosts)Connection: close\r\n\r\n")
            let other = gateway.raw(
                "GET /v1/destinations HTTP/1.1\r\n\(hosts)Connection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400"), "\(hosts): \(answer)")
            #expect(other.hasPrefix("HTTP/1.1 400"), "\(hosts): \(other)")
        }
    }

    @Test func `asks for a body that is announced with Expect`() {
        let connection = gateway.open(
            "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: 17\r\n"
                + "Expect: 100-continue\r\n\r\n")
        defer { close(connection) }
        func read() -> String {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &bytes, bytes.count, 0)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }

        #expect(read() == "HTTP/1.1 100 Continue\r\n\r\n")
        _ = send(connection, #"{"title":"canon"}"#, 17, 0)
        #expect(read().hasPrefix("HTTP/1.1 202"))
    }

    @Test(arguments: ["Bearer", "Basic !", "Digest x", "Bearer a b"])
    func `takes a malformed Authorization header for no missing one`(header: String) {
        let answer = gateway.ask("GET", "/v1/destinations", nil, ["Authorization": header])

        #expect(answer.status == 401, "\(answer)")
    }

    @Test func `does not know a ticket that was never given out`() {
        #expect(gateway.ask("DELETE", "/v1/orders/4711").status == 404)
        #expect(gateway.ask("GET", "/v1/orders/4711").status == 404)
    }

    @Test func `shows no path of the server in an error`() throws {
        let outside = gateway.ask("POST", "/v1/orders", #"{"path":"/etc/passwd","wait_ms":2000}"#)
        #expect(outside.status == 422, "\(outside)")
        #expect(!outside.body.contains(gateway.home.path), "\(outside)")
        let list = gateway.ask("GET", "/v1/playlists/nothing")
        #expect(list.status == 404)
        #expect(!list.body.contains(gateway.home.path), "\(list)")
        gateway.home.end(SIGKILL)
        try FileManager.default.removeItem(atPath: gateway.home.path + "/run")
        let away = gateway.ask("POST", "/v1/orders", #"{"title":"canon"}"#)
        #expect(!away.body.contains(gateway.home.path), "\(away)")
    }
}
