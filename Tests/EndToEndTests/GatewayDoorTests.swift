// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Strangers at the gateway` {
    @Test func `with a token may do what it allows, until it is revoked`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        try gateway.home.start()
        try gateway.start()
        let made = gateway.token("new", "--scope", "play", "--name", "タブレット")
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let proxied = ["Authorization": "Bearer \(token)", "X-Forwarded-For": "203.0.113.9"]

        let order = gateway.ask("POST", "/v1/orders", #"{"title":"canon"}"#, proxied)
        let command = gateway.ask(
            "POST", "/v1/destinations/kitchen/commands", #"{"command":"pause"}"#, proxied)
        let listed = gateway.token("list")
        let id = try #require(listed.output.split(separator: " ").first.map(String.init))
        let revoked = gateway.token("revoke", id)
        let after = gateway.ask("POST", "/v1/orders", #"{"title":"canon"}"#, proxied)

        #expect(token.hasPrefix("jbx_") && token.count == 68)
        #expect(order.status == 202 && command.status == 403)
        #expect(listed.output.contains("play") && listed.output.contains("タブレット"))
        let file = try String(contentsOfFile: gateway.home.path + "/tokens", encoding: .utf8)
        #expect(!listed.output.contains(token) && file.isEmpty)
        #expect(revoked.status == 0 && after.status == 401)
        #expect(after.headers.lowercased().contains("www-authenticate: bearer"))
    }

    @Test func `cannot listen beyond the machine while there is no token`() throws {
        let gateway = try GatewayHome(try Home())
        let text = try String(contentsOfFile: gateway.home.path + "/gateway.toml", encoding: .utf8)
        try gateway.home.write(
            "gateway.toml", text.replacing("127.0.0.1:0", with: "0.0.0.0:0"))

        let result = Home.run(
            Home.programs + "/jukebox-gateway", ["--config", gateway.home.path + "/gateway.toml"])

        #expect(result.status == 71 && result.errors.contains("token new"))
    }

    @Test func `that send too much, too slowly or two requests in one are cut off`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.home.start()
        try gateway.start()
        let head =
            "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

        let huge = gateway.ask(
            "POST", "/v1/orders", #"{"title":"\#(String(repeating: "x", count: 70_000))"}"#)
        let flood = gateway.raw(
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
                + (0..<200).map { "X-\($0): y\r\n" }.joined() + "\r\n")
        let long = gateway.raw(
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "y", count: 9000))\r\n\r\n"
        )
        let both = gateway.raw(
            head
                + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        let twice = gateway.raw(
            head + "Content-Length: 2\r\nContent-Length: 40\r\nConnection: close\r\n\r\n{}")
        let broken = gateway.raw(
            head + "Transfer-Encoding: chunked\r\n\r\n"
                + "2\r\n{}\r\nnonsense\r\n\r\n")
        let start = Date()
        let slow = gateway.raw("POST /v1/orders HTTP/1.1\r\nHost: lo")

        #expect(huge.status == 413)
        #expect(broken.contains("HTTP/1.1 400") && broken.contains("not valid HTTP"), "\(broken)")
        for answer in [flood, long, twice] { #expect(!answer.contains(" 20"), "\(answer)") }
        #expect(both.components(separatedBy: "HTTP/1.1").count <= 2, "\(both)")
        #expect(!slow.contains("202") && Date().timeIntervalSince(start) < 14)
        #expect(gateway.ask("GET", "/healthz").status == 200)
    }

    @Test func `that ask too often are told when they may again`() throws {
        let gateway = try GatewayHome(try Home(), settings: "requests_per_minute = 5\n")
        try gateway.home.start()
        try gateway.start()

        let answers = (0..<8).map { _ in gateway.ask("GET", "/v1/destinations") }

        #expect(answers.prefix(5).allSatisfy { $0.status == 200 })
        #expect(answers.dropFirst(5).allSatisfy { $0.status == 429 })
        #expect(answers.last?.headers.lowercased().contains("retry-after: ") == true)
    }

    @Test func `with a signed webhook order once, and nobody else does`() throws {
        let home = try Home(kitchen: "silent")
        try home.write("secrets", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
        let gateway = try GatewayHome(
            home, settings: "webhook_secrets = \"\(home.path)/secrets\"\n")
        try home.start()
        try gateway.start()
        let old = [
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ]
        let time = "\(Int(Date().timeIntervalSince1970))"
        let body = #"{"title":"canon","wait_ms":5000}"#
        let script = """
            import hmac,hashlib,base64,sys
            key = base64.b64decode('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
            print(base64.b64encode(hmac.new(key, sys.stdin.buffer.read(), hashlib.sha256).digest()).decode(), end='')
            """
        let signature = Home.run(
            "/usr/bin/env", ["python3", "-c", script], input: "msg_1.\(time).\(body)"
        ).output
        guard !signature.isEmpty else { return }  // no openssl to sign with
        let good = [
            "webhook-id": "msg_1", "webhook-timestamp": time,
            "webhook-signature": "v1,\(signature)",
        ]

        let unsigned = gateway.ask("POST", "/v1/hooks/orders", body)
        let late = gateway.ask("POST", "/v1/hooks/orders", #"{"test": 2432232314}"#, old)
        let first = gateway.ask("POST", "/v1/hooks/orders", body, good)
        let replayed = gateway.ask("POST", "/v1/hooks/orders", body, good)

        #expect(unsigned.status == 401)
        #expect(late.status == 401 && late.body.contains("five minutes"))
        #expect(first.status == 202, "\(first.body)")
        #expect(replayed.status == 401 && replayed.body.contains("used already"))
    }
}
