// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel

// The commands that are rows of the table of commands: their words, aliases and values come from it.
extension CommandSpec {
    /// The command of a row; nil for `play` and for `update`, which is `library update`.
    static func row(_ kind: Order.Verb.Kind) -> CommandSpec? {
        guard let row = kind.row else { return nil }
        switch row.value {
        case .prune: return nil
        // People name songs by their positions.
        case .entries: return remove
        case .entryAndPosition: return move
        case .entry: return jump
        case .none, .seek, .volume, .ticket: break
        }
        var examples = row.value.examples.map { Example("\(row.word) \($0)", "") }
        if examples.isEmpty { examples = [Example(row.word, "")] }
        if row.takesRoom {
            let last = examples.last?.line ?? row.word
            examples.append(Example("study \(last)", "in one room"))
            examples.append(Example("\(last) all", "in every room"))
        }
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
            case .none, .prune, .entry, .entries, .entryAndPosition: []
            case .seek:
                [
                    ArgumentSpec(
                        "POSITION",
                        help: "Seconds or M:SS; with + or -, from here; 50% of the song.")
                ]
            case .volume:
                [
                    ArgumentSpec(
                        "VOLUME", .optional,
                        help: """
                            Percent (0 to 100), a change (+5, -5, +3dB), a gain (-12dB), mute or \
                            unmute. Without it, the volume is shown.
                            """
                    )
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
        let words = try line.texts()
        if kind == .volume, words.isEmpty { return try showVolume() }
        let verb: Order.Verb
        let rest: ArraySlice<String>
        do throws(CommandValueError) { (verb, rest) = try kind.verb(words) } catch {
            if kind == .volume, areRooms(words) { return try showVolume() }
            throw line.usage(error.text)
        }
        guard row.takesRoom || rest.isEmpty else {
            throw line.usage("“\(rest.joined(separator: " "))” is too much")
        }
        try command(verb, in: row.takesRoom ? try destinations(rest) : [nil])
    }

    /// Whether words are the name of a room, or of several; false without a board.
    private func areRooms(_ words: [String]) -> Bool {
        guard let board = try? attach() else { return false }
        return RoomList(board).rooms(named: words.joined(separator: " ")) != nil
    }

    private func showVolume() throws {
        let names = try roomNames().map { Set($0) }
        let picture = BoardPicture(try attach(), directory: directory, only: names)
        show(.array(picture.rooms.map(\.json))) { scene in
            picture.rooms.map { RoomWords($0, scene).volumeLine }
        }
    }
}
