// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite struct `Who is named in the settings` {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private func gateway(telling receiver: WebhookReceiver) throws -> GatewayHome {
        let home = try Home()
        try home.write("secret", Self.secret + "\n")
        let gateway = try GatewayHome(
            home,
            settings: """
                webhook_secrets = "\(home.path)/secret"
                [[gateway.webhook]]
                url = "http://127.0.0.1:\(receiver.port)/hooks?from=jukebox"
                secret = "\(home.path)/secret"
                """)
        try home.start()
        try gateway.start()
        return gateway
    }

    /// Waits until the gateway has begun to listen to the daemon.
    private func isListening(_ gateway: GatewayHome) {
        Home.wait { FileManager.default.fileExists(atPath: gateway.home.path + "/webhooks-told") }
    }

    @Test func `is told, signed, what becomes of orders, until it has understood`() throws {
        let receiver = try WebhookReceiver()
        receiver.answer(500, 302)
        let gateway = try gateway(telling: receiver)
        isListening(gateway)

        _ = gateway.ask("POST", "/v1/orders", #"{"title":"canon","wait_ms":5000}"#)
        _ = gateway.ask("POST", "/v1/orders", #"{"title":"nonsense","wait_ms":5000}"#)
        Home.wait(20) { receiver.requests.count >= 4 }
        let told = receiver.requests
        let first = try #require(told.first)
        // The signatures are right: the gateway itself accepts the event as an inbound webhook.
        let echo = gateway.ask(
            "POST", "/v1/hooks/orders", first.body,
            first.headers.filter { $0.key.hasPrefix("webhook-") })

        #expect(Set(told.prefix(3).map { $0.headers["webhook-id"] }).count == 1)
        #expect(told.map(\.type).sorted().contains("order.failed"))
        #expect(told.contains { $0.type == "order.playing" })
        #expect(first.headers["content-type"] == "application/json")
        #expect(echo.status == 400 && echo.body.contains("unknown: “type”"), "\(echo.body)")
    }

    @Test func `is told after a restart what it has missed, and nothing twice`() throws {
        let receiver = try WebhookReceiver()
        let gateway = try gateway(telling: receiver)
        isListening(gateway)
        _ = gateway.ask("POST", "/v1/orders", #"{"title":"canon","wait_ms":5000}"#)
        Home.wait { receiver.requests.count == 1 }
        #expect(gateway.end(SIGTERM) == 0)
        _ = gateway.home.jukebox("stop")
        _ = gateway.home.jukebox("clear")
        _ = gateway.home.jukebox("play", "--title", "nonsense")

        try gateway.start()
        Home.wait { receiver.requests.count >= 2 }
        gateway.home.end(SIGKILL)
        try gateway.home.start()
        _ = gateway.home.jukebox("play", "--title", "more nonsense")
        Home.wait { receiver.requests.contains { $0.body.contains("more nonsense") } }

        let told = receiver.requests
        #expect(Set(told.map { $0.headers["webhook-id"] }).count == told.count)
        #expect(told.contains { $0.body.contains("more nonsense") })
        #expect(gateway.end(SIGTERM) == 0)
    }

    @Test func `and wants no more is left alone`() throws {
        let receiver = try WebhookReceiver()
        receiver.answer(410)
        let gateway = try gateway(telling: receiver)
        isListening(gateway)

        _ = gateway.ask("POST", "/v1/orders", #"{"title":"nonsense","wait_ms":5000}"#)
        Home.wait { !receiver.requests.isEmpty }
        _ = gateway.ask("POST", "/v1/orders", #"{"title":"nonsense","wait_ms":5000}"#)
        Home.wait(1) { receiver.requests.count > 1 }

        #expect(receiver.requests.count == 1)
        let log = try String(contentsOfFile: gateway.home.path + "/gateway.log", encoding: .utf8)
        #expect(log.contains("410"))
    }
}
