// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@testable import JukeboxDaemon

@Suite struct `Some words of a name` {
    private let music: Music

    init() throws {
        music = try Music(
            [
                "Ludwig van Beethoven/Piano/Für Elise",
                "Ludwig van Beethoven/Piano/Moonlight Sonata",
                "Johann Pachelbel/Baroque/Canon", "Michael Jackson/Bad/Bad",
                "Janet Jackson/Control/Nasty", "Roxy Music/Avalon/More Than This",
                "Karajan/Beethoven Symphonies/Eroica", "Moby/Play/Porcelain",
                "Moby/Play/Natural Blues", "Bump of Chicken/Jupiter/天体観測",
                "Adele/25/Hello", "Neil Diamond/Hot August Night/Sweet Caroline",
                "Lou Reed/Transformer/Perfect Day", "Ed/Days/Bad Day",
            ], rooms: ["kitchen", "study"])
    }

    @Test(arguments: [
        (
            "beethoven",
            "Für Elise by Ludwig van Beethoven | Moonlight Sonata by Ludwig van Beethoven"
        ),
        (
            "play van beethoven in the study",
            """
            Für Elise by Ludwig van Beethoven | Moonlight Sonata by Ludwig van Beethoven
            """
        ),
        ("something by pachelbel", "Canon by Johann Pachelbel"),
        ("play sweet", "Sweet Caroline by Neil Diamond"),
        ("caroline next", "Sweet Caroline by Neil Diamond"),
        ("moonlight by beethoven", "Moonlight Sonata by Ludwig van Beethoven"),
        ("symphonies", "Eroica by Karajan"), ("august night", "Sweet Caroline by Neil Diamond"),
        ("michael", "Bad by Michael Jackson"), ("porcelain", "Porcelain by Moby"),
        ("bad", "Bad by Michael Jackson"),
    ])
    func `name what only one artist, album or title has them`(sentence: String, songs: String)
        throws
    {
        #expect(try music.sentence(sentence) == songs)
    }

    @Test(arguments: [
        ("jackson", "? Janet Jackson | Michael Jackson"), ("day", "? Bad Day | Perfect Day"),
        ("something by jackson", "? Janet Jackson | Michael Jackson"),
    ])
    func `name nothing if several have them, and all are told`(sentence: String, said: String)
        throws
    {
        #expect(try music.sentence(sentence) == said)
    }

    @Test(arguments: ["some music", "play music", "play something", "play more", "be", "beeth"])
    func `name nothing if they are common, short or parts`(sentence: String) throws {
        #expect(try music.sentence(sentence).hasPrefix("?"))
    }

    @Test(arguments: [
        ("beethovn", "? Ludwig van Beethoven | Beethoven Symphonies"),
        ("moonlihgt", "? Moonlight Sonata"), ("canno", "? Canon"), ("hallo", "? Hello"),
        ("pachelbell", "? Johann Pachelbel"),
        ("canon by pachelbell", "? Canon by Johann Pachelbel"),
        ("cannon by johann pachelbel", "? Canon by Johann Pachelbel"),
    ])
    func `are never guessed from a misspelled one`(sentence: String, said: String) throws {
        #expect(try music.sentence(sentence) == said)
    }

    @Test func `are the same for every kind of request`() throws {
        #expect(
            try music.play(Order.Request(artist: "pachelbel")) == "Canon by Johann Pachelbel")
        #expect(
            try music.play(Order.Request(title: "moonlight", artist: "beethoven"))
                == "Moonlight Sonata by Ludwig van Beethoven")
        #expect(try music.play(Order.Request(album: "symphonies")) == "Eroica by Karajan")
        #expect(try music.play(Order.Request(title: "moonlight", artist: "moby")).hasPrefix("?"))
        #expect(try music.play(Order.Request(title: "beethoven")).hasPrefix("?"))
    }

    @Test func `do not hide an unknown room`() throws {
        let found = try music.lookup.resolve(Order.Request(query: "moonlight in the kichen"))

        #expect(found.answer.reason?.code == .destination)
        #expect(found.said.destination == DestinationName("kichen"))
    }
}
