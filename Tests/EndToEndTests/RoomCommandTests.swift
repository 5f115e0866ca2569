// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The commands for rooms` {
    /// Runs the command line where the locale has all signs.
    @discardableResult
    private func run(_ home: Home, _ words: String...) -> Home.Result {
        Home.run(
            Home.programs + "/jukebox", words,
            ["JUKEBOX_RUNTIME_DIR": home.path + "/run", "LC_ALL": "C.UTF-8"])
    }

    @Test func `answer with the state that they led to`() throws {
        let home = try Home()
        try home.start()
        run(home, "play", "--title", "canon", "--to", "study", "--wait", "playing")
        run(home, "play", "--title", "ode to joy", "--to", "study", "--wait", "queued")

        let paused = run(home, "pause", "study")
        let again = run(home, "pause", "study")
        let resumed = run(home, "toggle", "study")
        let quiet = run(home, "volume", "40", "study")
        let muted = run(home, "study", "mute")
        let read = run(home, "volume", "study")
        run(home, "unmute", "study", "--quiet")
        let sought = run(home, "seek", "0:10", "study")
        let next = run(home, "next", "study")
        let stopped = run(home, "stop", "study")

        #expect(paused.output.contains("⏸ Canon"), "\(paused)")
        #expect(paused.output.contains("then Ode to Joy") && paused.output.contains("paused"))
        #expect(again.output.contains("already") && again.output.contains("paused"), "\(again)")
        #expect(resumed.output.contains("▶ Canon"), "\(resumed)")
        #expect(quiet.output.contains("volume 40 %"), "\(quiet)")
        #expect(muted.output.contains(", muted"), "\(muted)")
        #expect(read.output == "study muted (40 % before)\n", "\(read)")
        #expect(sought.output.contains(" 0:10/"), "\(sought)")
        #expect(next.output.hasPrefix("study ▶ Ode to Joy"), "\(next)")
        #expect(stopped.output.hasPrefix("study ⏹ stopped at Ode to Joy"), "\(stopped)")
    }

    @Test func `print nothing with --quiet, and the room with --json`() throws {
        let home = try Home()
        try home.start()

        let quiet = run(home, "volume", "30", "study", "--quiet")
        let json = run(home, "volume", "30", "study", "--json")

        #expect(quiet.status == 0 && quiet.output == "" && quiet.errors == "", "\(quiet)")
        #expect(json.json["room"]?["volume"]?.double == 30 && json.json["outcome"] == "finished")
    }

    @Test func `answer for each of several rooms`() throws {
        let home = try Home()
        try home.start()

        let all = run(home, "volume", "50", "all")
        let read = run(home, "volume")

        #expect(
            all.output == """
                kitchen ⏹ nothing plays, volume 50 %
                study ⏹ nothing plays, volume 50 %

                """, "\(all)")
        #expect(read.output == "kitchen 50 %\nstudy 50 %\n", "\(read)")
    }

    @Test func `say why they cannot be obeyed, without a word of tickets`() throws {
        let home = try Home()
        try home.start()

        let nothing = run(home, "next", "study")
        let wrong = run(home, "pause", "stduy")

        #expect(nothing.status == 65)
        #expect(nothing.errors == "jukebox: nothing plays in study\n", "\(nothing)")
        #expect(wrong.status == 65)
        #expect(wrong.errors.hasSuffix("; did you mean “study”?\n"), "\(wrong)")
    }

    @Test func `show one room, and refuse one that there is not`() throws {
        let home = try Home()
        try home.start()

        let study = run(home, "status", "書斎")
        let wrong = run(home, "status", "stduy")
        let alone = run(home)

        #expect(study.output.hasPrefix("⏹ study\njukebox up"), "\(study)")
        #expect(wrong.status == 65)
        #expect(wrong.errors.contains("“stduy” is not a room; did you mean “study”?"), "\(wrong)")
        #expect(alone.output.hasPrefix("⏹ kitchen\n⏹ study\njukebox up"), "\(alone)")
    }

    @Test func `name the current song for scripts`() throws {
        let home = try Home()
        try home.start()

        let silent = run(home, "current")
        run(home, "play", "--title", "canon", "--to", "study", "--wait", "playing")
        let current = run(home, "current")

        #expect(silent.status == 0 && silent.output == "")
        #expect(current.output == "Canon by Johann Pachelbel\n", "\(current)")
        #expect(
            run(home, "current", "all").output == "study: Canon by Johann Pachelbel\n")
    }
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct `What the command line prints` {
    private func shell(_ home: Home, _ script: String) -> Home.Result {
        Home.run(
            "/bin/bash", ["-c", script, Home.programs + "/jukebox"],
            ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])
    }

    @Test(arguments: ["status", "rooms", "status --json", "orders", "--help"])
    func `ends quietly if nobody reads it`(command: String) throws {
        let home = try Home()
        try home.start()

        let usual = shell(
            home, "(sleep 0.3; exec \"$0\" \(command)) | true; echo ${PIPESTATUS[0]}")
        let ignoring = shell(
            home, "trap '' PIPE; (sleep 0.3; exec \"$0\" \(command)) | true; echo ${PIPESTATUS[0]}")

        #expect(usual.output == "141\n" && usual.errors == "", "\(usual)")
        #expect(ignoring.output == "141\n" && ignoring.errors == "", "\(ignoring)")
    }

    @Test func `fails if it cannot be written`() throws {
        let home = try Home()
        try home.start()

        let full = shell(home, "\"$0\" status > /dev/full; echo $?")

        #expect(full.output == "74\n", "\(full)")
        #expect(full.errors.contains("No space left on device"), "\(full)")
    }

    @Test(arguments: [20, 80, 300])
    func `fits the terminal, and has colour unless that is refused`(columns: Int) throws {
        let home = try Home()
        let name = String(repeating: "long room ", count: 6).dropLast()
        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent").replacing(
                "\"kitchen\"", with: "\"\(name)\""))
        try home.start()
        let runtime = ["JUKEBOX_RUNTIME_DIR": home.path + "/run"]

        let colour = try Pseudoterminal(
            Home.programs + "/jukebox", ["status"], columns: columns,
            environment: runtime.merging(["NO_COLOR": ""]) { $1 })
        let plain = try Pseudoterminal(
            Home.programs + "/jukebox", ["status"], columns: columns,
            environment: runtime.merging(["NO_COLOR": "1"]) { $1 })

        #expect(colour.wait() == 0 && plain.wait() == 0)
        #expect(colour.output.contains("\u{1B}[") && !plain.output.contains("\u{1B}"))
        let rows = plain.output.split(separator: "\r\n").filter { $0.contains("⏹") }
        #expect(rows.count == 2)
        #expect(rows.allSatisfy { $0.count <= columns }, "\(plain.output)")
    }
}
