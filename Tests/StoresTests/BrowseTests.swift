// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Stores
import Testing

@Suite struct `Browsing the catalogue` {
    private let scratch: Scratch
    private let catalogue: Catalogue

    init() throws {
        scratch = try Scratch()
        catalogue = try Catalogue(path: scratch.path + "/c.db")
        try catalogue.take([
            Self.song("Yesterday", "The Beatles", "Help!", 2, 1965, "Rock; Pop"),
            Self.song("Help!", "The Beatles", "Help!", 1, 1965, "Rock"),
            Self.song("Something", "beatles", "Abbey Road", 2, 1969, "rock"),
            Self.song("A", "Queen", "Greatest Hits", 1, 1981, "Rock", "Queen"),
            Self.song("B", "ABBA", "Greatest Hits", 1, 1976, "Pop", "ABBA"),
            Self.song("C", "Guest", "Sampler", 2, 0, ""),
            Self.song("D", "Moby", "Sampler", 1, 0, ""),
            Self.song("E", "", "", 1, 0, ""),
        ])
    }

    private static func song(
        _ title: String, _ artist: String, _ album: String, _ track: Int64, _ year: Int64,
        _ genre: String, _ albumArtist: String = ""
    ) -> FileFacts {
        var tags = TagFacts(format: "mp3")
        (tags.title, tags.artist, tags.album) = (title, artist, album)
        (tags.track, tags.year, tags.genre, tags.albumArtist) = (track, year, genre, albumArtist)
        return FileFacts(
            path: EscapedPath(escaped: "/m/\(title).mp3"), size: 1, modified: 2, inode: 3,
            tags: tags)
    }

    @Test func `lists each artist once, with tracks and albums`() throws {
        let artists = try catalogue.artists(atMost: 20)

        #expect(
            artists.map { "\($0.name): \($0.tracks), \($0.albums ?? 0)" } == [
                "ABBA: 1, 1", "The Beatles: 3, 2", "Guest: 1, 1", "Moby: 1, 1", "Queen: 1, 1",
            ])
    }

    @Test func `goes through pages`() throws {
        let pages = try (0..<4).flatMap {
            try catalogue.artists(from: $0 * 2, atMost: 2).map(\.tracks)
        }

        #expect(pages == [1, 3, 1, 1, 1])
    }

    @Test func `tells albums of one name apart, and keeps a sampler together`() throws {
        #expect(
            try catalogue.albums(atMost: 20).map { "\($0.name) by \($0.artist): \($0.tracks)" } == [
                "Abbey Road by beatles: 1", "Greatest Hits by ABBA: 1", "Greatest Hits by Queen: 1",
                "Help! by The Beatles: 2", "Sampler by : 2",
            ])
    }

    @Test func `shows what an artist, an album and a genre have`() throws {
        #expect(
            try catalogue.albums(of: "the BEATLES", atMost: 20).map { "\($0.name) \($0.year)" } == [
                "Help! 1965", "Abbey Road 1969",
            ])
        #expect(
            try catalogue.tracks(ofAlbum: "help", atMost: 9).map(\.track.title) == [
                "Help!", "Yesterday",
            ])
        #expect(
            try catalogue.artists(ofGenre: "POP", atMost: 9).map(\.name) == [
                "ABBA", "The Beatles",
            ])
        #expect(try catalogue.artists(ofGenre: "po", atMost: 9).isEmpty)
    }

    @Test func `counts each genre of a track`() throws {
        #expect(
            try catalogue.genres(atMost: 9).map { "\($0.name): \($0.tracks)" } == [
                "Pop: 2", "Rock: 4",
            ])
    }

    @Test func `completes names from their beginnings, each once`() throws {
        #expect(try catalogue.names(.artist, beginningWith: "", atMost: 9).count == 5)
        #expect(try catalogue.names(.artist, beginningWith: "The Be", atMost: 9).count == 1)
        #expect(try catalogue.names(.artist, beginningWith: "b", atMost: 9).count == 1)
        #expect(
            try catalogue.names(.album, beginningWith: "greatest", atMost: 9) == [
                "Greatest Hits"
            ])
        #expect(try catalogue.names(.title, beginningWith: "yes", atMost: 9) == ["Yesterday"])
        #expect(try catalogue.names(.genre, beginningWith: "r", atMost: 9) == ["Rock"])
        #expect(try catalogue.names(.artist, beginningWith: "x", atMost: 9).isEmpty)
        #expect(try catalogue.names(.artist, beginningWith: "", atMost: 2).count == 2)
    }

    @Test func `finds names by whole words`() throws {
        #expect(try catalogue.names(.album, withWords: ["hits"], atMost: 9).count == 2)
        #expect(try catalogue.names(.album, withWords: ["hit"], atMost: 9).isEmpty)
        #expect(try catalogue.names(.artist, withWords: ["beatles"], atMost: 9).count == 1)
        #expect(try catalogue.names(.artist, withWords: [], atMost: 9).isEmpty)
    }
}
