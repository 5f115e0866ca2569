// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Names
import JukeboxModel
import Testing

@Suite struct `Understanding a sentence` {
    @Test(arguments: [
        ("yesterday", Order.Request(title: "yesterday")),
        ("Yesterday by The Beatles", Order.Request(title: "Yesterday", artist: "The Beatles")),
        ("the beatles yesterday", Order.Request(title: "yesterday", artist: "the beatles")),
        ("yesterday beatles", Order.Request(title: "yesterday", artist: "beatles")),
        ("the beatles' yesterday", Order.Request(title: "yesterday", artist: "the beatles")),
        ("yesterday from help", Order.Request(title: "yesterday", album: "help")),
        (
            "yesterday by the beatles from the album help",
            Order.Request(title: "yesterday", artist: "the beatles", album: "help")
        ),
        (
            "the song yesterday by the beatles",
            Order.Request(title: "yesterday", artist: "the beatles")
        ),
        ("help by the beatles", Order.Request(artist: "the beatles", album: "help")),
        ("the album help", Order.Request(album: "help")),
        ("something by moby", Order.Request(artist: "moby")),
        ("by moby", Order.Request(artist: "moby")),
        ("songs by moby", Order.Request(artist: "moby")),
        ("music by moby", Order.Request(artist: "moby")),
        ("anything by moby", Order.Request(artist: "moby")),
        ("the beatles", Order.Request(artist: "the beatles")),
        ("playlist morning", Order.Request(playlist: "Morning")),
        ("my playlist morning", Order.Request(playlist: "Morning")),
        ("breakfast", Order.Request(playlist: "Morning")),
    ])
    func `finds the names in it`(sentence: String, wanted: Order.Request) {
        #expect(read(sentence) == Reading(wanted))
    }

    @Test(arguments: [
        ("stand by me", Order.Request(title: "stand by me")),
        ("stand by me by ben e king", Order.Request(title: "stand by me", artist: "ben e king")),
        ("play", Order.Request(album: "play")), ("play play", Order.Request(album: "play")),
        ("play play by moby", Order.Request(artist: "moby", album: "play")),
        ("Album Play by Moby", Order.Request(artist: "Moby", album: "Play")),
        ("album play by ed sheeran", Order.Request(artist: "ed sheeran", album: "play")),
        ("in the kitchen", Order.Request(title: "in the kitchen")),
        ("please please me", Order.Request(title: "please please me")),
        ("the next song", Order.Request(title: "the next song")),
        ("こんにちは赤ちゃん", Order.Request(title: "こんにちは赤ちゃん")),
        ("キッチンで踊ろう", Order.Request(title: "キッチンで踊ろう")),
    ])
    func `keeps a name whole that holds words of the language`(
        sentence: String, wanted: Order.Request
    ) {
        #expect(read(sentence) == Reading(wanted))
    }

    @Test(arguments: [
        "yesterday by the beatles in the kitchen", "in the kitchen play yesterday by the beatles",
        "Please play Yesterday by The Beatles in the kitchen.",
        "can you play yesterday by the beatles on the kitchen speakers please",
        "play me yesterday by the beatles in the cooking corner",
    ])
    func `hears the room wherever it stands`(sentence: String) {
        let reading = read(sentence)

        #expect(reading?.wanted.title?.lowercased() == "yesterday")
        #expect(reading?.wanted.artist?.lowercased() == "the beatles")
        #expect(reading?.said == SpokenContext(in: kitchen))
    }

    @Test(arguments: [
        ("play yesterday now", Order.Mode.now), ("yesterday next", .next),
        ("play yesterday instead", .replace), ("add yesterday to the queue", .append),
        ("次にYesterdayをかけて", .next), ("今すぐYesterdayを再生して", .now),
    ])
    func `hears how urgent it is`(sentence: String, mode: Order.Mode) {
        let reading = read(sentence)

        #expect(reading?.wanted.title?.lowercased() == "yesterday")
        #expect(reading?.said.mode == mode)
    }

