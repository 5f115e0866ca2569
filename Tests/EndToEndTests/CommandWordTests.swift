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
                #expect(run.output.hasPrefix("OVERVIEW: \(row.help)\n"), "\(word): \(run)")
                #expect(
                    run.output.contains(
                        "USAGE: jukebox \(words.count > 1 ? words.joined(separator: " ") : row.word) "
                    ))
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
            (["pause"], "paused"), (["unpause"], "playing"), (["skip"], "skipped"),
            (["prev", "kitchen"], "went back"), (["back", "--to", "kitchen"], "went back"),
            (["volume", "40"], "volume set"), (["vol", "40", "%"], "volume set"),
            (["volume", "-12dB", "kitchen"], "volume set"), (["seek", "1:00", "kitchen"], "moved"),
            (["seek", "-10"], "moved"), (["move", "3", "1"], "entry 3 moved"),
            (["queue", "remove", "3"], "entry 3 removed"), (["clear"], "cleared"),
            (["queue", "clear"], "cleared"), (["stop"], "stopped"), (["reload"], "settings read"),
        ]
        for (words, text) in done {
            let run = Home.run(
                Home.programs + "/jukebox", words, ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])
            #expect(run.status == 0 && run.output.hasPrefix(text), "\(words): \(run)")
        }
        let room = home.jukebox("status", "--json").json["destinations"]?.elements.first
        #expect(room?["volume_db"]?.double == -12, "\(room?.line ?? "?")")
    }

    @Test(arguments: [
        (["seek", "x"], "“x” is not a position; say seek 90"),
        (["volume", "loud"], "“loud” is not a volume; say volume 40"),
        (["volume", "101"], "0 to 100"), (["remove", "0"], "“0” is not an entry"),
        (["remove", "-1"], "“-1” is not an entry"), (["move", "1", "0"], "where 1 is the next"),
        (["cancel", "x"], "“x” is not a ticket"),
        (["pause", "kitchen", "--to", "study"], "are two destinations"),
        (["skipp"], "is not a command; did you mean “skip”?"),
    ])
    func `with a wrong value says what would be right`(words: [String], why: String) {
        let run = Home.run(Home.programs + "/jukebox", words)
        #expect(run.status == 64 && run.errors.contains(why), "\(run)")
    }
}
