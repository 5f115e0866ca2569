// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The command line` {
    @Test func `gives every order its ticket, also while the daemon hangs`() throws {
        let home = try Home()
        try home.start()
        home.pause(true)

        let words = home.jukebox("play", "--title", "canon")
        let json = home.jukebox("play", "--title", "canon", "--json")
        let shown = home.jukebox("play", "--title", "canon", "--wait", "queued", "--timeout", "0.1")
        home.pause(false)

        #expect(words.status == 0 && words.output.hasPrefix("ticket 1 acknowledged"), "\(words)")
        #expect(json.status == 0 && json.json["ticket"] == 2, "\(json)")
        #expect(json.json["outcome"] == "acknowledged")
        #expect(shown.status == 124 && shown.output.hasPrefix("ticket 3 acknowledged"), "\(shown)")
        for ticket in ["1", "2", "3"] {
            #expect(home.jukebox("wait", ticket, "--for", "queued", "--timeout", "30").status == 0)
        }
    }

    @Test func `tells a jukebox that is down from a time that is up`() throws {
        let home = try Home()
        try home.start()
        home.end(SIGKILL)

        let order = home.jukebox("play", "--title", "canon")
        let shown = home.jukebox("order", "1")
        let wait = home.jukebox("wait", "1", "--timeout", "1.2")
        let waiting = home.jukebox(
            "play", "--title", "canon", "--wait", "playing", "--timeout", "0")
        let command = home.jukebox("pause")
        let question = home.jukebox("queue")

        #expect(order.status == 0 && order.output.contains("not running"), "\(order)")
        #expect(shown.status == 0 && shown.output.hasPrefix("ticket 1 acknowledged"), "\(shown)")
        #expect(wait.status == 69 && wait.errors.contains("waiting for it to return"), "\(wait)")
        #expect(waiting.status == 69 && waiting.output.hasPrefix("ticket 2 acknowledged"))
        #expect(command.status == 69, "\(command)")
        #expect(command.errors.contains("dropped unless it returns in 5 s"), "\(command)")
        #expect(command.errors.contains("“pause” was dropped"))
        #expect(question.status == 69)
        try home.start()
        #expect(home.jukebox("wait", "2", "--for", "queued", "--timeout", "30").status == 0)
        let late = home.jukebox(
            "play", "--title", "canon", "--to", "study", "--wait", "finished", "--timeout", "0.2")
        #expect(late.status == 124 && late.output.hasPrefix("ticket 3 "), "\(late)")
    }

    @Test func `waits for a daemon that restarts, and for a ticket that there is`() throws {
        let home = try Home()
        try home.start()
        home.pause(true)
        let order = home.jukebox("play", "--title", "canon", "--no-wait")
        let waiting = Process()
        waiting.executableURL = URL(fileURLWithPath: Home.programs + "/jukebox")
        waiting.arguments = ["wait", "1", "--for", "queued", "--timeout", "60"]
        waiting.environment = ["JUKEBOX_RUNTIME_DIR": home.path + "/run"]
        let errors = Pipe()
        waiting.standardError = errors
        try waiting.run()

        home.end(SIGKILL)
        let said = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
        try home.start()
        waiting.waitUntilExit()
        let unknown = home.jukebox("wait", "99", "--timeout", "100")

        #expect(order.output == "ticket 1\n")
        #expect(said.contains("waiting for it to return"), "\(said)")
        #expect(waiting.terminationStatus == 0)
        #expect(unknown.status == 65 && unknown.errors.contains("no ticket 99"), "\(unknown)")
    }

    @Test func `refuses what makes no sense before anything is placed`() throws {
        let home = try Home()
        try home.start()
        let wrong: [[String]] = [
            ["play", "canon", "--wait", "playing", "--timeout", "1e30"],
            ["play", "canon", "--timeout", "nan"], ["play", "canon", "--timeout", "inf"],
            ["play", "canon", "--timeout", "-1"], ["play", "canon", "--expire", "1e30"],
            ["play", "canon", "--expire", "0"], ["play", "canon", "--expire", "4294967295"],
            ["play", "canon", "--expire", "-1"], ["wait", "1", "--timeout", "1e30"],
            ["wait", "1", "--timeout", "nan"], ["wait", "1", "--for", "tea"],
            ["seek", "9223372036854775808"], ["seek", "1e300"], ["seek", "nan"], ["seek", ""],
            ["seek", "-inf"], ["seek", "1:-30"], ["volume", "1e999"], ["volume", "+1e999dB"],
            ["volume", "+500dB"], ["volume", "nan"], ["volume", "101"], ["volume", "-x"],
            ["cancel", "18446744073709551615"], ["cancel", "281474976710656"],
            ["order", "18446744073709551615"], ["wait", "18446744073709551615"],
            ["orders", "--count", "0"], ["orders", "--count", "99999999999999999999"],
            ["search", "a", "--count", "-9223372036854775808"],
            ["queue", "remove", "0"], ["queue", "remove", "-1"], ["queue", "move", "1", "0"],
            ["queue", "move", "0", "1"], ["queue", "move", "1", "4294967296"],
            ["play", ""], ["play", "  "], ["play", "--title", ""], ["play", "--title", "a\tb"],
            ["play", "--artist", "a\nb"], ["play", "a\u{1B}b"], ["play", "--path", ""],
            ["play", "canon", "--to", ""], ["pause", "a\u{7}b"], ["queue", ""],
            ["play", "canon", "--idempotency-key", "a\tb"],
            ["pipe", "ask", "--deadline", "1e300", "status"],
        ]

        for words in wrong {
            let run = Home.run(
                Home.programs + "/jukebox", words, ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])
            #expect(run.status == 64 && !run.errors.isEmpty, "\(words): \(run)")
        }
        #expect(home.jukebox("ring", "dump", "--json").json["next_ticket"] == 1)
    }

    @Test func `prints no character that could control a terminal, and exact JSON`() throws {
        let home = try Home()
        let name = "a\u{1B}[31mb\u{9B}c\u{202E}d\u{7F}"
        try home.write("lists/\(name).m3u8", "x.mp3\n")
        try home.start()

        let list = home.jukebox("playlist", "list")
        let json = home.jukebox("playlist", "list", "--json")
        let error = home.jukebox("playlist", "show", "\u{1B}[2J\u{2066}")

        #expect(list.output == "a␛[31mb<U+009B>c<U+202E>d␡\n", "\(list)")
        #expect(json.json["playlists"]?.elements.first?.string == name)
        #expect(
            error.status == 65 && error.errors.contains("no playlist “␛[2J<U+2066>”"), "\(error)")
    }

    @Test func `ends a wait for a song that was replaced with the same status everywhere`() throws {
        let home = try Home()
        try home.start()
        let waiting = Process()
        let errors = Pipe()
        waiting.executableURL = URL(fileURLWithPath: Home.programs + "/jukebox")
        waiting.arguments = ["play", "--title", "canon", "--to", "study", "--wait", "finished"]
        waiting.environment = ["JUKEBOX_RUNTIME_DIR": home.path + "/run"]
        waiting.standardError = errors
        waiting.standardOutput = FileHandle.nullDevice
        try waiting.run()
        Home.wait { home.jukebox("order", "1", "--json").json["outcome"] == "playing" }

        let next = home.jukebox("play", "--title", "canon", "--to", "study", "--replace")
        waiting.waitUntilExit()
        let said = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let again = home.jukebox("wait", "1", "--for", "finished")
        let reached = home.jukebox("wait", "1", "--for", "playing")
        let json = home.jukebox("wait", "1", "--json")

        #expect(next.status == 0)
        #expect(waiting.terminationStatus == 65 && said.contains("ticket 1 superseded"), "\(said)")
        #expect(again.status == 65 && again.errors.contains("superseded"), "\(again)")
        #expect(reached.status == 0 && reached.errors.isEmpty)
        #expect(json.status == 65 && json.json["counts"]?["superseded"] == 1, "\(json)")
    }

    @Test func `tells that a command is late, or cannot be done, by its status`() throws {
        let home = try Home()
        try home.start()

        let nowhere = home.jukebox("pause", "attic")
        let failed = home.jukebox("cancel", "77")

        #expect(nowhere.status == 65 && nowhere.errors.contains("no destination “attic”"))
        #expect(failed.status == 65 && failed.errors.contains("77"), "\(failed)")
    }
}
