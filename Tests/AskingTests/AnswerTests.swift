// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import Testing

@Suite struct `Answers` {
    private func again(_ json: JSON) -> JSON { JSON(parsing: json.line.utf8) ?? .null }

    private var track: TrackAnswer {
        TrackAnswer(
            title: "荒城の月", artist: "滝", album: "", path: "/a%0A", milliseconds: 1234, entry: 7)
    }

    private var order: OrderAnswer {
        var order = OrderAnswer(Ticket(7), outcome: .partly, isUp: true)
        order.verb = "play"
        order.reason = Reason(.keyReused, "used", candidates: ["3"])
        order.destination = "kitchen"
        order.trackCount = 2
        order.tracks = [track]
        order.alternatives = ["b"]
        order.skippedLines = 1
        order.by = "tablet"
        order.silent = "held"
        order.counts = EntryTotals([2, 1, 0, 1])
        order.failures = [.init(track: "a", text: "gone")]
        order.times = .init(
            submitted: "1", accepted: "2", durable: "3", playing: "4", finished: "5")
        return order
    }

    @Test func `are the same after the way through JSON`() {
        let orders = OrderListing(orders: [order], hasMore: true)
        var waiting = track
        waiting.entry = 99
        let queue = QueueListing(
            destination: "kitchen",
            entries: [
                QueuedTrack(track, position: nil),
                QueuedTrack(waiting, position: 1, ticket: 7, by: "a"),
            ], total: 2, milliseconds: 5000, hasMore: false)
        let tracks = TrackListing(tracks: [track], hasMore: true, corrected: "beatles")
        let groups = BrowseAnswer(
            groups: [
                .init(name: "a", artist: "b", year: 1999, tracks: 3, albums: 2),
                .init(name: "c", tracks: 1),
            ], tracks: [track], hasMore: true)
        var found = FindAnswer(.nothing)
        found.mode = .next
        found.destination = "kitchen"
        found.count = 7
        found.tracks = [track]
        found.candidates = [.init(label: "x", request: Order.Request(title: "y", album: "z"))]
        found.reason = Reason(.scanning, "still reading")
        let names = PlaylistListing(names: ["a", "b"], hasMore: true)
        let lines = PlaylistAnswer(
            items: [.init(line: 1, text: "/a")], problems: [.init(line: 2, text: "no")],
            hasMore: true)
        let news = NewsListing(
            news: [.init(number: 3, outcome: .playing, milliseconds: 5, at: "now", order: order)],
            last: 9, hasMore: true)
        let changes = ChangeListing(
            changes: [.order(order), .queue("kitchen", revision: 4)], last: 9, hasGap: true,
            hasMore: true)

        #expect(OrderAnswer(again(order.json)) == order)
        #expect(OrderListing(again(orders.json)) == orders)
        #expect(QueueListing(again(queue.json)) == queue)
        #expect(QueueListing(again(queue.briefJSON))?.entries.map(\.by) == [nil, "a"])
        #expect(QueueListing(again(queue.briefJSON))?.entries.map(\.position) == [nil, 1])
        #expect(TrackListing(again(tracks.json)) == tracks)
        #expect(BrowseAnswer(again(groups.json)) == groups)
        #expect(FindAnswer(again(found.json)) == found)
        let beginnings = NameListing(names: ["a", "天"], hasMore: false)
        #expect(NameListing(again(beginnings.json)) == beginnings)
        #expect(PlaylistListing(again(names.json)) == names)
        #expect(PlaylistAnswer(again(lines.json)) == lines)
        #expect(NewsListing(again(news.json)) == news)
        #expect(ChangeListing(again(changes.json)) == changes)
    }

    @Test func `about the house are the same after the way through JSON`() {
        let library = LibraryTotals(
            tracks: 1, artists: 2, albums: 3, unreadable: 4, away: 5, seconds: 6,
            scan: .init(seen: 1, read: 2, toRead: 3, skipped: 4))
        let folders = FolderAnswer(music: ["/a", "/b"], playlists: "/c", state: "/d")
        let refusal = AskRefusal("no", code: "gone")
        var histogram = Histogram()
        histogram.observe(.milliseconds(3))
        let figures = Figures(
            outcomes: ["playing": 2], restarts: ["kitchen": 1], underruns: [:],
            resolved: histogram, audible: Histogram())
        var room = RoomSnapshot(name: "kitchen")
        room.track = TrackAnswer(title: "a", path: "/b")
        room.gain = -12
        room.nicknames = ["台所"]
        room.entry = 3

        #expect(LibraryTotals(again(library.json)) == library)
        #expect(FolderAnswer(again(folders.json)) == folders)
        #expect(AskRefusal(again(refusal.json)) == refusal)
        #expect(Figures(again(figures.json)) == figures)
        #expect(RoomSnapshot(again(room.json)) == room)
    }

