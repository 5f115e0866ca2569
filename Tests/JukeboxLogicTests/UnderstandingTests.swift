// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `Understanding a sentence` {
    @Test(arguments: [
        ("yesterday", Wanted(title: "yesterday")),
        ("Yesterday by The Beatles", Wanted(title: "Yesterday", artist: "The Beatles")),
        ("the beatles yesterday", Wanted(title: "yesterday", artist: "the beatles")),
        ("yesterday beatles", Wanted(title: "yesterday", artist: "beatles")),
        ("the beatles' yesterday", Wanted(title: "yesterday", artist: "the beatles")),
        ("yesterday from help", Wanted(title: "yesterday", album: "help")),
        (
            "yesterday by the beatles from the album help",
            Wanted(title: "yesterday", artist: "the beatles", album: "help")
        ),
        ("the song yesterday by the beatles", Wanted(title: "yesterday", artist: "the beatles")),
        ("help by the beatles", Wanted(artist: "the beatles", album: "help")),
        ("the album help", Wanted(album: "help")),
        ("something by moby", Wanted(artist: "moby")),
        ("the beatles", Wanted(artist: "the beatles")),
        ("playlist morning", Wanted(playlist: "Morning")),
        ("my playlist morning", Wanted(playlist: "Morning")),
        ("breakfast", Wanted(playlist: "Morning")),
    ])
    func `finds the names in it`(sentence: String, wanted: Wanted) {
        #expect(read(sentence) == Reading(wanted))
    }

    @Test(arguments: [
        ("stand by me", Wanted(title: "stand by me")),
        ("stand by me by ben e king", Wanted(title: "stand by me", artist: "ben e king")),
        ("play", Wanted(album: "play")), ("play play", Wanted(album: "play")),
        ("play play by moby", Wanted(artist: "moby", album: "play")),
        ("Album Play by Moby", Wanted(artist: "Moby", album: "Play")),
        ("album play by ed sheeran", Wanted(artist: "ed sheeran", album: "play")),
        ("in the kitchen", Wanted(title: "in the kitchen")),
        ("please please me", Wanted(title: "please please me")),
        ("the next song", Wanted(title: "the next song")),
        ("こんにちは赤ちゃん", Wanted(title: "こんにちは赤ちゃん")),
        ("キッチンで踊ろう", Wanted(title: "キッチンで踊ろう")),
    ])
    func `keeps a name whole that holds words of the language`(sentence: String, wanted: Wanted) {
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
        #expect(reading?.said == Said(in: kitchen))
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
                    Wanted(title: "in the kitchen"), Said(in: livingRoom, mode: .next)))
    }

    @Test(arguments: [
        ("キッチンで天体観測をかけて", Wanted(title: "天体観測")),
        ("天体観測をキッチンでかけてください", Wanted(title: "天体観測")),
        (
            "キッチンでBUMP OF CHICKENの天体観測を再生して",
            Wanted(title: "天体観測", artist: "BUMP OF CHICKEN")
        ),
        ("キッチンでBUMP OF CHICKENの曲を流して", Wanted(artist: "BUMP OF CHICKEN")),
        ("キッチンでジュピターの天体観測が聴きたい", Wanted(title: "天体観測", album: "ジュピター")),
        ("キッチンでアルバムジュピターをお願いします", Wanted(album: "ジュピター")),
        ("キッチンでプレイリスト朝をかけて", Wanted(playlist: "Morning")),
        ("キッチンで朝のプレイリストに切り替えて", Wanted(playlist: "Morning")),
    ])
    func `understands Japanese`(sentence: String, wanted: Wanted) {
        #expect(read(sentence) == Reading(wanted, Said(in: kitchen)))
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

        #expect(guess.wanted == Wanted(title: "yestarday", artist: "the beatles"))
        #expect(guess.said == Said(in: kitchen))
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

    private var places: [Place] {
        [Place(kitchen, nicknames: ["キッチン", "cooking corner"]), Place(livingRoom)]
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
