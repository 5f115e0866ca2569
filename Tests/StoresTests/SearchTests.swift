// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Names
import Stores
import Testing

@Suite struct `Searching the catalogue` {
    private let scratch: Scratch
    private let catalogue: Catalogue
    private let now: Int64 = 1_800_000_000

    init() throws {
        scratch = try Scratch()
        catalogue = try Catalogue(path: scratch.path + "/c.db")
        try catalogue.take([
            Self.song("Yesterday", "The Beatles", "Help!", 13, 1965, "Pop; Rock"),
            Self.song("Yesterday", "Boyz II Men", "II", 10, 1994, "R&B"),
            Self.song("Help!", "The Beatles", "Help!", 1, 1965, "Rock"),
            Self.song("天体観測", "BUMP OF CHICKEN", "jupiter", 2, 2002, "J-Pop"),
            Self.song("Stand by Me", "Ben E. King", "Don't Play That Song", 1, 1962, "Soul"),
            Self.song("Play", "Moby", "Play", 1, 1999, "Electronic"),
            Self.song("Downtempo", "Upbeat", "Replay", 1, 2005, "Electronic"),
            Self.song("Für Elise", "Ludwig van Beethoven", "Piano", 1, 0, "Classical"),
        ])
    }

    private static func song(
        _ title: String, _ artist: String, _ album: String, _ track: Int64, _ year: Int64,
        _ genre: String
    ) -> FileFacts {
        var tags = TagFacts(format: "mp3")
        tags.title = title
        tags.artist = artist
        tags.album = album
        tags.track = track
        tags.year = year
        tags.genre = genre
        return FileFacts(
            path: EscapedPath(escaped: "/m/\(artist)/\(title).mp3"), size: 1, modified: 2,
            inode: 3, tags: tags)
    }

    private func found(_ text: String, atMost count: Int = 20) throws -> [String] {
        try catalogue.search(SearchText(text), atMost: count, now: now).tracks.map(\.track.spoken)
    }

    @Test func `puts prefixes of names before words before parts`() throws {
        #expect(
            try found("play") == [
                "Play by Moby", "Stand by Me by Ben E. King", "Downtempo by Upbeat",
            ])
    }

    @Test func `finds only what has all words, in any order and any name`() throws {
        #expect(try found("beatles yesterday") == ["Yesterday by The Beatles"])
        #expect(
            try found("the beatles help") == [
                "Help! by The Beatles", "Yesterday by The Beatles",
            ])
        #expect(try found("yesterday moby").isEmpty)
    }

    @Test(arguments: [
        ("artist:beatles yesterday", ["Yesterday by The Beatles"]),
        ("title:play", ["Play by Moby"]), ("album:\"that song\"", ["Stand by Me by Ben E. King"]),
        ("\"stand by\"", ["Stand by Me by Ben E. King"]), ("\"by stand\"", []),
        ("genre:rock title:help", ["Help! by The Beatles"]),
        ("genre:r&b", ["Yesterday by Boyz II Men"]), ("genre:j-pop", ["天体観測 by BUMP OF CHICKEN"]),
        ("year:1999", ["Play by Moby"]), ("year:2001-2004", ["天体観測 by BUMP OF CHICKEN"]),
        ("year:1990-1999 yesterday", ["Yesterday by Boyz II Men"]),
        (
            "year:-1962",
            [
                "Stand by Me by Ben E. King"
            ]
        ),
        ("year:2005-", ["Downtempo by Upbeat"]), ("yesterday year:1990- year:-1993", []),
    ])
    func `narrows by fields`(text: String, songs: [String]) throws {
        #expect(try found(text) == songs)
    }

    @Test func `finds what was added lately`() throws {
        let added = try #require(
            try catalogue.search(SearchText("moby"), atMost: 1, now: 0).tracks.first?.added)

        func count(_ text: String, after seconds: Int64) throws -> Int {
            try catalogue.search(SearchText(text), atMost: 20, now: added + seconds).tracks.count
        }

        #expect(try count("added:1h", after: 0) == 8)
        #expect(try count("added:30d", after: 29 * 86_400) == 8)
        #expect(try count("added:30d", after: 31 * 86_400) == 0)
        #expect(try count("added:9223372036854775807w moby", after: 0) == 1)
    }

    @Test(arguments: ["天体", "観測", "天体観測", "測", "体", "体観", "bump 観測"])
    func `finds parts of Japanese names`(text: String) throws {
        #expect(try found(text) == ["天体観測 by BUMP OF CHICKEN"])
    }

    @Test func `does not take other pairs of letters for a name`() throws {
        #expect(try found("天観").isEmpty)
        #expect(try found("測天").isEmpty)
    }

    @Test(arguments: [
        ("beethovn", "beethoven"), ("bethoven", "beethoven"), ("beethovven", "beethoven"),
        ("beehtoven", "beethoven"), ("yestarday beatles", "yesterday beatles"),
        ("artist:beetles", "artist:beatles"),
    ])
    func `replaces a word with one wrong letter and says so`(text: String, corrected: String) throws
    {
        let result = try catalogue.search(SearchText(text), atMost: 20, now: now)

        #expect(!result.tracks.isEmpty)
        #expect(result.corrected == corrected)
    }

    @Test func `replaces nothing while something matches, nor short or quite other words`() throws {
        #expect(try catalogue.search(SearchText("help"), atMost: 9, now: now).corrected == nil)
        #expect(try found("mby").isEmpty)
        #expect(try found("beethxxen").isEmpty)
    }

    @Test(arguments: ["%", "_", "*", "\"", "^", "(", "NEAR(a b)", "a OR b", "a -b", "{title}"])
    func `signs of query languages are only letters`(text: String) throws {
        #expect(try found(text).isEmpty)
    }

    @Test func `keeps in order of artist, album and track, and cuts the list`() throws {
        #expect(
            try found("year:1-9999", atMost: 2) == [
                "Help! by The Beatles", "Yesterday by The Beatles",
            ])
        #expect(try found("year:1-9999").count == 7)
    }

    @Test func `takes long texts of anything`() throws {
        for text in [
            String(repeating: "a", count: 200), String(repeating: "観", count: 200),
            String(repeating: "\u{301}", count: 200), "\u{0}\u{1}", "\u{FFFF}",
            Array(repeating: "猫", count: 32).joined(separator: " "),
        ] {
            #expect(try found(text).isEmpty)
        }
    }
}
