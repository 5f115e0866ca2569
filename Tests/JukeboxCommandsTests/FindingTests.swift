// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JukeboxModel
import Terminal
import Testing

@testable import JukeboxCommands

@Suite struct `What was found` {
    private let songs = [
        TrackAnswer(
            title: "Yesterday", artist: "The Beatles", album: "Help!", milliseconds: 125_000,
            year: 1965),
        TrackAnswer(title: "天体観測", artist: "BUMP OF CHICKEN", album: "jupiter"),
        TrackAnswer(title: "a\u{1B}[2Jb\n", artist: "", album: ""),
    ]

    private func text(_ lines: [Line]) -> [String] { lines.map { $0.rendered(colour: false) } }

    @Test func `stands in columns, whatever its names hold`() {
        let lines = text(TrackTable(songs).lines(Sample.scene(80)))

        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("Yesterday"))
        for word in ["The Beatles", "Help!", "1965", "2:05"] { #expect(lines[0].contains(word)) }
        #expect(lines[1].contains("天体観測  "))
        #expect(lines.allSatisfy { !$0.unicodeScalars.contains { $0.value < 0x20 } })
    }

    @Test(arguments: [1, 10, 20, 40, 80, 300])
    func `fits any terminal`(columns: Int) {
        let tables = [
            TrackTable(songs).lines(Sample.scene(columns)),
            GroupTable(
                [.init(name: "Moby", artist: "x", year: 1999, tracks: 7, albums: 2)], .artists,
                isInside: false
            ).lines(Sample.scene(columns)),
        ]

        #expect(tables.joined().allSatisfy { $0.columns <= columns })
    }

    @Test func `is explained if it was cut, put right, or nothing`() {
        func notes(_ count: Int, _ hasMore: Bool, _ corrected: String? = nil) -> [String] {
            TrackTable.notes(
                TrackListing(
                    tracks: Array(repeating: songs[0], count: count), hasMore: hasMore,
                    corrected: corrected), search: "beetles")
        }

        #expect(notes(0, false) == ["nothing found for “beetles”"])
        #expect(notes(3, false).isEmpty)
        #expect(notes(50, true) == ["these are the first 50; more with --count 200"])
        #expect(notes(20, false) == ["20 songs"])
        #expect(
            notes(1, false, "beatles") == [
                "nothing found for “beetles”; these are for “beatles”"
            ])
    }

    @Test func `shows how much there is of each`() {
        let artists = GroupTable(
            [.init(name: "Moby", tracks: 1, albums: 2)], .artists, isInside: false)
        let albums = GroupTable([.init(name: "Sampler", tracks: 9)], .albums, isInside: false)

        #expect(text(artists.lines(Sample.scene(80))) == ["Moby  2 albums  1 song"])
        #expect(text(albums.lines(Sample.scene(80))) == ["Sampler  several artists  9 songs"])
    }

    @Test(arguments: [
        ("artist:the beatles", "artist:\"the beatles\""), ("artist:moby", "artist:moby"),
        ("the beatles", "the beatles"), ("album:\"abbey road\" sun", "album:\"abbey road\" sun"),
        (":x y", ":x y"), ("", ""), ("year:", "year:"),
    ])
    func `was asked for in words that a shell has taken apart`(word: String, search: String) {
        #expect(SearchWord(word).text == search)
    }
}

@Suite struct `Choosing between songs` {
    private func found(_ kind: FindAnswer.Kind, _ count: Int) -> FindAnswer {
        var found = FindAnswer(kind)
        found.candidates = (0..<count).map {
            .init(label: "Song \($0)\u{7}", request: Order.Request(title: "\($0)"))
        }
        found.reason = kind == .nothing ? Reason(.notFound, "nothing found") : nil
        return found
    }

    @Test func `is needed only if there are several, or names like a misspelled one`() {
        #expect(Choice.isOpen(found(.tracks, 2)) && Choice.isOpen(found(.nothing, 1)))
        #expect(!Choice.isOpen(found(.tracks, 1)) && !Choice.isOpen(found(.nothing, 0)))
        #expect(!Choice.isOpen(found(.playlist, 3)) && !Choice.isOpen(found(.command, 3)))
        var unknownRoom = found(.nothing, 2)
        unknownRoom.reason = Reason(.destination, "no destination")
        #expect(!Choice.isOpen(unknownRoom))
    }

    @Test func `numbers them, and shows no control characters`() {
        let lines = Choice.question(
            found(.nothing, 2), Order.Request(query: "sogn"), Sample.scene(80)
        ).map { $0.rendered(colour: false) }

        #expect(lines.first == "Nothing is called “sogn”. Did you mean:")
        #expect(lines[1].hasPrefix("1  Song 0") && lines[2].hasPrefix("2  Song 1"))
        #expect(lines.allSatisfy { !$0.contains("\u{7}") })
    }

    @Test(
        arguments: [
            ("", .candidate(0)), (" 2 ", .candidate(1)), ("y", .candidate(0)), ("n", .none),
            ("NO", .none), ("q", .none), ("0", .none), ("3", .unclear), ("-1", .unclear),
            ("1 2", .unclear), ("two", .unclear), ("9223372036854775808", .unclear),
        ] as [(String, Choice.Typed)])
    func `understands what is typed`(line: String, meaning: Choice.Typed) {
        #expect(Choice.answer(line, upTo: 2) == meaning)
    }
}
