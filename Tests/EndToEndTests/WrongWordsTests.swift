// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import Foundation
import TestKit
import Testing

@testable import JukeboxCommands

/// Every command with words that make no sense, generated from the list of commands.
@Suite(.timeLimit(.minutes(3))) struct `Every command` {
    /// The commands that go on until they are told to end.
    private static let endless: Set<String> = ["try", "pipe serve"]

    static let all: [[String]] = {
        func below(_ command: CommandSpec, _ path: [String]) -> [[String]] {
            [path] + command.subcommands.flatMap { below($0, path + [$0.name]) }
        }
        return ProgramSpec.jukebox.commands.flatMap { below($0, [$0.name]) }
    }()

    /// Words as a shell makes them, so that they need not be UTF-8.
    private static let wrong = [
        ("none", ""), ("many", String(repeating: " x", count: 300)), ("empty", " ''"),
        ("huge", " \"$(printf %0100000d 7)\""), ("minus", " -9223372036854775809"),
        ("bytes", " \"$(printf 'a\\377\\376')\""),
        ("control", " \"$(printf 'a\\033[2J\\tb')\""),
        ("bytes room", " --to \"$(printf '\\377')\""),
    ]

    /// The statuses that the manual names, and that of a missing right.
    private static let statuses: Set<Int32> = [0, 64, 65, 66, 69, 73, 75, 77, 124]

    @Test func `with wrong words ends with a known status, and orders nothing`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        let calls = Self.all.flatMap { path in
            Self.wrong.filter { !(["none", "many"].contains($0.0) && Self.waits(path)) }.map {
                (path, $0.0, $0.1)
            }
        }
        for (path, name, words) in calls { Self.check(path, name, words, in: home.path) }
        let orders = home.jukebox("orders", "--count", "10000", "--json").json["orders"]
        for order in orders?.elements ?? [] where order["verb"]?.string == "play" {
            #expect(order["outcome"]?.string == "refused", "\(order.line)")
        }
    }

    private static func check(_ path: [String], _ name: String, _ words: String, in home: String) {
        let line =
            "cd \"$JUKEBOX_PIPES\" && exec \"$PROGRAM\" \(path.joined(separator: " "))\(words) </dev/null"
        let run = Home.run(
            "/usr/bin/timeout", ["--foreground", "-s", "KILL", "30", "/bin/sh", "-c", line],
            [
                "PROGRAM": Home.programs + "/jukebox", "DEADLINE": "1",
                "JUKEBOX_RUNTIME_DIR": home + "/run", "JUKEBOX_PIPES": home, "TMPDIR": home,
            ])
        let call = "\(path.joined(separator: " ")) with \(name)"
        #expect(statuses.contains(run.status), "\(call): \(run)")
        #expect(run.status != 124 || path == ["wait"], "\(call) does not end")
        #expect(run.status == 0 || !run.errors.isEmpty, "\(call) says nothing")
        let said = (run.output + run.errors).unicodeScalars
        #expect(!said.contains("\u{1B}"), "\(call) controls the terminal")
        #expect(run.errors.utf8.count < 4000, "\(call) says too much")
    }

    private static func waits(_ path: [String]) -> Bool {
        endless.contains(path.joined(separator: " "))
    }
}
