// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments

/// A small program with one of everything.
enum Sample {
    static let to = OptionSpec("to", value: "ROOM", help: "The room.", completion: .names("rooms"))
    static let now = OptionSpec("now", letter: "n", help: "At once.")
    static let json = OptionSpec("json", help: "Print JSON.")
    static let count = OptionSpec("count", value: "N", help: "How many.")

    static let program = ProgramSpec(
        "box", usage: "COMMAND …", summary: "Plays. Alone, it shows.", version: "1",
        groups: [
            .init(
                "Play", brief: "play MUSIC, seek 1:30",
                [
                    CommandSpec(
                        "play", aliases: ["add"], summary: "Order music.",
                        arguments: [
                            ArgumentSpec(
                                "MUSIC", .any, help: "Words.",
                                completion: .several([.names("music"), .files]))
                        ], options: [to, now],
                        examples: [.init("play canon", "a song")]
                    ) { _ in },
                    CommandSpec(
                        "seek", summary: "Move.",
                        arguments: [
                            ArgumentSpec("POSITION", help: "Seconds."),
                            ArgumentSpec(
                                "ROOM", .optional, help: "The room.", completion: .names("rooms")),
                        ], options: [to]
                    ) { _ in },
                ]),
            .init(
                "Look", brief: "list show",
                [
                    CommandSpec(
                        "list", summary: "Lists.", options: [count],
                        subcommands: [
                            CommandSpec(
                                "show", summary: "Show one.",
                                arguments: [
                                    ArgumentSpec(
                                        "NAME", help: "A name.", completion: .names("lists"))
                                ]
                            ) { _ in },
                            CommandSpec(
                                "edit", summary: "Edit one.",
                                arguments: [
                                    ArgumentSpec("FILE", help: "A file.", completion: .files)
                                ]
                            ) { _ in },
                        ]
                    ) { _ in },
                    CommandSpec(
                        "pipe", summary: "Pipes.",
                        subcommands: [
                            CommandSpec(
                                "ask", summary: "Ask.",
                                arguments: [ArgumentSpec("WORD", .any, help: "Words.")],
                                options: [count], passesWordsThrough: true
                            ) { _ in }
                        ], run: nil),
                ]),
        ], options: [json], examples: [.init("play canon", "a song")], closing: "Exit status: 0.")

    static let reader = LineReader(program)

    static func read(_ words: String...) throws -> LineReader.Result {
        try reader.read(words.map { Word($0) })
    }

    static func line(_ words: String...) throws -> ParsedLine? {
        guard case .command(let line) = try reader.read(words.map { Word($0) }) else {
            return nil
        }
        return line
    }

    static func error(_ words: String...) -> String? {
        do {
            _ = try reader.read(words.map { Word($0) })
            return nil
        } catch { return error.lines("box") }
    }
}
