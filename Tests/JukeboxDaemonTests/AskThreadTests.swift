// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import Foundation
import JSONLines
import JukeboxModel
import SeededDice
import Testing

@testable import JukeboxDaemon

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Questions over the socket` {
    @Test func `sent together are answered in order`() throws {
        let home = try AskHome()
        let client = try RawClient(home)

        try client.send((1...500).map { #"{"ask":"order","ticket":\#($0)}"# + "\n" }.joined())

        for number in 1...500 {
            #expect(client.answer()?["error"]?.string == "no ticket \(number)")
        }
    }

    @Test func `are answered also when the client has closed its sending side`() throws {
        let home = try AskHome()
        let client = try RawClient(home)

        try client.send("{\"ask\":\"figures\"}\n{\"ask\":\"settings\"}\n")
        client.closeSending()

        #expect(client.answer()?["outcomes"] != nil)
        #expect(client.answer()?["playlists"]?.string == home.path)
        #expect(client.answer() == nil)
    }

    @Test func `are answered while another client does not read its answers`() throws {
        let home = try AskHome()
        try home.fillQueue(1000, pathBytes: 4000)
        let slow = try RawClient(home)
        try slow.send(String(repeating: "{\"ask\":\"queue\"}\n", count: 100))

        for _ in 0..<20 {
            guard case .success = home.ask(.figures) else {
                Issue.record("no answer")
                return
            }
        }

        #expect(slow.answer()?["entries"]?.elements.count == 1000)
    }

    @Test func `are answered while the playlist files hang`() throws {
        let home = try AskHome(playlistsHang: true)
        let waiting = try (0..<60).map { _ in try RawClient(home) }
        for client in waiting { try client.send("{\"ask\":\"playlists\"}\n") }

        guard case .success = home.ask(.figures) else {
            Issue.record("no answer")
            return
        }

        let next = try RawClient(home)
        var answers: [JSON] = []
        for client in waiting { client.closeSending() }
        for _ in 0..<3 {
            try next.send("{\"ask\":\"figures\"}\n")
            if let answer = next.answer() { answers.append(answer) }
        }
        #expect(answers.count == 3)
    }

    @Test func `about playlists are answered with their names and lines`() throws {
        let home = try AskHome()
        try Data("/srv/music/a.mp3\n".utf8)
            .write(to: URL(fileURLWithPath: home.path + "/Morning.m3u8"))

        #expect(try home.ask(.playlists()).get()["playlists"]?.elements == ["Morning"])
        #expect(
            try home.ask(.playlist("Mornin")).get()["error"]?.string?.contains("Morning") == true)
    }

    @Test func `page through a queue that is longer than one answer`() throws {
        let home = try AskHome()
        try home.fillQueue(5000, pathBytes: 4000)

        let first = try home.ask(.queue(nil)).get()
        let whole = try Asker.queue(of: nil, in: home.path, within: .seconds(60)).get()

        #expect(first["more"] == true)
        #expect(first.line.utf8.count <= 8 << 20)
        #expect(whole.entries.map(\.entry) == (1...5000).map { $0 })
        #expect(!whole.hasMore)
    }

    @Test func `name a page by the entry before it, and say when that is gone`() throws {
        let home = try AskHome()
        try home.fillQueue(10, pathBytes: 20)

        let page = try home.ask(.queue(nil, after: 3, count: 2)).get()
        let last = try home.ask(.queue(nil, after: 8, count: 2)).get()
        let gone = try home.ask(.queue(nil, after: 99)).get()

        #expect(page["entries"]?.elements.map { $0["entry"]?.int } == [4, 5])
        #expect(page["more"] == true && last["more"] == false)
        #expect(gone["code"] == "gone")
    }

    @Test func `of a 65th connection are refused as busy, and the 64 are answered`() throws {
        let home = try AskHome()
        let clients = try (0..<64).map { _ in try RawClient(home) }
        for client in clients { try client.send("{\"ask\":\"figures\"}\n") }
        for client in clients { #expect(client.answer() != nil) }

        let refused = home.ask(.figures)

        #expect(refused == .failure(.busy))
        let raw = try RawClient(home)
        #expect(raw.answer()?["error"] == "64 connections are open already; try again later")
        #expect(raw.answer() == nil)
        for client in clients {
            try client.send("{\"ask\":\"figures\"}\n")
            #expect(client.answer()?["outcomes"] != nil)
        }
    }

    @Test func `that never end close the connection with a reason`() throws {
        let home = try AskHome()
        let client = try RawClient(home)

        try client.send(String(repeating: "x", count: 70_000))

        #expect(client.answer()?["code"] == "too_long")
        #expect(client.answer() == nil)
    }

    @Test func `are answered whatever other clients do`() throws {
        let home = try AskHome()
        try home.fillQueue(2000, pathBytes: 1000)
        var dice = Seeded(state: 13)
        var others: [RawClient] = []

        for round in 0..<300 {
            if others.count < 50 { others.append(try RawClient(home)) }
            let other = others[Int.random(in: others.indices, using: &dice)]
            let line = misbehaviour(&dice)
            if let line { other.sendWithoutWaiting(line) } else { other.closeSending() }
            if Int.random(in: 0..<4, using: &dice) == 0 {
                others.remove(at: Int.random(in: others.indices, using: &dice))
            }
            if round % 3 == 0 {
                let answer = try home.ask(.order(Ticket(1), until: nil, timeoutMilliseconds: 0))
                    .get()
                #expect(answer["ticket"] == 1, "round \(round)")
            }
        }
    }

    /// Something that a client may send; nil closes its sending side.
    private func misbehaviour(_ dice: inout Seeded) -> String? {
        switch Int.random(in: 0..<8, using: &dice) {
        case 0: nil
        case 1: String(repeating: "{\"ask\":\"queue\"}\n", count: 20)
        case 2: "{\"ask\":\"changes\",\"after\":\(Int.random(in: 0..<99, using: &dice))}\n"
        case 3: "{\"ask\":\"order\",\"ticket\":1,\"until\":\"finished\",\"timeout_ms\":1}\n"
        case 4: "{\"ask\":\"que"
        case 5: "\n\n[]\n{}\nnull\n\"\n\u{0}\n{\"ask\":7}\n"
        case 6: String(repeating: "[", count: 60_000) + "\n"
        default:
            String(
                decoding: (0..<Int.random(in: 1..<2000, using: &dice)).map { _ in
                    UInt8.random(in: 0...255, using: &dice)
                }, as: UTF8.self)
        }
    }
}

extension RawClient {
    /// Sends as much as the socket takes; the daemon may have closed the connection already.
    fileprivate func sendWithoutWaiting(_ text: String) {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let bytes = Array(text.utf8)
        _ = Glibc.send(socket.number, bytes, bytes.count, flags)
    }
}
