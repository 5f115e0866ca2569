// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `The event stream` {
    /// An event stream that is read line by line.
    final class Stream {
        private let connection: Int32
        private var bytes: [UInt8] = []

        /// The id of the last event.
        private(set) var last = ""

        init(_ gateway: GatewayHome, _ query: String = "", headers: [String: String] = [:]) {
            let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            connection = gateway.open(
                "GET /v1/events\(query) HTTP/1.1\r\nHost: localhost\r\n\(lines)\r\n")
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(
                connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit { close(connection) }

        /// Reads events until one of them is `wanted`; their kinds with their data.
        func read(until wanted: (String, JSON) -> Bool) -> [(kind: String, data: JSON)] {
            var events: [(kind: String, data: JSON)] = []
            var kind = ""
            while let line = line() {
                if line.hasPrefix("id: ") { last = String(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { kind = String(line.dropFirst(7)) }
                guard line.hasPrefix("data: "), let data = JSON(parsing: String(line.dropFirst(6)))
                else { continue }
                events.append((kind, data))
                if wanted(kind, data) { return events }
            }
            return events
        }

        private func line() -> String? {
            while true {
                if let end = bytes.firstIndex(of: 10) {
                    let line = bytes[..<end].filter { $0 != 13 }
                    bytes.removeFirst(end + 1)
                    return String(decoding: line, as: UTF8.self)
                }
                var part = [UInt8](repeating: 0, count: 4096)
                let count = recv(connection, &part, part.count, 0)
                guard count > 0 else { return nil }
                bytes += part[..<count]
            }
        }
    }

    private func outcomes(_ events: [(kind: String, data: JSON)]) -> [String] {
        events.filter { $0.kind == "order" }.compactMap { $0.data["outcome"]?.string }
    }

    @Test func `tells every outcome of an order, and every change of a queue`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.home.start()
        try gateway.start()
        let stream = Stream(gateway, "?events=order,queue,daemon")
        _ = stream.read { kind, _ in kind == "daemon" }
        gateway.home.jukebox("play", "no such song")
        _ = stream.read { kind, data in kind == "order" && data["outcome"] == "refused" }

        gateway.home.jukebox("play", "canon", "--wait", "finished")
        let told = stream.read { _, data in data["outcome"] == "finished" }

        #expect(outcomes(told) == ["accepted", "resolved", "queued", "playing", "finished"])
        let queues = told.filter { $0.kind == "queue" }
        #expect(queues.count >= 2 && queues.allSatisfy { $0.data["queue"] == "kitchen" })
        let revisions = queues.compactMap { $0.data["revision"]?.int }
        #expect(revisions == revisions.sorted() && Set(revisions).count == revisions.count)
    }

    @Test func `has an event for a whole list, and only those of the rooms that are asked for`()
        throws
    {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        let home = gateway.home
        let song = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
        let lines = Array(repeating: song, count: 3000).joined(separator: "\n")
        try home.write("lists/long.m3u8", lines)
        try home.start()
        try gateway.start()
        let stream = Stream(gateway, "?room=kitchen&events=order,queue,destination")
        _ = stream.read { kind, _ in kind == "destination" }
        home.jukebox("play", "canon", "--wait", "playing")
        _ = stream.read { kind, _ in kind == "queue" }

        home.jukebox("play", "canon", "--to", "study", "--wait", "playing")
        home.jukebox("play", "--playlist", "long", "--wait", "queued")
        Home.wait {
            gateway.ask("GET", "/v1/destinations/kitchen").json["queue_length"]?.int ?? 0 >= 3000
        }
        let cleared = home.jukebox("queue", "clear")
        let told = stream.read { kind, data in
            kind == "order" && data["track_count"] == 3000
                && data["times"]?["finished"]?.string != nil
        }

        #expect(cleared.status == 0, "\(cleared.errors)")
        #expect(told.last?.data["outcome"] == "cancelled")
        let queues = told.filter { $0.kind == "queue" }
        #expect((2...40).contains(queues.count), "\(queues.count)")
        #expect(told.allSatisfy { $0.data["destination"] != "study" })
        #expect(told.allSatisfy { $0.data["name"] != "study" && $0.data["queue"] != "study" })
    }
}
