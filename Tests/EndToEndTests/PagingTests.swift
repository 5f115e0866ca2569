// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `Lists over HTTP` {
    /// The elements of all pages, and how many pages there are.
    private func pages(
        _ gateway: GatewayHome, _ path: String, _ list: String, next: (JSON) -> String?
    ) -> (elements: [JSON], count: Int) {
        var elements: [JSON] = []
        var after = ""
        for count in 1...50 {
            let page = gateway.ask("GET", "\(path)?limit=2\(after)").json
            elements += page[list]?.elements ?? []
            guard page["more"] == true, let last = elements.last.flatMap(next) else {
                return (elements, count)
            }
            after = "&after=\(last)"
        }
        return (elements, 50)
    }

    @Test func `come in pages that miss nothing and repeat nothing`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        let home = gateway.home
        for name in ["a", "b", "c", "d", "e"] {
            try home.write("lists/\(name).m3u8", "1.mp3\n2.mp3\n3.mp3\n4.mp3\n5.mp3\n")
        }
        try home.start()
        try gateway.start()
        for _ in 0..<5 { home.jukebox("play", "canon", "--wait", "queued") }

        let orders = pages(gateway, "/v1/orders", "orders") { $0["ticket"]?.int.map { "\($0)" } }
        let queue = pages(gateway, "/v1/destinations/kitchen/queue", "entries") {
            $0["entry"]?.int.map { "\($0)" }
        }
        let playlists = pages(gateway, "/v1/playlists", "playlists") { $0.string }

        #expect(orders.elements.compactMap { $0["ticket"]?.int } == [5, 4, 3, 2, 1])
        #expect(queue.elements.compactMap { $0["entry"]?.int } == [1, 2, 3, 4, 5])
        #expect(playlists.elements == ["a", "b", "c", "d", "e"])
        #expect(orders.count == 3 && queue.count == 3 && playlists.count == 3)
        let lines = gateway.ask("GET", "/v1/playlists/a?limit=2&after=3").json
        let problems = lines["problems"]?.elements.compactMap { $0["line"]?.int }
        #expect(problems == [4, 5] && lines["more"] == false)
        #expect(gateway.ask("GET", "/v1/destinations/kitchen/queue?after=99").status == 404)
    }
}
