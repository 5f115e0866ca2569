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
        let early = try ShiftedClock(by: 86_400, in: home)
        let sent = early.jukebox("play", "--title", "canon", "--no-wait", "--json")
        try home.start()

        let ticket = try #require(sent.json["ticket"]?.int)
        let wait = home.jukebox("wait", "\(ticket)", "--for", "playing", "--timeout", "10")

        #expect(wait.status == 0, "\(wait.errors)")
    }

    @Test func `back by a day under a daemon keeps its journal in the order of the orders`() throws
    {
        let home = try Home(kitchen: "silent")
        let tomorrow = try ShiftedClock(by: 86_400, in: home)
        try home.start(environment: tomorrow.environment)
        tomorrow.jukebox("play", "--title", "canon", "--wait", "playing")
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

/// Programs whose calendar clock is wrong.
private struct ShiftedClock {
    static let canBeBuilt = Home.run("/usr/bin/env", ["cc", "--version"]).status == 0

    let environment: [String: String]
    private let home: Home

    init(by seconds: Int, in home: Home) throws {
        let library = home.path + "/shifted_clock.so"
        let source =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().path + "/ShiftedClock/shifted_clock.c"
        let built = Home.run(
            "/usr/bin/env", ["cc", "-shared", "-fPIC", "-O1", "-o", library, source])
        try #require(built.status == 0, "\(built.errors)")
        environment = ["LD_PRELOAD": library, "CLOCK_SHIFT": "\(seconds)"]
        self.home = home
    }

    @discardableResult
    func jukebox(_ arguments: String...) -> Home.Result {
        Home.run(
            Home.programs + "/jukebox", arguments,
            environment.merging(["JUKEBOX_RUNTIME_DIR": home.path + "/run"]) { $1 })
    }
}
