// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Stores
import Testing

@Suite struct `The catalogue` {
    private let scratch: Scratch
    private let catalogue: Catalogue

    init() throws {
        scratch = try Scratch()
        catalogue = try Catalogue(path: scratch.path + "/c.db")
        try catalogue.take([
            Self.song("Yesterday", "The Beatles", "Help!", 13),
            Self.song("Yesterday", "Boyz II Men", "II", 10),
            Self.song("Help!", "The Beatles", "Help!", 1),
            Self.song("天体観測", "BUMP OF CHICKEN", "jupiter", 2),
            Self.song("Stand by Me", "Ben E. King", "Don't Play That Song", 1),
            Self.song("Play", "Moby", "Play", 1),
            Self.song("Play", "Ed Sheeran", "+", 1),
            Self.song("Aria", "Bach", "Goldberg", 1, format: "flac"),
        ])
    }

    private static func song(
        _ title: String, _ artist: String, _ album: String, _ track: Int64, format: String = "mp3"
    ) -> FileFacts {
        var tags = TagFacts(format: format)
        tags.title = title
        tags.artist = artist
        tags.album = album
        tags.track = track
        return FileFacts(
            path: EscapedPath(escaped: "/m/\(artist)/\(title).\(format)"), size: 1, modified: 2,
            inode: 3, tags: tags)
    }

    private func titles(_ wanted: Order.Request) throws -> [String] {
        guard case .tracks(let tracks, _, _, _) = try catalogue.find(wanted) else { return [] }
        return tracks.map(\.spoken)
    }

    @Test func `finds a title with its artist and no other's`() throws {
        #expect(
            try titles(Order.Request(title: "yesterday", artist: "beatles")) == [
                "Yesterday by The Beatles"
            ])
        #expect(try titles(Order.Request(title: "Play", artist: "moby")) == ["Play by Moby"])
    }

    @Test func `names what was equally good`() throws {
        guard
            case .tracks(let tracks, let others, _, _) = try catalogue.find(
                Order.Request(title: "Yesterday"))
        else {
            Issue.record("not found")
            return
        }

        #expect(tracks.map(\.spoken) == ["Yesterday by Boyz II Men"])
        #expect(others == ["Yesterday by The Beatles (Help!)"])
    }

    @Test func `plays an album in its order`() throws {
        #expect(
            try titles(Order.Request(album: "help")) == [
                "Help! by The Beatles", "Yesterday by The Beatles",
            ])
    }

    @Test func `plays all of an artist`() throws {
        #expect(try titles(Order.Request(artist: "the beatles")).count == 2)
    }

    @Test func `tells whether a track has all of some names`() throws {
        #expect(try catalogue.hasTrack(title: "yesterday", artist: "beatles", album: nil))
        #expect(try catalogue.hasTrack(title: nil, artist: "beatles", album: "help"))
        #expect(try !catalogue.hasTrack(title: "yesterday", artist: "moby", album: nil))
        #expect(try catalogue.hasTrack(title: nil, artist: nil, album: "help"))
    }

    @Test func `plays nothing random and names the nearest`() throws {
        guard case .nothing(let reason) = try catalogue.find(Order.Request(title: "Yestarday"))
        else {
            Issue.record("something was found")
            return
        }

        #expect(reason.code == .notFound)
        #expect(reason.candidates == ["Yesterday"])
    }

    @Test func `says when a song is of a kind that cannot be played`() throws {
        guard case .nothing(let reason) = try catalogue.find(Order.Request(title: "Aria")) else {
            Issue.record("a FLAC was offered")
            return
        }

        #expect(reason.code == .format)
    }

    @Test func `finds tracks that are away, so that an order can wait for them`() throws {
        try catalogue.drop([EscapedPath(escaped: "/m/Moby/Play.mp3")], away: true)

        #expect(try !titles(Order.Request(title: "Play", artist: "Moby")).isEmpty)
        #expect(try catalogue.totals().away == 1)
    }

    @Test func `prefers what is there to what is away`() throws {
        try catalogue.drop([EscapedPath(escaped: "/m/The Beatles/Yesterday.mp3")], away: true)

        guard
            case .tracks(let tracks, _, _, _) = try catalogue.find(
                Order.Request(title: "Yesterday"))
        else {
            Issue.record("nothing was found")
            return
        }
        #expect(tracks.map(\.artist) == ["Boyz II Men"])
    }
}
