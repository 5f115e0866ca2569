// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import Foundation
import JSONLines
import JukeboxModel
import LinuxSystem
import OrderRing
import TestKit
import Testing

/// A client of the ring, as the command line is one.
private struct RingClient {
    let directory: String
    let attachment: OrderRing.Attachment

    init(_ home: Home) throws {
        directory = home.path + "/run"
        attachment = try OrderRing.Attachment(directory: directory)
    }

    /// Sends an order and waits for its outcome on the board; then looks at a room on the board.
    func give(_ order: Order) throws -> (outcome: Outcome?, room: DestinationStatus?) {
        guard case .acknowledged(let receipt) = try attachment.enqueue(order) else {
            return (nil, nil)
        }
        let goal = order.verb.isCommand ? Outcome.finished : .queued
        var outcome: Outcome?
        Home.wait {
            outcome = attachment.view.outcome(receipt)
            return outcome == goal || outcome?.isTerminal == true
        }
        return (outcome, status())
    }

    /// The kitchen on the board.
    func status() -> DestinationStatus? {
        attachment.view.snapshots.first.flatMap { RoomSnapshot($0) }.map {
            DestinationStatus($0, isUp: true, at: Clock.monotonic)
        }
    }

    func queue() throws -> QueueListing {
        try Asker.queue(of: nil, in: directory, within: .seconds(20)).get()
    }
}

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The queue, as clients change it` {
    private func home() throws -> Home {
        let home = try Home(kitchen: "silent")
        try home.start()
        return home
    }

    private func play(_ title: String, by label: String? = nil) -> Order {
        Order(.play(Order.Request(title: title)), by: label)
    }

    @Test func `shows a state on the board before the outcome that led to it`() throws {
        let home = try home()
        let client = try RingClient(home)
        _ = try client.give(play("canon"))
        _ = try client.give(play("ode to joy"))

        for round in 0..<60 {
            let paused = try client.give(Order(.pause))
            #expect(paused.outcome == .finished && paused.room?.room.state == "paused", "\(round)")
            let louder = try client.give(Order(.volume(.set(.percent(Double(round + 1))))))
            #expect(louder.room?.percent == Double(round + 1), "\(round)")
            let resumed = try client.give(Order(.toggle))
            #expect(resumed.room?.room.state == "playing", "\(round)")
        }
        let cleared = try client.give(Order(.clear))
        #expect(cleared.room?.room.queueLength == 0 && cleared.room?.room.next == nil)
        let back = try client.give(Order(.undo))
        #expect(back.room?.room.queueLength == 1)
        #expect(back.room?.room.next?.title.isEmpty == false)
        let next = try client.give(Order(.next))
        #expect(next.room?.room.track == nil || next.room?.room.queueLength == 0)
    }

    @Test func `lists positions, tickets, labels and lengths, also after a restart`() throws {
        let home = try home()
        let client = try RingClient(home)
        _ = try client.give(play("canon", by: "ann"))
        _ = try client.give(play("ode to joy", by: "ボブ"))
        _ = try client.give(play("canon"))
        let before = try client.queue()

        #expect(before.entries.map(\.position) == [nil, 1, 2])
        #expect(before.entries.map(\.by) == ["ann", "ボブ", nil])
        #expect(before.entries.allSatisfy { $0.ticket != nil && $0.track.milliseconds != nil })
        #expect(before.total == 3)
        let lengths = before.entries.compactMap(\.track.milliseconds)
        #expect(before.milliseconds == lengths.reduce(0, +))
        let rest = try #require(client.status())
        #expect(rest.room.queueDuration == lengths.dropFirst().reduce(0, +))
        #expect(rest.remaining > rest.room.queueDuration)

        _ = try client.give(Order(.clear))
        _ = try client.give(Order(.undo, by: "eve"))
        home.end(SIGKILL)
        try home.start()
        let after = try client.queue()

        #expect(after.entries.map(\.by) == ["ann", "ボブ", nil])
        #expect(after.entries.map(\.track.title) == before.entries.map(\.track.title))
        #expect(after.entries[1].ticket == after.entries[2].ticket)
    }

    @Test func `is changed over HTTP by each command, and says who did it`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        let home = gateway.home
        try home.start()
        try gateway.start()
        for title in ["canon", "ode to joy", "canon", "ode to joy"] {
            _ = gateway.ask("POST", "/v1/orders", "{\"title\":\"\(title)\"}")
        }
        func command(_ body: String) -> (status: Int, json: JSON) {
            let answer = gateway.ask("POST", "/v1/destinations/kitchen/commands", body)
            return (answer.status, answer.json)
        }
        func entries() -> [Int64] {
            gateway.ask("GET", "/v1/destinations/kitchen/queue").json["entries"]?.elements
                .compactMap { $0["entry"]?.int } ?? []
        }
        Home.wait { entries().count == 4 }
        let first = entries()

        #expect(
            command("{\"command\":\"remove\",\"entries\":\"\(first[1])-\(first[2])/2\"}").status
                == 200)
        #expect(entries() == [first[0], first[3]])
        #expect(command(#"{"command":"undo"}"#).json["reason"]?["code"] == "note")
        Home.wait { entries().count == 4 }
        let second = entries()
        #expect(second.count == 4 && second[0] == first[0] && second[3] == first[3])
        #expect(command("{\"command\":\"jump\",\"entry\":\(second[2])}").status == 200)
        Home.wait { entries().count == 2 }
        #expect(entries() == Array(second.dropFirst(2)))
        let same = command(#"{"command":"unmute"}"#)
        #expect(same.status == 200 && same.json["reason"]?["code"] == "already")
        #expect(command(#"{"command":"shuffle"}"#).json["reason"]?["code"] == "already")
        #expect(command(#"{"command":"seek","to_percent":50}"#).status == 200)
        #expect(command(#"{"command":"volume","change_percent":-10}"#).status == 200)
        #expect(command(#"{"command":"volume","change_percent":-10,"percent":3}"#).status == 400)
        #expect(command(#"{"command":"remove","entries":"1-"}"#).status == 400)
        #expect(command(#"{"command":"seek","to_s":90000}"#).status == 409)
        let room = gateway.ask("GET", "/v1/destinations/kitchen").json
        #expect(room["volume"]?.double == 90)
        #expect(room["next"]?["title"]?.string != nil && room["remaining_s"]?.double ?? 0 > 0)
    }
}
