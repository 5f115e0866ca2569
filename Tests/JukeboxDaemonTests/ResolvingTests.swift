// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JukeboxModel
import Testing

@testable import JukeboxDaemon

@Suite struct `What an order would play` {
    private func find(_ music: Music, _ request: Order.Request, in room: String? = nil) throws
        -> FindAnswer
    {
        try FindingAnswers(music.lookup).find(request, in: room.map(DestinationName.init))
    }

    @Test func `is told with each song that the title may mean`() throws {
        let music = try Music([
            "Pachelbel/Baroque/Canon", "Zander/Baroque/Canon", "Moby/Play/Porcelain",
        ])

        let answer = try find(music, Order.Request(query: "canon"))

        #expect(answer.kind == .tracks && answer.count == 1)
        #expect(answer.tracks.map(\.spoken) == ["Canon by Pachelbel"])
        #expect(
            answer.candidates.map(\.label) == [
                "Canon by Pachelbel (Baroque)", "Canon by Zander (Baroque)",
            ])
        for candidate in answer.candidates {
            let exact = try find(music, candidate.request)
            #expect(exact.candidates.isEmpty && exact.count == 1)
            #expect(candidate.label.hasPrefix(exact.tracks[0].spoken))
        }
    }

    @Test func `tells songs of one name apart by album, year and path`() throws {
        let music = try Music([
            "A/X/Song#2001", "A/Y/Song#2001", "A/Z/Song#2001", "A/Z/Song#2002", "A/W/Song#7",
            "a/W/Song#7",
        ])

        let labels = try find(music, Order.Request(title: "song")).candidates.map(\.label)

        #expect(Set(labels).count == 6)
        #expect(labels.contains("Song by A (X)") && labels.contains("Song by A (Y)"))
        #expect(labels.contains("Song by A (Z, 2001)") && labels.contains("Song by A (Z, 2002)"))
    }

    @Test func `may be an album by several artists`() throws {
        let music = try Music([])
        var files: [FileFacts] = []
        for artist in ["Queen", "ABBA"] {
            var tags = TagFacts(format: "mp3")
            (tags.title, tags.album, tags.albumArtist) = ("T", "Greatest Hits", artist)
            tags.artist = artist
            files.append(
                FileFacts(
                    path: EscapedPath(escaped: "\(music.path)/\(artist).mp3"), size: 1,
                    modified: 1, inode: 1, tags: tags))
        }
        try music.catalogue.take(files)

        let answer = try find(music, Order.Request(query: "greatest hits"))

        #expect(
            answer.candidates.map(\.label) == [
                "Greatest Hits by ABBA", "Greatest Hits by Queen",
            ])
        #expect(try find(music, answer.candidates[1].request).tracks.map(\.artist) == ["Queen"])
    }

    @Test func `may be a playlist, a command or nothing`() throws {
        let music = try Music(
            ["Moby/Play/Porcelain"], playlists: ["Morning": "a.mp3\nb.mp3\n"],
            rooms: ["kitchen", "study"])

        let list = try find(music, Order.Request(query: "playlist morning in the study next"))
        #expect(list.kind == .playlist && list.count == 2)
        #expect(list.destination == "study" && list.mode == .next)
        #expect(try find(music, Order.Request(query: "pause")).kind == .command)
        let nothing = try find(music, Order.Request(query: "mornin"))
        #expect(nothing.kind == .nothing && nothing.reason?.code == .notFound)
        #expect(nothing.candidates.map(\.request) == [Order.Request(playlist: "Morning")])
        #expect(try find(music, Order.Request()).reason?.code == .invalid)
    }

    @Test func `is about the room if the room is wrong`() throws {
        let music = try Music(["Moby/Play/Porcelain"], rooms: ["kitchen", "study"])

        let answer = try find(music, Order.Request(query: "porcelain"), in: "kichen")
        let sentence = try find(music, Order.Request(query: "porcelain in the studdy"))

        #expect(answer.kind == .nothing && answer.reason?.code == .destination)
        #expect(answer.reason?.text.contains("did you mean “kitchen”?") == true)
        #expect(sentence.reason?.text.contains("did you mean “study”?") == true)
    }

    @Test func `is nothing in an empty library, and the answer says how to fill it`() throws {
        let music = try Music([])

        for request in [Order.Request(query: "canon"), Order.Request(title: "canon")] {
            let reason = try find(music, request).reason
            #expect(reason?.code == .notFound)
            #expect(
                reason?.text == """
                    the library is empty: put music into \(music.path), \
                    then run jukebox library update
                    """)
        }
    }

    @Test func `is not known before the first scan has ended`() throws {
        let music = try Music([])
        let progress = ScanProgress()
        music.lookup.progress = progress
        progress.begins(isFirst: true)

        let during = try find(music, Order.Request(query: "canon"))
        progress.ended()
        let after = try find(music, Order.Request(query: "canon"))

        #expect(during.reason?.code == .scanning)
        #expect(during.reason?.text.hasPrefix("the library is still being read") == true)
        #expect(after.reason?.code == .notFound)
    }

    @Test func `completes the names of music and playlists, each once and sorted`() throws {
        let music = try Music(
            ["Moby/Play/Porcelain", "Moby/Play/Play", "Queen/Jazz/Mustapha"],
            playlists: ["Morning": ""])
        let answers = FindingAnswers(music.lookup)

        #expect(try answers.complete("P", [], atMost: 9).names == ["Play", "Porcelain"])
        #expect(
            try answers.complete("mo", [.artist, .playlist], atMost: 9).names == [
                "Moby", "Morning",
            ])
        let cut = try answers.complete("", [.title], atMost: 2)
        #expect(cut.names == ["Mustapha", "Play"] && cut.hasMore)
    }
}
