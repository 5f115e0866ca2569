// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `Finding music from the command line` {
    /// The demo music, and two songs of one name.
    private func home() throws -> Home {
        let home = try Home()
        try home.addSong(
            "Canon", by: "Frank Zander", on: "Parodies", year: "1999", genre: "Rock; Pop")
        try home.addSong("Hello", by: "Adele", on: "25", year: "2015", genre: "Pop")
        try home.start(expecting: 7)
        return home
    }

    private func play(_ home: Home, _ words: String..., typing keys: String?) throws
        -> (output: String, status: Int32)
    {
        let terminal = try Pseudoterminal(
            Home.programs + "/jukebox", ["play"] + words,
            environment: ["JUKEBOX_RUNTIME_DIR": home.path + "/run", "NO_COLOR": "1"])
        if let keys {
            #expect(terminal.read { $0.contains("n for none: ") }, "\(terminal.output)")
            terminal.type(keys)
        }
        let status = terminal.wait()
        return (terminal.output, status)
    }

    /// The artists and rooms of the orders, the newest first.
    private func ordered(_ home: Home) throws -> [String] {
        let orders = home.jukebox("orders", "--json").json["orders"]?.elements ?? []
        return orders.map { order in
            let artist = order["tracks"]?.elements.first?["artist"]?.string ?? "?"
            return "\(artist) in \(order["destination"]?.string ?? "?")"
        }
    }

    @Test func `searches with fields, reading genres and years from the tags`() throws {
        let home = try home()

        let byGenre = home.jukebox("search", "genre:pop", "year:2000-")
        let quoted = home.jukebox("search", "artist:ludwig van beethoven")
        let wrong = home.jukebox("search", "canno", "--json")
        let fault = home.jukebox("search", "artits:zander")

        #expect(byGenre.output.split(separator: "\n").count == 1)
        #expect(byGenre.output.hasPrefix("Hello") && byGenre.output.contains("2015"))
        #expect(quoted.status == 0 && quoted.output.contains("Beethoven"))
        #expect(wrong.json["corrected"]?.string == "canon")
        #expect(wrong.json["tracks"]?.elements.count == 2)
        #expect(fault.status == 64 && fault.errors.contains("did you mean “artist:”?"))
    }

    @Test func `browses artists, albums and genres`() throws {
        let home = try home()

        let artists = home.jukebox("browse", "artists").output
        let albums = home.jukebox("browse", "artists", "frank", "zander").output
        let songs = home.jukebox("browse", "albums", "parodies").output
        let genres = home.jukebox("browse", "genres", "POP").output
        let unknown = home.jukebox("browse", "artists", "frank zandr")

        #expect(artists.contains("Frank Zander") && artists.contains("瀧廉太郎"))
        #expect(albums.contains("Parodies") && albums.contains("1999"))
        #expect(songs.contains("Canon"))
        #expect(genres.contains("Adele") && genres.contains("Frank Zander"))
        #expect(unknown.status == 65 && unknown.errors.contains("did you mean Frank Zander?"))
        let page = home.jukebox("browse", "artists", "-n", "2")
        #expect(page.output.split(separator: "\n").count == 2)
        #expect(page.errors.contains("--after 2"))
    }

    @Test func `asks on a terminal which of two songs is meant`() throws {
        let home = try home()

        let second = try play(home, "canon", typing: "2\n")
        let first = try play(home, "canon", "--to", "study", typing: "\n")
        let none = try play(home, "canon", typing: "n\n")

        #expect(second.status == 0 && second.output.contains("2  Canon by Johann Pachelbel"))
        #expect(first.status == 0 && none.status == 65)
        #expect(none.output.contains("nothing was ordered"))
        #expect(try ordered(home) == ["Frank Zander in study", "Johann Pachelbel in kitchen"])
    }

    @Test func `asks on a terminal what a misspelled name means, and keeps room and mode`() throws {
        let home = try home()

        let asked = try play(home, "helo in the study next", typing: "x\n1\n")
        let known = try play(home, "beethoven", typing: nil)

        #expect(asked.output.contains("Did you mean:") && asked.output.contains("Type a number"))
        #expect(asked.status == 0 && known.status == 0)
        #expect(try ordered(home) == ["Ludwig van Beethoven in kitchen", "Adele in study"])
    }

    @Test func `refuses with candidates where no terminal is`() throws {
        let home = try home()

        let refused = home.jukebox("play", "helo")
        let room = home.jukebox("play", "hello", "--to", "kichen")

        #expect(refused.status == 65 && refused.errors.contains("Did you mean: Hello"))
        #expect(room.status == 65 && room.errors.contains("did you mean “kitchen”?"))
    }

    @Test func `completes the names of music`() throws {
        let home = try home()

        let question = try #require(QuestionSocket(in: home.path + "/run"))
        let names = question.ask(["ask": "complete", "text": "he", "kinds": ["title", "artist"]])
        let lists = question.ask(["ask": "complete", "text": "", "kinds": ["playlist"]])

        #expect(names?["names"]?.elements.map(\.string) == ["Hello"])
        #expect(lists?["names"] != nil)
    }

    @Test func `says of an empty library how to fill it`() throws {
        let home = try Home()
        let settings = home.settings(kitchen: "silent", study: "silent")
        try home.write(
            "jukebox.toml", settings.replacingOccurrences(of: "\"\(Home.music)\", ", with: ""))
        try home.start(expecting: 0)

        Home.wait { home.jukebox("play", "x").errors.contains("the library is empty") }

        let said = home.jukebox("play", "hello").errors
        #expect(said.contains("put music into \(home.path)/music, then run jukebox library update"))
    }
}

extension Home {
    /// Puts a song with these tags into the home's music folder.
    func addSong(
        _ title: String, by artist: String, on album: String, year: String, genre: String
    ) throws {
        func frame(_ id: String, _ text: String) -> [UInt8] {
            let body = [3] + Array(text.utf8)  // 3: UTF-8 (ID3v2.4, 4)
            return Array(id.utf8) + Self.size(body.count) + [0, 0] + body
        }
        let frames =
            frame("TIT2", title) + frame("TPE1", artist) + frame("TALB", album)
            + frame("TDRC", year)
            + genre.components(separatedBy: "; ").flatMap { frame("TCON", $0) }
        let tag = Array("ID3".utf8) + [4, 0, 0] + Self.size(frames.count) + frames
        let sound = try #require(
            FileManager.default.enumerator(atPath: Self.music)?.compactMap { $0 as? String }
                .first { $0.hasSuffix(".mp3") })
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.music + "/" + sound))
        try (Data(tag) + data).write(
            to: URL(fileURLWithPath: path + "/music/\(artist) \(title).mp3"))
    }

    /// Four bytes of seven bits.
    private static func size(_ count: Int) -> [UInt8] {
        [21, 14, 7, 0].map { UInt8(count >> $0 & 0x7F) }
    }
}
