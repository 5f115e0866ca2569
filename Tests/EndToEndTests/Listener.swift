// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import Decoding
import Foundation
import JSONLines
import JukeboxModel
import LinuxSystem
import OrderRing

/// A client of a home's jukebox in this process: an order costs no program, and news need no polling.
final class Listener {
    let home: Home
    let attachment: Attachment

    /// Attaches to a daemon that runs.
    init(_ home: Home) throws {
        self.home = home
        attachment = try Attachment(directory: home.path + "/run")
    }

    // MARK: Ordering

    /// Puts an order into the ring, and waits for room if it is full.
    @discardableResult
    func send(_ order: Order) throws -> Ticket {
        guard
            case .acknowledged(let receipt) = try attachment.enqueue(
                order, waitingUpTo: .seconds(30))
        else { throw Home.Failure(text: "the ring did not take \(order)") }
        return Ticket(receipt.ticket)
    }

    /// Orders a file.
    @discardableResult
    func play(
        _ path: String, to room: String = "kitchen", _ mode: Order.Mode = .append,
        expire: UInt32? = nil
    ) throws -> Ticket {
        let request = Order.Request(path: EscapedPath(bytes: Array(path.utf8)))
        return try send(
            Order(
                .play(request), destination: DestinationName(room), mode: mode,
                expirySeconds: expire))
    }

    /// Gives a command as the command line does, through the urgent slot.
    @discardableResult
    func give(_ verb: Order.Verb, _ room: String = "kitchen") throws -> Ticket {
        let order = Order(verb, destination: DestinationName(room))
        guard case .acknowledged(let receipt) = try attachment.enqueue(order, urgent: true) else {
            throw Home.Failure(text: "the ring did not take \(verb)")
        }
        return Ticket(receipt.ticket)
    }

    /// Gives a command, and waits until it was carried out.
    ///
    /// - Returns: How it ended.
    @discardableResult
    func command(_ verb: Order.Verb, _ room: String = "kitchen") throws -> String {
        let ticket = try give(verb, room)
        return try end(of: ticket)["outcome"]?.string ?? "?"
    }

    // MARK: Asking

    func ask(_ question: Question, seconds: Int64 = 30) throws -> JSON {
        try Asker.ask(question, in: home.path + "/run", within: .seconds(seconds)).get()
    }

    /// Returns a ticket's facts once it has reached its goal, or cannot reach it any more.
    func standing(of ticket: Ticket, until goal: Outcome, seconds: Int64 = 30) throws -> JSON {
        try ask(
            .order(ticket, until: .outcome(goal), timeoutMilliseconds: seconds * 1000),
            seconds: seconds + 10)
    }

    /// Returns the facts of a ticket that has ended.
    func end(of ticket: Ticket, seconds: Int64 = 30) throws -> JSON {
        try standing(of: ticket, until: .finished, seconds: seconds)
    }

    func outcomes(_ tickets: [Ticket]) throws -> [String] {
        try tickets.map {
            try ask(.order($0, until: nil, timeoutMilliseconds: 0))["outcome"]?.string ?? "?"
        }
    }

    /// The numbers of the entries in a room's queue, in playing order.
    func entries(_ room: String = "kitchen") throws -> [Int64] {
        try Asker.queue(
            of: DestinationName(room), in: home.path + "/run", within: .seconds(30)
        ).get().entries.compactMap(\.entry)
    }

    /// The tickets that have ended, in that order.
    func ends() throws -> [(ticket: Ticket, outcome: String)] {
        var ends: [(ticket: Ticket, outcome: String)] = []
        var last: Int64 = 0
        while true {
            let answer = try ask(.news(after: last, timeoutMilliseconds: 0))
            let news = answer["news"]?.elements ?? []
            guard !news.isEmpty else { return ends }
            for item in news where item["outcome"] != "playing" {
                let ticket = Ticket(UInt64(item["order"]?["ticket"]?.int ?? 0))
                ends.append((ticket, item["outcome"]?.string ?? "?"))
            }
            last = news.last?["id"]?.int ?? last
        }
    }

    // MARK: The board

    /// A room as the board shows it.
    func room(_ name: String = "kitchen") -> JSON {
        attachment.view.snapshots.first { $0["name"]?.string == name } ?? .null
    }

    /// Waits until the board shows a room in some state.
    ///
    /// - Returns: The room as it was seen last, in time or not.
    @discardableResult
    func wait(
        _ name: String = "kitchen", seconds: Int64 = 20, until isSo: (JSON) -> Bool
    ) -> JSON {
        let end = Clock.monotonic + .seconds(seconds)
        while true {
            let changes = attachment.view.changes
            let room = room(name)
            guard !isSo(room), Clock.monotonic < end else { return room }
            attachment.view.waitForChange(from: changes, atMost: .milliseconds(500))
        }
    }
}

/// Songs of 0.3 s of noise, each different.
enum Noise {
    static let folder = Home.root.appendingPathComponent("Tests/Fixtures/noise").path

    /// Copies a song of noise (0 to 5) to a path.
    static func copy(_ song: Int, to path: String) throws {
        try FileManager.default.copyItem(
            atPath: folder + "/noise-\(song % 6).mp3", toPath: path)
    }

    /// A song's samples, as they go into a recording.
    static func samples(_ song: Int) throws -> [Int16] {
        var decoder = try MP3Decoder(
            EscapedPath(bytes: Array((folder + "/noise-\(song % 6).mp3").utf8)))
        var samples: [Int16] = []
        var buffer = [Int16](repeating: 0, count: 4608)
        while case .frames(let count) = try buffer.withUnsafeMutableBufferPointer({
            try decoder.read(into: $0)
        }) { samples += buffer.prefix(count * decoder.format.channels) }
        return samples
    }
}
