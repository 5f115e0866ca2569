// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

/// Clients that want to use the gateway up, while another client orders.
@Suite(.serialized, .timeLimit(.minutes(3))) struct `While strangers crowd the gateway` {
    private func crowded(
        _ settings: String = "", openFiles: Int? = 120
    ) throws -> (gateway: GatewayHome, token: String) {
        let gateway = try GatewayHome(
            try Home(kitchen: "silent"), settings: "local = \"none\"\n" + settings)
        let token =
            gateway.token("new", "--scope", "control").output
            .split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("jbx_") } ?? ""
        try gateway.home.start()
        try gateway.start(openFiles: openFiles)
        return (gateway, String(token))
    }

    /// Orders fifty times, and returns the second slowest time in milliseconds; nil if any was
    /// refused.
    private func slowest(_ gateway: GatewayHome, _ token: String) -> Double? {
        var times: [Double] = []
        for _ in 0..<50 {
            let start = DispatchTime.now().uptimeNanoseconds
            let answer = gateway.ask(
                "POST", "/v1/orders", #"{"title":"canon","wait_ms":0}"#,
                ["Authorization": "Bearer \(token)"])
            times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
            guard answer.status == 202 else {
                Issue.record("order refused: \(answer)")
                return nil
            }
        }
        return times.sorted()[48]
    }

    @Test func `115 bodies that trickle in keep no other client out`() throws {
        let (gateway, token) = try crowded()
        let head =
            "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
        let crowd = (0..<115).map { _ in gateway.open(head) }
        defer { for one in crowd { close(one) } }

        #expect(slowest(gateway, token) != nil)
    }

    @Test func `a request that takes longer than ten seconds is ended with 408`() throws {
        let (gateway, token) = try crowded()
        let head =
            "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
        let connection = gateway.open(head)
        defer { close(connection) }
        let trickle = Thread {
            for _ in 0..<120 where send(connection, " ", 1, Int32(MSG_NOSIGNAL)) == 1 {
                usleep(100_000)
            }
        }
        trickle.start()
        let start = Date()
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = recv(connection, &bytes, bytes.count, 0)
        let took = Date().timeIntervalSince(start)

        #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).contains(" 408 "))
        #expect(took > 9 && took < 12, "\(took)")
    }

    @Test func `200 silent event streams keep no other client out`() throws {
        let (gateway, token) = try crowded("event_streams = 20\n")
        let request =
            "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer \(token)\r\n\r\n"
        let crowd = (0..<200).map { _ in gateway.open(request) }
        defer { for one in crowd { close(one) } }

        #expect(slowest(gateway, token) != nil)
        let metrics = gateway.ask("GET", "/metrics", nil, ["Authorization": "Bearer \(token)"])
        let line = metrics.body.split(separator: "\n").first {
            $0.hasPrefix("jukebox_gateway_listeners ")
        }
        let listeners = line.flatMap { Int($0.split(separator: " ")[1]) } ?? -1
        #expect((1...20).contains(listeners), "\(listeners)")
    }

    @Test func `20,000 wrong tokens are slowed, logged by address, and keep no other client out`()
        throws
    {
        let (gateway, token) = try crowded()
        let wrong =
            "GET /v1/orders HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer jbx_0123456789\r\n\r\n"
        let last =
            "GET /v1/orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Authorization: Bearer jbx_0123456789\r\n\r\n"
        let flooding = try GatewayHome(gateway.home)
        flooding.goTo(gateway.port)
        nonisolated(unsafe) let client = flooding
        let flood = Thread {
            for _ in 0..<20 {
                _ = client.raw(String(repeating: wrong, count: 999) + last)
            }
        }
        flood.start()

        #expect(slowest(gateway, token) != nil)
        while !flood.isFinished { usleep(50_000) }
        // A busy machine may take so long that one more wrong token is allowed meanwhile.
        let answers = (0..<60).lazy.map { _ in
            gateway.ask("GET", "/v1/orders", nil, ["Authorization": "Bearer nonsense"])
        }
        let slowed = answers.first { $0.status == 429 }
        #expect(slowed?.headers.contains("etry-") == true, "no wrong token was slowed")
        let lines = gateway.log.split(separator: "\n").filter { $0.contains("not accepted") }
        #expect((1...4).contains(lines.count), "\(lines)")
        #expect(lines.first?.contains("127.0.0.1") == true)
        #expect(!gateway.log.contains("jbx_"))
    }

    @Test func `a body is not read before the token is checked`() throws {
        let (gateway, _) = try crowded()
        let start = Date()
        let answer = gateway.raw(
            "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n"
                + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{")

        #expect(answer.hasPrefix("HTTP/1.1 401"))
        #expect(Date().timeIntervalSince(start) < 5, "closed a second after the answer")
    }
}
