// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `An Idempotency-Key` {
    private static let canon = #"{"title":"canon","wait_ms":5000}"#
    private static let ode = #"{"title":"ode to joy","wait_ms":5000}"#

    private func headers(_ gateway: GatewayHome, _ name: String) throws -> [String: String] {
        let made = gateway.token("new", "--scope", "play", "--name", name)
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try #require(made.status == 0 && !token.isEmpty, "\(made.errors)")
        return ["Authorization": "Bearer \(token)", "Idempotency-Key": "evening-1"]
    }

    @Test func `belongs to the client that sent it`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        try gateway.home.start()
        let (a, b) = (try headers(gateway, "a"), try headers(gateway, "b"))
        try gateway.start()

        let first = gateway.ask("POST", "/v1/orders", Self.canon, a)
        let second = gateway.ask("POST", "/v1/orders", Self.ode, b)
        let repeated = gateway.ask("POST", "/v1/orders", Self.ode, b)

        #expect(first.status == 202 && second.status == 202, "\(first) \(second)")
        #expect(first.json["tracks"]?.elements.first?["title"] == "Canon")
        #expect(second.json["tracks"]?.elements.first?["title"] == "Ode to Joy")
        #expect(second.json["ticket"] != first.json["ticket"])
        #expect(repeated.json["ticket"] == second.json["ticket"])
    }

    @Test func `is for one order, also after the gateway and the daemon restarted`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        try gateway.home.start()
        let client = try headers(gateway, "a")
        try gateway.start()
        let first = gateway.ask("POST", "/v1/orders", Self.canon, client)
        let before = gateway.ask("POST", "/v1/orders", Self.ode, client)

        gateway.end(SIGKILL)
        gateway.home.end(SIGKILL)
        try gateway.home.start()
        try gateway.start()
        let other = gateway.ask("POST", "/v1/orders", Self.ode, client)
        let again = gateway.ask("POST", "/v1/orders", Self.ode, client)
        let same = gateway.ask("POST", "/v1/orders", Self.canon, client)

        let ticket = try #require(first.json["ticket"]?.int)
        #expect(before.status == 422 && before.body.contains("(ticket \(ticket))"), "\(before)")
        #expect(other.status == 422 && other.body.contains("(ticket \(ticket))"), "\(other)")
        #expect(again.status == 422 && again.body.contains("(ticket \(ticket))"), "\(again)")
        #expect(same.status == 202 && same.json["ticket"] == .int(ticket), "\(same)")
        let queue = gateway.ask("GET", "/v1/destinations/kitchen/queue", nil, client)
        #expect(queue.json["entries"]?.elements.count == 1)
    }
}
