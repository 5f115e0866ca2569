// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ChildWire
import JSONLines
import JukeboxModel
import Testing

@Suite struct `JSON on one line` {
    @Test(arguments: [
        #"{"a":[1,-2.5,true,null],"b":"\"\\\n\u0001 é 音 😀"}"#, "[]", "{}", "9223372036854775807",
    ])
    func `comes back as it was written`(text: String) throws {
        let value = try #require(JSON(parsing: text))

        #expect(JSON(parsing: value.line) == value)
    }

    @Test func `a pair of surrogates is one character`() {
        #expect(JSON(parsing: #""\ud83d\ude00""#) == "😀")
    }

    @Test(arguments: [
        "", "{", "[1,]", "01", "1.", "-", "\"\\ud800\"", "\"\u{1}\"", "tru", "{\"a\" 1}", "1 2",
        "[1e999]", "+1", ".5", "{\"a\":1,}",
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(JSON(parsing: text) == nil)
    }

    @Test func `cut off at any byte it is refused`() {
        let whole = Array(#"{"n":1,"do":"play","path":"/音\u00e9","l":[1,{"x":null}]}"#.utf8)
        for length in 0..<whole.count { #expect(JSON(parsing: whole[..<length]) == nil) }
    }

    @Test func `deep nesting is refused before it hurts`() {
        let deep = String(repeating: "[", count: 100_000)

        #expect(JSON(parsing: deep) == nil)
    }
}

@Suite struct `Lines to and from a player` {
    static let piece = Piece(entry: EntryID(7), path: EscapedPath(escaped: "/m/音%0A.mp3"))
    static let heard = PlaybackPosition(
        entry: EntryID(7), frame: 44_100, rate: 44_100, at: MonotonicTime(nanoseconds: 5))

    @Test(arguments: [
        PlayerCommand.Action.play(piece, fromMilliseconds: 1500, paused: true),
        .follow(piece, after: EntryID(6)),
        .follow(nil, after: EntryID(6)), .pause, .resume, .stop, .seek(milliseconds: 9),
        .volume(.muted),
        .volume(.decibels(-12.5)), .quit,
    ])
    func `every command comes back`(action: PlayerCommand.Action) {
        let command = PlayerCommand(3, action)

        #expect(JSON(parsing: command.json.line).flatMap(PlayerCommand.init) == command)
    }

    @Test(arguments: [
        PlayerEvent.News.ready, .obeyed, .playing(heard), .position(heard), .paused(heard),
        .following(EntryID(8)), .following(nil), .length(EntryID(7), milliseconds: 180_000),
        .underrun, .ended(EntryID(7)), .failed(EntryID(7), Reason(.damaged, "“x”: broken")),
        .device(.busy, text: "taken"),
    ])
    func `every event comes back`(news: PlayerEvent.News) {
        let event = PlayerEvent(obeyed: 4, news)

        #expect(JSON(parsing: event.json.line).flatMap(PlayerEvent.init) == event)
    }

    @Test func `a line that is too long is dropped alone`() {
        var splitter = LineSplitter(limit: 4)

        let lines = splitter.feed(Array("abc\ntoolong\nde\nf".utf8))

        #expect(lines == [Array("abc".utf8), Array("de".utf8)])
        #expect(splitter.dropped == 1)
        #expect(splitter.isWithinLine)
    }
}
