// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JukeboxModel

// The commands that are rows of the table of commands: their words, aliases and values come from it.
extension CommandSpec {
    /// The command of a row; nil for `play` and for `update`, which is `library update`.
    static func row(_ kind: Order.Verb.Kind) -> CommandSpec? {
        guard let row = kind.row else { return nil }
        if case .prune = row.value { return nil }
        let examples = row.value.examples.map { Example("\(row.word) \($0)", "") }
        return CommandSpec(
            row.word, aliases: row.aliases, summary: row.help, arguments: row.argumentSpecs,
            options: row.takesRoom ? [CommonOption.to] : [], examples: examples
        ) { session in
            try session.carryOut(kind, row)
        }
    }

    /// All of them.
    static let rows = Order.Verb.Kind.allCases.compactMap(row)

    static func rows(_ kinds: Order.Verb.Kind...) -> [CommandSpec] { kinds.compactMap(row) }
}

extension CommandRow {
    fileprivate var argumentSpecs: [ArgumentSpec] {
        let value: [ArgumentSpec] =
            switch self.value {
            case .none, .prune: []
            case .seek:
                [ArgumentSpec("POSITION", help: "Seconds or M:SS; with + or -, from where it is.")]
            case .volume:
                [
                    ArgumentSpec(
                        "VOLUME",
                        help: "Percent (0 to 100), a gain (-12dB), a change (+3dB), mute or unmute."
                    )
                ]
            case .entry: [ArgumentSpec("ENTRY", help: "The entry, as “jukebox queue” shows it.")]
            case .entryAndPosition:
                [
                    ArgumentSpec("ENTRY", help: "The entry, as “jukebox queue” shows it."),
                    ArgumentSpec("POSITION", help: "Its new position; 1 is the next to play."),
                ]
            case .ticket:
                [ArgumentSpec("TICKET", help: "The ticket.", completion: .names("tickets"))]
            }
        guard takesRoom else { return value }
        return value + [
            ArgumentSpec(
                "ROOM", .any, help: "The room; several with commas, or “all”.",
                completion: .names("rooms"))
        ]
    }
}

extension Session {
    fileprivate func carryOut(_ kind: Order.Verb.Kind, _ row: CommandRow) throws {
        let verb: Order.Verb
        let rest: ArraySlice<String>
        let words = try line.texts()
        do throws(CommandValueError) { (verb, rest) = try kind.verb(words) } catch {
            throw line.usage(error.text)
        }
        guard row.takesRoom || rest.isEmpty else {
            throw line.usage("“\(rest.joined(separator: " "))” is too much")
        }
        let destinations = row.takesRoom ? try destinations(rest) : [nil]
        try command(verb, in: destinations) { $0.reason?.text ?? "done" }
    }
}
