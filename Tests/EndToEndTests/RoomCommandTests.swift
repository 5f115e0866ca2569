// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The commands for rooms` {
    @Test func `answer with the state that they led to`() throws {
        let home = try Home()
        try home.start()
        home.jukebox("play", "--title", "canon", "--to", "study", "--wait", "playing")
        home.jukebox("play", "--title", "ode to joy", "--to", "study", "--wait", "queued")

        let paused = home.jukebox("pause", "study")
        let again = home.jukebox("pause", "study")
        let resumed = home.jukebox("toggle", "study")
        let quiet = home.jukebox("volume", "40", "study")
        let muted = home.jukebox("study", "mute")
        let read = home.jukebox("volume", "study")
        home.jukebox("unmute", "study", "--quiet")
        let sought = home.jukebox("seek", "0:10", "study")
        let next = home.jukebox("next", "study")
        let stopped = home.jukebox("stop", "study")

        #expect(paused.output.contains("⏸ Canon") || paused.output.contains("= Canon"), "\(paused)")
        #expect(paused.output.contains("then Ode to Joy") && paused.output.contains("paused"))
        #expect(again.output.contains("already") && again.output.contains("paused"), "\(again)")
        #expect(resumed.output.contains("> Canon"), "\(resumed)")
        #expect(quiet.output.contains("volume 40 %"), "\(quiet)")
        #expect(muted.output.contains(", muted"), "\(muted)")
        #expect(read.output == "study muted (40 % before)\n", "\(read)")
        #expect(sought.output.contains(" 0:10/"), "\(sought)")
        #expect(next.output.hasPrefix("study > Ode to Joy"), "\(next)")
        #expect(stopped.output.hasPrefix("study - stopped at Ode to Joy"), "\(stopped)")
    }

    @Test func `print nothing with --quiet, and the room with --json`() throws {
        let home = try Home()
        try home.start()

        let quiet = home.jukebox("volume", "30", "study", "--quiet")
        let json = home.jukebox("volume", "30", "study", "--json")

        #expect(quiet.status == 0 && quiet.output == "" && quiet.errors == "", "\(quiet)")
        #expect(json.json["room"]?["volume"] == 30 && json.json["outcome"] == "finished")
    }

    @Test func `answer for each of several rooms`() throws {
        let home = try Home()
        try home.start()

        let all = home.jukebox("volume", "50", "all")
        let read = home.jukebox("volume")

        #expect(
            all.output == """
                kitchen - nothing plays, volume 50 %
                study - nothing plays, volume 50 %

                """, "\(all)")
        #expect(read.output == "kitchen 50 %\nstudy 50 %\n", "\(read)")
    }

    @Test func `show one room, and refuse one that there is not`() throws {
        let home = try Home()
        try home.start()

        let study = home.jukebox("status", "書斎")
        let wrong = home.jukebox("status", "stduy")
        let alone = home.jukebox()

        #expect(study.output.hasPrefix("- study\njukebox up"), "\(study)")
        #expect(wrong.status == 65)
        #expect(wrong.errors.contains("“stduy” is not a room; did you mean “study”?"), "\(wrong)")
        #expect(alone.output.hasPrefix("- kitchen\n- study\njukebox up"), "\(alone)")
    }

    @Test func `name the current song for scripts`() throws {
        let home = try Home()
        try home.start()

        let silent = home.jukebox("current")
        home.jukebox("play", "--title", "canon", "--to", "study", "--wait", "playing")
        let current = home.jukebox("current")

        #expect(silent.status == 0 && silent.output == "")
        #expect(current.output == "Canon by Johann Pachelbel\n", "\(current)")
        #expect(
            home.jukebox("current", "all").output == "study: Canon by Johann Pachelbel\n")
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
        let name = String(repeating: "very long room ", count: 8)
        try home.write(
            "jukebox.toml",
            home.settings(kitchen: "silent", study: "silent").replacing(
                "\"kitchen\"", with: "\"\(name)\""))
        try home.start()
        let runtime = ["JUKEBOX_RUNTIME_DIR": home.path + "/run"]

        let colour = try Pseudoterminal(
            Home.programs + "/jukebox", ["status"], columns: columns, environment: runtime)
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
