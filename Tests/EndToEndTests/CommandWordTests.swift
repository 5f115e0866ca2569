// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import JukeboxModel
import TestKit
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `A command's word on the command line` {
    /// The commands without their own word, and where they are instead.
    private static let elsewhere: [Order.Verb.Kind: [String]] = [.update: ["library", "update"]]

    @Test func `has help, by each alias too`() throws {
        for kind in Order.Verb.Kind.allCases {
            guard let row = kind.row else { continue }
            for word in [row.word] + row.aliases {
                let words = Self.elsewhere[kind] ?? [word]
                let run = Home.run(Home.programs + "/jukebox", ["help"] + words)
                let name = words.count > 1 ? words.joined(separator: " ") : row.word
                #expect(run.output.hasPrefix("Usage: jukebox \(name)"), "\(word): \(run)")
                #expect(run.output.contains("\n\(row.help)\n"), "\(word): \(run)")
                for example in row.value.examples {
                    #expect(run.output.contains("jukebox \(row.word) \(example)"), "\(word)")
                }
            }
        }
    }

    @Test func `carries out what it says, and so does each alias`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        home.jukebox("play", "canon", "--wait", "playing")
        home.jukebox("play", "ode to joy", "--wait", "queued")
        home.jukebox("play", "canon", "--wait", "queued")

        let done = [
            ["pause"], ["unpause"], ["skip"], ["prev", "kitchen"], ["back", "--to", "kitchen"],
            ["volume", "40"], ["vol", "40", "%"], ["volume", "-12dB", "kitchen"],
            ["kitchen", "seek", "0:05"], ["seek", "-10"], ["move", "2", "1"],
            ["queue", "remove", "2"], ["clear"], ["queue", "clear"], ["stop", "all"], ["reload"],
        ]
        for words in done {
            let run = Home.run(
                Home.programs + "/jukebox", words, ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])
            #expect(run.status == 0 && !run.output.isEmpty, "\(words): \(run)")
        }
        let room = home.jukebox("status", "--json").json["destinations"]?.elements.first
        #expect(room?["volume_db"]?.double == -12, "\(room?.line ?? "?")")
    }

    @Test(arguments: [
        (["seek", "x"], "“x” is not a position; say seek 90"),
        (["volume", "loud"], "“loud” is not a volume; say volume 40"),
        (["volume", "101"], "0 to 100"), (["remove", "0"], "“0” is not a position"),
        (["remove", "-1"], "is not a position"), (["move", "1", "0"], "where 1 is the next"),
        (["cancel", "x"], "“x” is not a ticket"),
        (["pause", "kitchen", "--to", "study"], "are two rooms"),
        (["skipp"], "is not a command; did you mean “skip”?"),
    ])
    func `with a wrong value says what would be right`(words: [String], why: String) {
        let run = Home.run(Home.programs + "/jukebox", words)
        #expect(run.status == 64 && run.errors.contains(why), "\(run)")
    }
}
