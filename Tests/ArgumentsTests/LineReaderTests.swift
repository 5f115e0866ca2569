// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import SeededDice
import Testing

@Suite struct `A command line` {
    @Test func `takes options before, between and after its words`() throws {
        for words in [
            ["play", "let", "it", "be", "--to", "study", "--json"],
            ["--json", "play", "--to=study", "let", "it", "be"],
            ["add", "let", "--to", "study", "it", "--json", "be"],
        ] {
            guard case .command(let line) = try Sample.reader.read(words.map { Word($0) }) else {
                Issue.record("no command: \(words)")
                continue
            }
            #expect(line.command.name == "play" && line.has(Sample.json))
            #expect(try line.texts() == ["let", "it", "be"] && line.text(Sample.to) == "study")
        }
    }

    @Test func `takes a dash before a digit for a minus sign`() throws {
        let line = try Sample.line("seek", "-10", "study")

        #expect(try line?.texts() == ["-10", "study"])
    }

    @Test func `takes everything after two dashes as words`() throws {
        let line = try Sample.line("play", "--", "--to", "-n")

        #expect(try line?.texts() == ["--to", "-n"])
        #expect(line?.has(Sample.now) == false)
    }

    @Test func `leaves all words of a command that passes them through`() throws {
        let line = try Sample.line("pipe", "ask", "--count", "3", "play", "--to", "x", "--", "y")

        #expect(try line?.texts() == ["play", "--to", "x", "--", "y"])
        #expect(try line?.number(Sample.count, in: 1...9) == 3)
    }

    @Test func `finds subcommands, and the command itself without one`() throws {
        #expect(try Sample.line("list", "show", "x")?.path == ["list", "show"])
        #expect(try Sample.line("list")?.path == ["list"])
        #expect(try Sample.line("list", "--json")?.has(Sample.json) == true)
    }

    @Test func `keeps bytes that are no UTF-8, and refuses them as text`() throws {
        let bytes: [UInt8] = [0x61, 0xFF]
        guard case .command(let line) = try Sample.reader.read([Word("play"), Word(bytes: bytes)])
        else {
            Issue.record("no command")
            return
        }

        #expect(line.words.first?.bytes == bytes)
        #expect(throws: UsageError.self) { try line.texts() }
    }

    @Test func `asks for help anywhere, and for the overview without a command`() throws {
        for words in [["seek", "--help"], ["seek", "1", "-h"], ["help", "seek"]] {
            guard case .help(let command, let path) = try Sample.reader.read(words.map { Word($0) })
            else {
                Issue.record("no help: \(words)")
                continue
            }
            #expect(command?.name == "seek" && path == ["seek"])
        }
        guard case .help(nil, _) = try Sample.read("--help") else {
            Issue.record("no overview")
            return
        }
    }

    @Test func `says which first word it does not know, because it may be a room`() throws {
        guard case .unknown(let word) = try Sample.read("study", "play") else {
            Issue.record("known")
            return
        }
        #expect(word.text == "study")
    }

    @Test(arguments: [
        (
            ["play", "--too", "x"],
            "there is no option “--too”; did you mean “--to”?\nusage: box play"
        ),
        (["play", "--to"], "--to needs ROOM\nusage: box play"),
        (["play", "--now=x"], "--now takes no value"), (["seek"], "POSITION is missing\nusage:"),
        (["seek", "1", "a", "b"], "“b” is too much"),
        (["list", "shwo"], "“shwo” is too much; did you mean “show”?"),
        (["pipe"], "say ask after “pipe”"), (["pipe", "aks"], "did you mean “ask”?"),
        (["help", "sek"], "“sek” is not a command; did you mean “seek”?"),
        (["-x"], "there is no option “-x”"),
    ])
    func `with a mistake is refused, with the usage of the command`(
        words: [String], text: String
    ) throws {
        do {
            _ = try Sample.reader.read(words.map { Word($0) })
            Issue.record("accepted")
        } catch {
            #expect(error.lines("box").contains(text), "\(error.lines("box"))")
        }
    }

    @Test(arguments: ["", "-1", "0", "10", "1e1", "９", "99999999999999999999", " 3"])
    func `refuses a number that is out of range`(text: String) throws {
        let line = try #require(try Sample.line("list", "--count", text))

        #expect(throws: UsageError.self) { try line.number(Sample.count, in: 1...9) }
    }

    @Test func `of any words is understood or refused`() {
        var dice = Seeded(state: 15)
        let words = [
            "play", "seek", "list", "show", "pipe", "ask", "--to", "--to=x", "--json", "-n", "-5",
            "--", "-", "", "help", "--help", "\u{7F}", "キッチン", "--count",
        ]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...6, using: &dice)
            let line = (0..<count).map { _ in words.randomElement(using: &dice) ?? "" }
            do {
                if case .command(let parsed) = try Sample.reader.read(line.map { Word($0) }) {
                    #expect(parsed.words.count <= line.count)
                }
            } catch {
                #expect(!error.lines("box").isEmpty)
            }
        }
    }
}