    @Test func `of another version or a hostile daemon trap nothing`() {
        let values: [JSON] = [
            nil, true, -1, .int(.max), .int(.min), .double(1e300), .double(-0.5), "", "x", [], [[]],
            ["a"], [:], ["ticket": .int(.max)], [["line": .int(.min), "entry": .int(.min)]],
        ]
        let names = [
            "ticket", "outcome", "reason", "track_count", "tracks", "counts", "failures", "times",
            "orders", "entries", "playlists", "items", "problems", "news", "last", "changes",
            "more", "gap", "scan", "duration_s", "outcomes", "resolved", "audible", "music", "name",
            "state", "entry", "duration_ms", "place_ms", "place_at", "volume_db", "nicknames",
            "error", "code", "queue", "revision", "artists", "unmuted_db", "track",
        ]
        for value in values {
            for other in values {
                var members = names.map { JSON.Member($0, value) }
                let elements: JSON = [.object(members), other]
                for list in ["orders", "entries", "tracks", "items", "problems", "changes"] {
                    members.append(.init(list, elements))
                }
                for required in ["ticket", "last", "id", "at_ms"] {
                    members.append(.init(required, 5))
                }
                read(.object(members))
                read(other)
            }
        }
    }

    /// Reads a value as each type, and writes the result.
    private func read(_ json: JSON) {
        let written: [JSON?] = [
            OrderAnswer(json)?.json, OrderListing(json)?.json, QueueListing(json)?.json,
            TrackListing(json)?.json, PlaylistListing(json)?.json, PlaylistAnswer(json)?.json,
            NewsListing(json)?.json, ChangeListing(json)?.json, LibraryTotals(json)?.json,
            Figures(json)?.json, FolderAnswer(json)?.json, AskRefusal(json)?.json,
            RoomSnapshot(json)?.json,
            RoomSnapshot(json).map {
                DestinationStatus($0, isUp: true, at: MonotonicTime(nanoseconds: .max)).json
            },
            Question(json)?.json,
        ]
        for one in written.compactMap({ $0 }) { #expect(JSON(parsing: one.line.utf8) != nil) }
    }
}

@Suite struct `A question` {
    @Test func `is the same after the way through JSON`() {
        let questions: [Question] = [
            .order(Ticket(7), until: .durable, timeoutMilliseconds: 5),
            .order(Ticket(7), until: nil, timeoutMilliseconds: 0), .orders(count: 5),
            .orders(count: 5, after: Ticket(3)), .queue(nil),
            .queue(DestinationName("a"), after: 3, count: 4), .search("x", count: 3),
            .browse(.artists), .browse(.genres, name: "Rock", count: 3, after: 6),
            .find(Order.Request(query: "beethoven")),
            .find(
                Order.Request(
                    title: "a", artist: "b", album: "c", playlist: "d",
                    path: EscapedPath(escaped: "/e")), in: DestinationName("f")),
            .complete("be"), .complete("", kinds: [.artist, .playlist], count: 7), .playlists(),
            .playlists(count: 4, after: "a"), .playlist("a"), .playlist("a", count: 3, after: 9),
            .news(after: nil, timeoutMilliseconds: 0), .news(after: 3, timeoutMilliseconds: 5),
            .changes(after: nil, timeoutMilliseconds: 0),
            .changes(after: 3, timeoutMilliseconds: 5), .library, .settings, .figures,
        ]
        for question in questions {
            #expect(JSON(parsing: question.json.line.utf8).flatMap(Question.init) == question)
        }
    }

    @Test(arguments: [
        #"{"ask":"browse"}"#, #"{"ask":"browse","kind":"x"}"#, #"{"ask":"find"}"#,
        #"{"ask":"complete"}"#, #"{"ask":"complete","text":"a","kinds":["x"]}"#,
        #"{"ask":"brows"}"#,
    ])
    func `is refused if a part is missing or wrong`(line: String) throws {
        #expect(Question(try #require(JSON(parsing: line.utf8))) == nil)
    }

    @Test func `has a word that the list of words has`() throws {
        for word in Question.words {
            let line = """
                {"ask":"\(word)","ticket":1,"text":"a","name":"a","kind":"albums","request":{}}
                """
            let question = Question(try #require(JSON(parsing: line.utf8)))
            #expect(question?.json["ask"]?.string == word)
        }
    }

    @Test func `teaches the word that may have been meant`() {
        #expect(Question.refusal(of: ["ask": "serch"]).text.hasSuffix("did you mean “search”?"))
        #expect(Question.refusal(of: ["ask": "browse"]).text.contains("missing or wrong"))
        #expect(!Question.refusal(of: ["ask": "zzzzzz"]).text.contains("did you mean"))
        #expect(!Question.refusal(of: nil).text.contains("did you mean"))
    }

    @Test func `takes hostile numbers`() throws {
        let line = #"{"ask":"browse","kind":"albums","count":9223372036854775807,"after":-1}"#
        #expect(
            Question(try #require(JSON(parsing: line.utf8)))
                == .browse(.albums, count: 10_000, after: 0))
        let many = #"{"ask":"complete","text":"a","count":9223372036854775807}"#
        #expect(Question(try #require(JSON(parsing: many.utf8))) == .complete("a", count: 200))
    }
}
