// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import JukeboxModel
import Terminal
import Testing

@testable import JukeboxCommands

@Suite struct `The list of commands` {
    /// Every command and subcommand, with the words that call it.
    static let all: [(path: [String], command: CommandSpec)] = {
        func below(_ command: CommandSpec, _ path: [String]) -> [([String], CommandSpec)] {
            [(path, command)] + command.subcommands.flatMap { below($0, path + [$0.name]) }
        }
        return ProgramSpec.jukebox.commands.flatMap { below($0, [$0.name]) }
    }()

    @Test func `has each word once`() {
        let words = ProgramSpec.jukebox.commands.flatMap { [$0.name] + $0.aliases }

        for word in words { #expect(words.count { $0 == word } == 1, "\(word)") }
    }

    @Test func `has every command of the table of commands`() {
        for kind in Order.Verb.Kind.allCases {
            let words = kind == .update ? ["library", "update"] : [kind.word]
            #expect(Self.all.contains { $0.path == words }, "\(kind.word)")
        }
    }

    @Test func `has the names that people try`() {
        for word in [
            "status", "current", "toggle", "mute", "unmute", "prev", "skip", "clear", "ls",
            "shuffle", "crop", "add", "queue", "search", "volume", "vol", "next", "previous",
            "rooms", "outputs", "try", "undo",
        ] {
            #expect(ProgramSpec.jukebox.command(word) != nil, "\(word)")
        }
    }

    @Test func `fits one screen`() {
        let lines = ProgramSpec.jukebox.overview(width: 80).split(
            separator: "\n", omittingEmptySubsequences: false)

        #expect(lines.count <= 24)
        for line in lines { #expect(String(line).columns <= 80, "\(line)") }
    }

    @Test func `names in its overview only commands that exist, and all that people need`() {
        let overview = ProgramSpec.jukebox.overview(width: 200)
        for (path, _) in Self.all where path.count == 1 {
            #expect(overview.contains(path[0]), "\(path[0]) is missing")
        }
        for group in ProgramSpec.jukebox.groups {
            for part in group.brief.split(separator: ",") {
                let word = part.split(separator: " ").first.map(String.init) ?? ""
                #expect(ProgramSpec.jukebox.command(word) != nil, "\(word)")
            }
        }
    }

    @Test func `explains each command with examples that are understood`() throws {
        let rooms = ["kitchen", "study"]
        for (path, command) in Self.all {
            #expect(!command.summary.isEmpty && command.summary.hasSuffix("."), "\(path)")
            #expect(!command.examples.isEmpty, "\(path) has no examples")
            for example in command.examples {
                var words = Self.words(example.line)
                if let first = words.first, rooms.contains(first.text) { words.removeFirst() }
                guard case .command = try LineReader(.jukebox).read(words) else {
                    Issue.record("not a command: \(example.line)")
                    continue
                }
            }
        }
    }

    /// The words of the part of a line that a shell would give to the program.
    private static func words(_ line: String) -> [Word] {
        var words: [String] = []
        var quote: Character?
        var isOpen = false
        for character in line {
            if character == quote {
                quote = nil
            } else if quote == nil, "\"'".contains(character) {
                quote = character
                if !isOpen { words.append("") }
                isOpen = true
            } else if quote == nil, character == " " {
                isOpen = false
            } else {
                if !isOpen { words.append("") }
                isOpen = true
                words[words.count - 1].append(character)
            }
        }
        return words.prefix { !["|", "&&", ">", "<"].contains($0) }.map { Word($0) }
    }
}
