// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `The gateway of a dead daemon` {
    @Test func `knows an order that only the ring has, and keeps no command for a dead daemon`()
        throws
    {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        try gateway.home.start()
        try gateway.start()
        kill(gateway.home.pid, SIGSTOP)
        let placed = gateway.ask("POST", "/v1/orders", #"{"title":"canon"}"#)
        gateway.home.end(SIGKILL)

        let order = gateway.ask("GET", "/v1/orders/1")
        let command = gateway.ask(
            "POST", "/v1/destinations/kitchen/commands", #"{"command":"pause"}"#)
        let huge = gateway.ask("GET", "/v1/orders/18446744073709551615")

        #expect(placed.status == 202 && placed.json["outcome"] == "acknowledged", "\(placed)")
        #expect(order.status == 200 && order.json["outcome"] == "acknowledged", "\(order)")
        #expect(order.json["daemon"] == "down")
        #expect(command.status == 503, "\(command)")
        #expect(huge.status == 404)
    }
}
