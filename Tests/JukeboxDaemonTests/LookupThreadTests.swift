// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxLogic
import JukeboxModel
import JukeboxSettings
import LinuxSystem
import Logging
import Stores
import Testing

@testable import JukeboxDaemon

@Suite(.timeLimit(.minutes(1))) struct `Looking names up` {
    @Test func `lets an order go before the rest of a long list`() throws {
        let path = NSTemporaryDirectory() + "jukebox-lookup-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let list = (1...2000).map { "\(path)/\($0).mp3\n" }.joined()
        try list.write(toFile: path + "/Long.m3u", atomically: true, encoding: .utf8)
        _ = try Catalogue(path: path + "/catalogue.db")
        var settings = Settings.defaults(for: .ofThisProcess)
        settings.paths.playlists = path
        settings.paths.music = [path]
        let (inbox, main) = (try Mailbox<LookupMessage>(), try Mailbox<MainMessage>())
        inbox.post(contentsOf: [
            .lookUp(OrderKey(1), Order.Request(playlist: "Long")),
            .lookUp(OrderKey(2), Order.Request(title: "nothing")),
        ])

        let thread = LookupThread(
            inbox: inbox, main: main,
            lookup: Lookup(
                catalogue: try Catalogue(reading: path + "/catalogue.db"), settings: settings,
                logger: Logger(label: "lookup") { _ in SwiftLogNoOpLogHandler() }))
        nonisolated(unsafe) let running = thread  // used on its thread only
        try NamedThread.start("lookup") { running.run() }
        var news: [String] = []
        while news.count < 3 {
            var watched = [Watched(main.number)]
            poll(&watched, until: nil)
            for case .event(let event) in main.take() {
                switch event {
                case .found(let key, _, _): news.append("found \(key.row)")
                case .foundMore(let key, let rest): news.append("rest \(key.row): \(rest.count)")
                default: break
                }
            }
        }

        #expect(news == ["found 1", "found 2", "rest 1: 1900"])
    }

    @Test func `lets an order wait for the first scan`() throws {
        let music = try Music([])
        let progress = ScanProgress()
        progress.begins(isFirst: true)
        music.lookup.progress = progress
        let (inbox, main) = (try Mailbox<LookupMessage>(), try Mailbox<MainMessage>())
        let thread = LookupThread(inbox: inbox, main: main, lookup: music.lookup)
        nonisolated(unsafe) let running = thread  // used on its thread only
        try NamedThread.start("lookup") { running.run() }
        inbox.post(.lookUp(OrderKey(1), Order.Request(title: "canon")))
        inbox.post(.lookUp(OrderKey(2), Order.Request(path: EscapedPath(escaped: "/x"))))
        #expect(news(main).map { "\($0.key.row) \($0.count)" } == ["2 0"])

        let writer = try Catalogue(path: music.path + "/catalogue.db")
        var tags = TagFacts(format: "mp3")
        tags.title = "Canon"
        let path = EscapedPath(escaped: music.path + "/a.mp3")
        try writer.take([FileFacts(path: path, size: 1, modified: 1, inode: 1, tags: tags)])
        progress.ended()

        #expect(news(main).map { "\($0.key.row) \($0.count)" } == ["1 1"])
        withExtendedLifetime(music) {}
    }

    /// Waits for the next orders that were found.
    private func news(_ main: Mailbox<MainMessage>) -> [(key: OrderKey, count: Int)] {
        while true {
            var watched = [Watched(main.number)]
            poll(&watched, until: nil)
            let found = main.take().compactMap { message -> (key: OrderKey, count: Int)? in
                guard case .event(.found(let key, let finding, _)) = message else { return nil }
                if case .tracks(let tracks, _, _, _) = finding { return (key, tracks.count) }
                return (key, 0)
            }
            if !found.isEmpty { return found }
        }
    }

    @Test func `sees what another connection writes, and can write nothing`() throws {
        let path = NSTemporaryDirectory() + "jukebox-read-\(UUID().uuidString.prefix(8)).db"
        defer { for end in ["", "-wal", "-shm"] { unlink(path + end) } }
        let writer = try Catalogue(path: path)
        let reader = try Catalogue(reading: path)
        let song = EscapedPath(bytes: "/m/a.mp3".utf8)
        let file = FileFacts(path: song, size: 1, modified: 1, inode: 1)

        try writer.take([file])
        try writer.learn(path: song, milliseconds: 1234)

        #expect(try reader.track(at: song)?.milliseconds == 1234)
        #expect(throws: (any Error).self) { try reader.take([file]) }
    }
}
