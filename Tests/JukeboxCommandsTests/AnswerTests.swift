// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import Terminal
import Testing

@testable import JukeboxCommands

@Suite struct `Orders in a list` {
    static func order(
        _ ticket: UInt64, _ outcome: Outcome?, _ change: (inout OrderAnswer) -> Void = { _ in }
    ) -> OrderAnswer {
        var order = OrderAnswer(Ticket(ticket), outcome: outcome, isUp: true)
        order.destination = "kitchen"
        order.times.submitted =
            WallTime(milliseconds: Sample.today(9, ticket == 1 ? 5 : 15)).rfc3339
        change(&order)
        return order
    }
    let orders = [
        order(12, .playing) { order in
            order.tracks = [TrackAnswer(title: "荒城の月", artist: "瀧廉太郎")]
            order.trackCount = 4
            order.by = "alice"
        },
        order(9, .refused) { order in
            order.verb = "pause"
            order.reason = Reason(.destination, "there is no room “a\u{1B}”")
        },
        order(1, nil) { $0.times.submitted = nil },
    ]

    private func texts(_ columns: Int?) -> [String] {
        OrderView(Sample.scene(columns)).list(orders).map(\.text)
    }

    @Test func `stand in columns`() {
        #expect(
            texts(nil) == [
                "12  09:15  playing       荒城の月 by 瀧廉太郎 +3  kitchen  alice",
                " 9  09:15  refused       pause                    kitchen         "
                    + "there is no room “a␛”",
                " 1         acknowledged                           kitchen",
            ])
    }

    @Test func `leave out what matters less on a narrow screen`() {
        #expect(
            texts(40) == [
                "12  09:15  playing       荒城の…  kitch…",
                " 9  09:15  refused       pause    kitch…",
                " 1         acknowledged           kitch…",
            ])
        for columns in 1...120 {
            #expect(texts(columns).count == 3)
            let view = OrderView(Sample.scene(columns))
            #expect(view.list(orders).allSatisfy { $0.columns <= columns })
        }
    }

    @Test func `have details with times of the place`() {
        var order = orders[0]
        order.times.playing = WallTime(milliseconds: Sample.today(9, 16) + 5000).rfc3339
        order.times.finished = "soon"
        order.failures = [.init(track: "x\ny", text: "No such file")]

        #expect(
            OrderView(Sample.scene(80)).details(order).map(\.text) == [
                "ticket 12 playing in kitchen", "  failed: x␊y: No such file",
                "  荒城の月 by 瀧廉太郎", "  and 3 more", "  submitted  09:15:00",
                "  playing    09:16:00", "  finished   soon", "  by         alice",
            ])
    }
}

@Suite struct `A picture of the board` {
    private func status(
        place: Int64, at seconds: Int64, _ change: (inout RoomSnapshot) -> Void = { _ in }
    ) -> DestinationStatus {
        Sample.room("kitchen") { room in
            Sample.play("Canon", "", &room)
            room.place = place
            room.placeAt = seconds * 1_000_000_000
            change(&room)
        }
    }

    private func picture(_ room: DestinationStatus, isUp: Bool = true) -> BoardPicture {
        BoardPicture(
            daemon: .init(isUp: isUp, pid: 1, hasDiskTrouble: false, directory: "/run"),
            rooms: [room])
    }

    @Test func `is no news if a song only plays on`() {
        let older = picture(status(place: 1000, at: 10))

        #expect(!picture(status(place: 2100, at: 11)).isNews(since: older))
    }

    @Test func `is news if anything else has changed`() {
        let older = picture(status(place: 1000, at: 10))
        let news = [
            picture(status(place: 60_000, at: 11)),
            picture(status(place: 2000, at: 11) { $0.queueLength = 1 }),
            picture(status(place: 2000, at: 11) { $0.state = "paused" }),
            picture(status(place: 2000, at: 11) { $0.place = nil }),
            picture(status(place: 2000, at: 11), isUp: false),
            picture(status(place: Int64.min, at: 11)),
        ]

        for picture in news { #expect(picture.isNews(since: older)) }
    }

    @Test func `changes at the next full second of what plays, and otherwise never`() {
        let playing = picture(status(place: 12_300, at: 0))

        #expect(playing.untilNextSecond == .milliseconds(700))
        #expect(picture(status(place: 0, at: 0) { $0.state = "paused" }).untilNextSecond == nil)
        #expect(picture(status(place: 0, at: 0) { $0.device = "absent" }).untilNextSecond == nil)
        #expect(picture(status(place: 0, at: 0) { $0.duration = 0 }).untilNextSecond == nil)
        #expect(picture(Sample.attic).untilNextSecond == nil)
    }
}

@Suite struct `A command's answer` {
    private let order = OrderAnswer(Ticket(3), outcome: .finished, isUp: true)

    @Test func `is its note and the room's state`() {
        var noted = order
        noted.reason = Reason(.already, "study is paused already")
        let answer = CommandAnswer(order: noted, room: Sample.study)

        #expect(
            answer.lines(Sample.scene(80)).map(\.text) == [
                "study is paused already", "書斎 ⏸ 荒城の月 by 瀧廉太郎 1:01/3:20, paused, muted",
            ])
    }

    @Test func `is done where there is nothing to show`() {
        #expect(CommandAnswer(order: order, room: nil).lines(Sample.scene(80)) == ["done"])
    }

    @Test func `has the room in its JSON`() {
        let json = CommandAnswer(order: order, room: Sample.study).json

        #expect(json["ticket"] == 3 && json["room"]?["name"] == "書斎")
    }

    @Test func `is broken at spaces on a narrow screen`() {
        let lines = CommandAnswer(order: order, room: Sample.kitchen).lines(Sample.scene(30))

        #expect(lines.count > 2 && lines.allSatisfy { $0.columns <= 30 })
    }
}
