// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A command after an order` {
    private let canon = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"

    @Test func `never overtakes it, a hundred times of a hundred`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        let client = try Listener(home)

        for round in 0..<100 {
            // Now and then the daemon finds them all in the ring at once.
            if round % 10 == 0 { home.pause(true) }
            let play = try client.play(canon)
            let stop = try client.give(.stop, "kitchen")
            let others = try (0..<2).map { _ in try client.play(canon, to: "study") }
            let clear = try client.give(.clear, "study")
            home.pause(false)
            #expect(try client.end(of: stop)["outcome"] == "finished")
            #expect(try client.end(of: clear)["outcome"] == "finished")

            #expect(client.room("kitchen")["state"] == "stopped")
            #expect(client.room("study")["queue_length"] == 0)
            let last = try client.outcomes([play] + others)
            #expect(last[0] == "queued" || last[0] == "playing")
            #expect(last[2] == "cancelled")
            try client.send(Order(.cancel(play)))
        }
    }

    @Test func `waits for it also while a lookup takes long`() throws {
        let home = try Home(kitchen: "silent")
        // The lookup thread reads this long list before it looks at the next orders.
        let line = "/nowhere/\(String(repeating: "x", count: 50)).mp3\n"
        try home.write("lists/slow.m3u8", String(repeating: line, count: 20_000))
        try home.start()
        let client = try Listener(home)

        for _ in 0..<3 {
            let slow = try client.send(
                Order(.play(Order.Request(playlist: "slow")), destination: DestinationName("study"))
            )
            let play = try client.play(canon)
            let stop = try client.give(.stop, "kitchen")
            let before = try client.outcomes([slow])[0]
            #expect(try client.end(of: stop)["outcome"] == "finished")

            #expect(client.room("kitchen")["state"] == "stopped")
            #expect(client.room("kitchen")["entry"]?.int != nil)
            #expect(try client.outcomes([slow, play]) == ["refused", "queued"])
            #expect(before == "accepted" || before == "?", "the lookup took long")
        }
    }
}
