// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The queue on the command line` {
    /// A home that plays “canon” in the kitchen and has three songs waiting.
    private func home() throws -> Home {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "canon", "--wait", "playing")
        for title in ["ode to joy", "canon", "ode to joy"] {
            home.jukebox("play", title, "--wait", "queued")
        }
        return home
    }

    private func entries(_ home: Home) -> [JSON] {
        home.jukebox("queue", "--json").json["entries"]?.elements ?? []
    }

    private func titles(_ home: Home) -> [String] {
        entries(home).compactMap { $0["title"]?.string }
    }

    @Test func `shows positions, lengths, who ordered, and what plays`() throws {
        let home = try home()

        let run = home.jukebox("queue")
        let lines = run.output.split(separator: "\n")
        let json = home.jukebox("queue", "--json").json

        #expect(run.status == 0 && lines.count == 5, "\(run)")
        #expect(lines[0].hasPrefix("kitchen: 4 songs, "))
        #expect(lines[2].hasPrefix("1  ") && lines[4].hasPrefix("3  "), "\(run)")
        #expect(json["total"] == 4)
        let entries = json["entries"]?.elements ?? []
        #expect(entries.map { $0["position"]?.int } == [nil, 1, 2, 3])
        #expect(entries.map { $0["playing"]?.bool } == [true, false, false, false])
        #expect(entries.allSatisfy { ($0["entry"]?.int ?? 0) > 0 && $0["by"]?.string != nil })
    }

    @Test func `removes positions and brings them back`() throws {
        let home = try home()
        let before = titles(home)

        let removed = home.jukebox("remove", "1,3")
        #expect(removed.status == 0, "\(removed)")
        #expect(removed.output.contains("2 songs were removed from the queue of kitchen"))
        #expect(titles(home) == [before[0], before[2]])
        let undone = home.jukebox("kitchen", "undo")

        #expect(undone.status == 0 && undone.output.contains("2 songs are back"), "\(undone)")
        #expect(titles(home) == before)
    }

    @Test func `moves, mixes, crops and clears, and undo takes each back`() throws {
        let home = try home()
        let before = entries(home).compactMap { $0["entry"]?.int }

        #expect(home.jukebox("move", "3", "1", "kitchen").status == 0)
        #expect(
            entries(home).compactMap { $0["entry"]?.int } == [
                before[0], before[3], before[1], before[2],
            ])
        #expect(home.jukebox("shuffle").output.contains("3 songs were mixed"))
        #expect(home.jukebox("crop").status == 0)
        #expect(entries(home).count == 1)
        for _ in 0..<3 { #expect(home.jukebox("undo", "--to", "kitchen").status == 0) }
        let back = entries(home)
        #expect(back.count == 4 && back[0]["entry"]?.int == before[0])
        let nothing = home.jukebox("undo")

        #expect(nothing.status == 65)
        #expect(nothing.errors.contains("no change of the queue of kitchen"), "\(nothing)")
    }

    @Test(arguments: [["jump", "3", "kitchen"], ["play", "3"], ["kitchen", "play", "3"]])
    func `plays a position at once`(words: [String]) throws {
        let home = try home()
        let third = entries(home)[3]["entry"]

        let run = Home.run(
            Home.programs + "/jukebox", words, ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])

        #expect(run.status == 0, "\(run)")
        #expect(entries(home).map { $0["entry"] } == [third])
        let previous = home.jukebox("prev")
        #expect(previous.status == 0)
        #expect(entries(home).count == 2)
    }

    @Test func `takes a number that is no position for the name of a song`() throws {
        let home = try home()

        let run = home.jukebox("play", "1999")

        #expect(run.status == 65 && entries(home).count == 4, "\(run)")
    }

    @Test(arguments: [
        ["remove", "4"], ["remove", "1-4"], ["remove", "1000000"], ["move", "1", "9"],
        ["move", "9", "1"], ["jump", "4"],
    ])
    func `says how many songs there are if a position is too high`(words: [String]) throws {
        let home = try home()

        let run = Home.run(
            Home.programs + "/jukebox", words, ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])

        #expect(run.status == 65 && run.errors.contains("3 songs wait in kitchen"), "\(run)")
        #expect(entries(home).count == 4)
    }

    @Test(arguments: [
        ["remove"], ["remove", "x"], ["remove", "0"], ["remove", "3-1"], ["remove", "1,"],
        ["remove", ""], ["move"], ["move", "1"], ["move", "1", "x"], ["move", "0", "1"],
        ["jump"], ["jump", "x"], ["jump", "1-2"], ["remove", "99999999999999999999"],
    ])
    func `refuses what is not a position, and shows the usage`(words: [String]) throws {
        let run = Home.run(Home.programs + "/jukebox", words)

        #expect(run.status == 64 && run.errors.contains("usage: jukebox \(words[0])"), "\(run)")
    }
}
