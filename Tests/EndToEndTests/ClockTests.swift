// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: ShiftedClock.canBeBuilt))
struct `A clock that jumps` {
    @Test func `back by a day between an order and its adoption delays nothing and loses nothing`()
        throws
    {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.end(SIGKILL)
        let early = try ShiftedClock(by: 86_400, in: home.path)
        let sent = early.jukebox(home, "play", "--title", "canon", "--no-wait", "--json")
        try home.start()

        let ticket = try #require(sent.json["ticket"]?.int)
        let wait = home.jukebox("wait", "\(ticket)", "--for", "playing", "--timeout", "10")

        #expect(wait.status == 0, "\(wait.errors)")
    }

    @Test func `back by a day under a daemon keeps its journal in the order of the orders`() throws
    {
        let home = try Home(kitchen: "silent")
        let tomorrow = try ShiftedClock(by: 86_400, in: home.path)
        try home.start(environment: tomorrow.environment)
        tomorrow.jukebox(home, "play", "--title", "canon", "--wait", "playing")
        home.end(SIGKILL)
        try home.start()

        let next = home.jukebox("play", "--artist", "瀧廉太郎", "--json")
        let orders = home.jukebox("orders", "--json").json["orders"]?.elements ?? []

        #expect(next.json["outcome"] == "queued")
        #expect(orders.count == 2 && orders.first?["ticket"] == next.json["ticket"])
        #expect(
            home.jukebox("status", "--json").json["destinations"]?.elements.first?["state"]
                == "playing")
    }
}

extension ShiftedClock {
    /// Runs the command line with the wrong clock.
    @discardableResult
    fileprivate func jukebox(_ home: Home, _ arguments: String...) -> Home.Result {
        Home.run(
            Home.programs + "/jukebox", arguments,
            environment.merging(["JUKEBOX_RUNTIME_DIR": home.path + "/run"]) { $1 })
    }
}
