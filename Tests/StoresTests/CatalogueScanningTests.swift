// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import GRDB
import JukeboxModel
import Names
import Stores
import Testing

@Suite struct `The catalogue and a scan` {
    private let scratch: Scratch
    private let file: String
    private let path = EscapedPath(escaped: "/m/a.mp3")

    init() throws {
        scratch = try Scratch()
        file = scratch.path + "/c.db"
    }

    private func song(_ path: EscapedPath, length: Int64 = 1000) -> FileFacts {
        var tags = TagFacts(format: "mp3")
        tags.title = "A"
        tags.milliseconds = length
        return FileFacts(path: path, size: 1, modified: 2, inode: 3, tags: tags)
    }

    private func problem(_ retry: FileFacts.Retry) -> FileFacts {
        FileFacts(path: path, size: 1, modified: 2, inode: 3, problem: "broken", retry: retry)
    }

    @Test func `keep two files whose names differ in their normal form only`() throws {
        let catalogue = try Catalogue(path: file)
        let names = ["/m/\u{E9}.mp3", "/m/e\u{301}.mp3"].map { EscapedPath(escaped: $0) }

        try catalogue.take(names.map { song($0) })
        let both = try catalogue.known()
        try catalogue.drop([names[0]], away: false)

        #expect(Set(both.keys) == Set(names))
        #expect(Array(try catalogue.known().keys) == [names[1]])
    }

    @Test func `keep the tags of a file that cannot be read for a while`() throws {
        let catalogue = try Catalogue(path: file)
        try catalogue.take([song(path)])

        try catalogue.take([problem(.nextScan)])

        #expect(try catalogue.track(at: path)?.title == "A")
        #expect(try catalogue.known()[path]?.mustRetry == true)
        try catalogue.take([song(path)])
        #expect(try catalogue.known()[path]?.mustRetry == false)
    }

    @Test(arguments: [
        (FileFacts.Retry.whenChanged, false, false), (.nextScan, true, true),
        (.nextStart, false, true),
    ])
    func `retry by the kind of problem`(
        retry: FileFacts.Retry, atNextScan: Bool, afterRestart: Bool
    ) throws {
        let catalogue = try Catalogue(path: file)
        try catalogue.take([problem(retry)])

        let now = try catalogue.known()[path]?.mustRetry
        let restarted = try Catalogue(path: file).known()[path]?.mustRetry

        #expect(now == atNextScan && restarted == afterRestart)
        #expect(try catalogue.totals().unreadable == 1)
    }

    @Test func `read again what an earlier version condemned`() throws {
        try Catalogue(path: file).take([problem(.whenChanged), song(EscapedPath(escaped: "/b"))])
        let database = try DatabaseQueue(path: file)
        try database.write {
            try $0.execute(
                sql: """
                    DROP TABLE words; DROP TABLE spellings; DROP TRIGGER tracksForgotten;
                    DROP INDEX tracksByNumber; DROP INDEX tracksByGenre;
                    ALTER TABLE tracks DROP COLUMN genre; ALTER TABLE tracks DROP COLUMN genreKey;
                    ALTER TABLE tracks DROP COLUMN added; ALTER TABLE tracks DROP COLUMN number;
                    DROP INDEX tracksToRetry; ALTER TABLE tracks DROP COLUMN retry;
                    UPDATE tracks SET milliseconds = 9223372036854775807 WHERE path = '/b';
                    DELETE FROM grdb_migrations WHERE identifier IN ('2 retries', '3 finding')
                    """)
        }
        try database.close()

        let catalogue = try Catalogue(path: file)

        #expect(try catalogue.known()[path]?.mustRetry == true)
        // A later version asks every file for its genre.
        #expect(try catalogue.known()[EscapedPath(escaped: "/b")]?.mustRetry == true)
        #expect(try catalogue.totals().milliseconds == 0)
        let found = try catalogue.search(SearchText("a"), atMost: 9, now: 0)
        #expect(found.tracks.map(\.track.path.text) == ["/b"])
    }

    @Test func `bring a file back that was away`() throws {
        let catalogue = try Catalogue(path: file)
        try catalogue.take([song(path)])
        try catalogue.drop([path], away: true)
        let away = try catalogue.known()[path]?.isAway

        try catalogue.comeBack([path])

        #expect(away == true)
        #expect(try catalogue.known()[path]?.isAway == false)
    }

    @Test func `add up lengths of any size`() throws {
        let catalogue = try Catalogue(path: file)
        try catalogue.take((0..<10).map { song(EscapedPath(escaped: "/\($0)"), length: .max) })

        #expect(try catalogue.totals().milliseconds == .max)
    }

    @Test func `learn a length that was measured`() throws {
        let catalogue = try Catalogue(path: file)
        try catalogue.take([song(path, length: 0)])

        try catalogue.learn(path: path, milliseconds: 222_000)
        for wrong in [0, -1, Int64.min, .max] {
            try catalogue.learn(path: path, milliseconds: wrong)
        }
        try catalogue.learn(path: EscapedPath(escaped: "/unknown"), milliseconds: 5)

        #expect(try catalogue.track(at: path)?.milliseconds == 222_000)
        #expect(try catalogue.totals().tracks == 1)
    }

    @Test func `keep a file's number and the time it was first seen when it changes`() throws {
        let catalogue = try Catalogue(path: file)
        try catalogue.take([song(path)])
        let before = try catalogue.search(SearchText("a"), atMost: 9, now: 0).tracks
        var changed = song(path)
        changed.tags?.title = "B"
        changed.tags?.genre = "Rock; rock;; Jazz "

        try catalogue.take([changed])

        let after = try catalogue.search(SearchText("genre:jazz"), atMost: 9, now: 0).tracks
        #expect(after.map(\.track.title) == ["B"])
        #expect(after.first?.genre == "Rock; Jazz")
        #expect(after.first?.added == before.first?.added)
        #expect(try catalogue.search(SearchText("title:a"), atMost: 9, now: 0).tracks.isEmpty)
    }

    @Test func `forget the words of a file that is gone or is not music any more`() throws {
        let catalogue = try Catalogue(path: file)
        let other = EscapedPath(escaped: "/m/b.mp3")
        try catalogue.take([song(path), song(other)])

        try catalogue.take([problem(.whenChanged)])
        try catalogue.drop([other], away: false)

        #expect(try catalogue.search(SearchText("a"), atMost: 9, now: 0).tracks.isEmpty)
        #expect(try catalogue.names(.title, beginningWith: "", atMost: 9).isEmpty)
        #expect(try catalogue.isEmpty())
    }
}
