// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import JukeboxModel
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A room that is paused` {
    @Test func `is stopped by a next past its last song, and the next order plays`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "--title", "canon", "--wait", "playing")

        #expect(home.jukebox("pause").status == 0)
        #expect(home.jukebox("next").status == 0)
        let room = try Listener(home).room()
        let order = home.jukebox("play", "--title", "canon", "--wait", "playing", "--json")

        #expect(room["state"] == "stopped")
        #expect(order.status == 0 && order.json["silent"] == .null, "\(order)")
    }

    @Test func `says so to who orders, in words, JSON, English and Japanese`() throws {
        let home = try Home(kitchen: "silent")
        let gateway = try GatewayHome(home)
        try home.start()
        try gateway.start()
        home.jukebox("play", "--title", "canon", "--wait", "playing")
        home.jukebox("pause")

        let words = home.jukebox("play", "--title", "canon")
        let json = home.jukebox("play", "--title", "canon", "--json")
        func speech(_ language: String) -> GatewayHome.Answer {
            gateway.ask(
                "POST", "/v1/orders", #"{"title":"canon","destination":"kitchen","wait_ms":5000}"#,
                ["Accept-Language": language])
        }
        let (english, japanese) = (speech("en"), speech("ja"))

        #expect(words.output.contains("kitchen is paused; `jukebox resume kitchen`"), "\(words)")
        #expect(json.json["silent"] == "paused")
        #expect(english.json["silent"] == "paused", "\(english)")
        #expect(english.json["speech"]?.string?.contains("behind a pause") == true, "\(english)")
        #expect(japanese.json["speech"]?.string?.contains("一時停止") == true, "\(japanese)")
        #expect(try Listener(home).room()["state"] == "paused")
    }

    @Test(arguments: [true, false])
    func `goes on after a sentence where the settings allow it`(isAllowed: Bool) throws {
        let home = try Home(kitchen: "silent")
        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent")
                + "\n[playback]\nresume_on_order = \(isAllowed)\n")
        try home.start()
        home.jukebox("play", "--title", "canon", "--wait", "playing")
        home.jukebox("pause")
        let client = try Listener(home)
        let before = client.wait { $0["state"] == "paused" }

        let order = home.jukebox("play", "ode to joy in the kitchen", "--json")

        #expect(order.json["silent"] == (isAllowed ? .null : "paused"), "\(order)")
        let room = client.room()
        #expect(room["state"] == (isAllowed ? "playing" : "paused"))
        #expect(room["entry"] == before["entry"] && room["queue_length"] == 1)
        if isAllowed {
            let later = client.wait { $0["place_ms"]?.int ?? 0 > before["place_ms"]?.int ?? 0 }
            #expect(later["place_ms"]?.int ?? 0 >= before["place_ms"]?.int ?? 0)
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct `How an order ended` {
    /// Checks the words of `wait` and `play --wait`.
    private func check(
        _ home: Home, _ ticket: Ticket, _ outcome: String, _ status: Int32,
        _ line: Int = #line
    ) {
        let wait = home.jukebox("wait", "\(ticket.number)", "--for", "finished", "--json")
        #expect(wait.status == status, "line \(line): \(wait)")
        #expect(wait.json["outcome"]?.string == outcome, "line \(line): \(wait)")
    }

    @Test func `is told by the same statuses everywhere`() throws {
        let home = try Home()
        for song in 0..<6 { try Noise.copy(song, to: home.path + "/music/\(song).mp3") }
        let music = home.path + "/music"
        try home.write("lists/part.m3u8", "\(music)/0.mp3\n\(music)/gone.mp3\n\(music)/1.mp3\n")
        try home.start(expecting: 11)
        let client = try Listener(home)
        let canon = Home.music + "/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"

        let whole = home.jukebox("play", "--path", "\(music)/2.mp3", "--wait", "finished")
        let partly = home.jukebox("play", "--playlist", "part", "--wait", "finished")
        let late = home.jukebox(
            "play", "--path", canon, "--to", "study", "--wait", "finished", "--timeout", "0.3")

        #expect(whole.status == 0 && whole.output.contains("finished"), "\(whole)")
        #expect(
            partly.status == 66 && partly.errors.contains("2 of 3 heard, 1 failed"), "\(partly)")
        #expect(late.status == 124 && late.output.contains("ticket 3 "), "\(late)")
        check(home, Ticket(1), "finished", 0)
        check(home, Ticket(2), "partly", 66)
        #expect(home.jukebox("wait", "3", "--timeout", "0").status == 124)

        home.jukebox("next", "study")
        check(home, Ticket(3), "skipped", 65)
        for mode in [Order.Mode.now, .replace] {
            let cut = try client.play(canon, to: "study")
            _ = try client.standing(of: cut, until: .playing)
            let other = try client.play(canon, to: "study", mode)
            check(home, cut, "superseded", 65)
            try client.send(Order(.cancel(other)))
            check(home, other, "cancelled", 65)
        }
    }
}
