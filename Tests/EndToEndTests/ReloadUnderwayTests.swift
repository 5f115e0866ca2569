// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import JukeboxModel
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A reload while music plays` {
    private func recorded(_ home: Home) throws -> [Int16] {
        try home.heard().withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
    }

    @Test func `of the music folders tears no sound, and what lies outside fails at its turn`()
        throws
    {
        let home = try Home()
        func settings(_ folders: String...) -> String {
            let music = folders.map { "\"\(home.path)/\($0)\"" }.joined(separator: ", ")
            return home.settings(kitchen: "wav:\(home.path)/kitchen.wav", study: "silent")
                .replacing("\"\(Home.music)\", \"\(home.path)/music\"", with: music)
        }
        for (folder, songs) in [("one", 0..<4), ("two", 4..<5), ("three", 5..<6)] {
            mkdir(home.path + "/" + folder, 0o755)
            for song in songs { try Noise.copy(song, to: "\(home.path)/\(folder)/\(song).mp3") }
        }
        try home.write("jukebox.toml", settings("one", "two"))
        try home.start(expecting: 5)
        let client = try Listener(home)
        let players = try home.children()
        let path = { (name: String) in home.path + "/" + name + ".mp3" }
        let before = try ["one/0", "one/1", "one/2", "two/4", "one/3"].map {
            try client.play(path($0))
        }
        _ = try client.standing(of: before[0], until: .playing)

        try home.write("jukebox.toml", settings("one", "three"))
        try client.send(Order(.reload))
        let added = try client.play(path("three/5"))
        let outcomes = try (before + [added]).map { try client.end(of: $0) }

        let kept = ["finished", "finished", "finished", "failed", "finished", "finished"]
        #expect(outcomes.map { $0["outcome"]?.string } == kept)
        #expect(outcomes[3]["reason"]?["code"] == "outside", "\(outcomes[3].line)")
        let order = try client.ends().map(\.ticket).filter { (before + [added]).contains($0) }
        #expect(order == before + [added])
        let heard = try recorded(home)
        let isWhole = try heard == [0, 1, 2, 3, 5].flatMap(Noise.samples)
        #expect(isWhole, "\(heard.count) samples")
        // Only the song in the new folder needs a player that may read it.
        #expect(try home.children().contains(players[1]), "the study's player is the same")
        #expect(!home.logText.contains("player killed"))
    }

    @Test func `never shows an empty board, and keeps the volume of a room that comes back`()
        throws
    {
        let home = try Home(kitchen: "silent")
        try home.start()
        let client = try Listener(home)
        _ = try client.send(
            Order(.volume(.set(.decibels(-20))), destination: DestinationName("study")))
        let whole = home.settings(kitchen: "silent", study: "silent")
        let part = whole.replacing("name = \"kitchen\"", with: "name = \"attic\"")
            .replacing("default_destination = \"kitchen\"", with: "")
        let looks = Looks()
        nonisolated(unsafe) let watcher = try Listener(home)
        Thread { looks.run { watcher.attachment.view.snapshots.count } }.start()

        for round in 0..<50 {
            let text =
                switch round % 3 {
                case 0: part
                case 1: whole.replacing("name = \"study\"", with: "name = \"cellar\"")
                default: whole
                }
            try home.write("jukebox.toml", text)
            let reload = try client.send(Order(.reload))
            #expect(try client.end(of: reload)["outcome"] == "finished")
        }
        try home.write("jukebox.toml", whole)
        #expect(try client.end(of: client.send(Order(.reload)))["outcome"] == "finished")

        let (count, fewest) = looks.end()
        #expect(count > 50 && fewest == 2)
        #expect(client.room("study")["volume_db"]?.double == -20)
    }

    @Test func `that changes the state directory says that it needs a restart`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        let text = home.settings(kitchen: "silent", study: "silent")
        try home.write("jukebox.toml", text.replacing("/state\"", with: "/other\""))

        let reload = home.jukebox("reload")
        let again = home.jukebox("reload")

        #expect(reload.status == 0)
        #expect(reload.output.contains("paths.state has changed"), "\(reload)")
        #expect(again.output == reload.output, "it is so until the restart")
        #expect(home.logText.contains("paths.state has changed; it holds from the next start"))
        #expect(!FileManager.default.fileExists(atPath: home.path + "/other"))
    }

    /// A thread that looks again and again, and keeps the least that it saw.
    private final class Looks: @unchecked Sendable {
        // Unchecked: guarded by the lock.
        private let lock = NSLock()
        private let ended = DispatchSemaphore(value: 0)
        private var isOver = false
        private var count = 0
        private var fewest = Int.max

        func run(_ look: () -> Int) {
            while !lock.withLock({ isOver }) {
                let seen = look()
                lock.withLock {
                    count += 1
                    fewest = min(fewest, seen)
                }
                usleep(200)
            }
            ended.signal()
        }

        func end() -> (count: Int, fewest: Int) {
            lock.withLock { isOver = true }
            ended.wait()
            return lock.withLock { (count, fewest) }
        }
    }
}