    @Test func `takes the room and the place in the queue from one sentence`() {
        #expect(
            read("play in the kitchen in the living room next")
                == Reading(
                    Order.Request(title: "in the kitchen"),
                    SpokenContext(in: livingRoom, mode: .next)))
    }

    @Test(arguments: [
        ("キッチンで天体観測をかけて", Order.Request(title: "天体観測")),
        ("天体観測をキッチンでかけてください", Order.Request(title: "天体観測")),
        (
            "キッチンでBUMP OF CHICKENの天体観測を再生して",
            Order.Request(title: "天体観測", artist: "BUMP OF CHICKEN")
        ),
        ("キッチンでBUMP OF CHICKENの曲を流して", Order.Request(artist: "BUMP OF CHICKEN")),
        ("キッチンでジュピターの天体観測が聴きたい", Order.Request(title: "天体観測", album: "ジュピター")),
        ("キッチンでアルバムジュピターをお願いします", Order.Request(album: "ジュピター")),
        ("キッチンでプレイリスト朝をかけて", Order.Request(playlist: "Morning")),
        ("キッチンで朝のプレイリストに切り替えて", Order.Request(playlist: "Morning")),
    ])
    func `understands Japanese`(sentence: String, wanted: Order.Request) {
        #expect(read(sentence) == Reading(wanted, SpokenContext(in: kitchen)))
    }

    @Test(arguments: ["", "  ", "play", "in the living room", "。", "yesterday by moby", "かけて"])
    func `finds nothing where nothing is named`(sentence: String) {
        var names = Names()
        names.tracks.removeAll { $0.title == "in the kitchen" || $0.album == "play" }
        #expect(Understanding(places: places, names: names).read(sentence) == nil)
    }

    @Test func `guesses the names in a sentence that names nothing`() {
        let understanding = Understanding(places: places, names: Names())

        let guess = understanding.guess("play yestarday by the beatles in the kitchen")

        #expect(guess.wanted == Order.Request(title: "yestarday", artist: "the beatles"))
        #expect(guess.said == SpokenContext(in: kitchen))
    }

    @Test func `survives sentences of any length and of anything`() {
        for character in ["a", " ", "の", " by ", "in the kitchen ", "\u{0}", "👨‍👩‍👧", "İ", "で"] {
            for count in [1, 7, 40, 3000] {
                _ = read(String(repeating: character, count: count))
            }
        }
    }

    // MARK: A house

    private let kitchen = DestinationName("kitchen")
    private let livingRoom = DestinationName("living room")

    private var places: [SpokenDestination] {
        [
            SpokenDestination(kitchen, nicknames: ["キッチン", "cooking corner"]),
            SpokenDestination(livingRoom),
        ]
    }

    private func read(_ sentence: String) -> Reading? {
        Understanding(places: places, names: Names()).read(sentence)
    }

    private struct Names: KnownNames {
        var tracks: [(title: String, artist: String, album: String)] = [
            ("yesterday", "beatles", "help"), ("please please me", "beatles", "please please me"),
            ("stand by me", "ben e king", "dont play that song"),
            ("porcelain", "moby", "play"), ("azizam", "ed sheeran", "play"),
            ("天体観測", "bump of chicken", "ジュピター"), ("next song", "somebody", "songs"),
            ("こんにちは赤ちゃん", "梓みちよ", ""), ("in the kitchen", "umphreys mcgee", "anchor drops"),
            ("キッチンで踊ろう", "誰か", ""), ("yesterday", "boyz ii men", "ii"),
        ].map { (Folding.key($0.0), Folding.key($0.1), Folding.key($0.2)) }

        func hasTrack(title: String?, artist: String?, album: String?) -> Bool {
            tracks.contains {
                (title ?? $0.title) == $0.title && (artist ?? $0.artist) == $0.artist
                    && (album ?? $0.album) == $0.album && title != "" && artist != ""
                    && album != ""
            }
        }

        func playlist(_ key: String) -> String? {
            ["morning", "breakfast", "朝"].contains(key) ? "Morning" : nil
        }
    }
}
