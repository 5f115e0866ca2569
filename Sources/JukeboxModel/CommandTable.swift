// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A command as people and programs give it: one row for each kind of verb but `play`.
///
/// The command line, the pipes, HTTP and the ring take their words, their values and their rights
/// from here. A kind without a row does not compile.
public struct CommandRow: Sendable {
    /// The word, which the ring and the journal store too.
    public let word: String
    /// Further words that people try.
    public let aliases: [String]
    /// The value that follows the word.
    public let value: Value
    /// The right that a caller needs.
    public let scope: Scope
    /// One sentence for help texts.
    public let help: String

    /// The value of a command.
    public enum Value: Sendable {
        /// No value.
        case none(Order.Verb)
        /// A position in the song: `1:30`, `+10`, `-10`, `50%`.
        case seek
        /// A volume: `40`, `+5`, `-5`, `-12dB`, `+3dB`, `mute`, `unmute`.
        case volume
        /// An entry of the queue.
        case entry
        /// Entries of the queue, one by one or from one to another: `12`, `12-15,20`.
        case entries
        /// An entry of the queue, and its new position.
        case entryAndPosition
        /// A ticket.
        case ticket
        /// Whether music that is away is forgotten.
        case prune
    }

    /// Whether a room may follow the value; an entry and a ticket have their room already.
    public var takesRoom: Bool {
        switch value {
        case .none, .seek, .volume: scope < .admin
        case .entry, .entries, .entryAndPosition, .ticket, .prune: false
        }
    }
}

extension Order.Verb {
    /// The kinds of verbs, without their values.
    public enum Kind: Int, CaseIterable, Sendable {
        case play, pause, resume, toggle, stop, next, previous, jump, seek, volume, mute, unmute
        case clear, crop, shuffle, remove, move, undo, cancel, reload, update
    }

    /// The kind of this verb; `volume` also for a mute.
    public var kind: Kind {
        switch self {
        case .play: .play
        case .pause: .pause
        case .resume: .resume
        case .toggle: .toggle
        case .stop: .stop
        case .next: .next
        case .previous: .previous
        case .jump: .jump
        case .seek: .seek
        case .volume: .volume
        case .clear: .clear
        case .crop: .crop
        case .shuffle: .shuffle
        case .remove: .remove
        case .move: .move
        case .undo: .undo
        case .cancel: .cancel
        case .reload: .reload
        case .updateLibrary: .update
        }
    }

    /// The word for the verb, without its values.
    public var word: String { kind.word }

    /// The right that a caller needs for it.
    public var scope: Scope { kind.row?.scope ?? .play }
}

extension Order.Verb.Kind {
    private static let rows: [CommandRow?] = allCases.map(\.made)

    /// The row of a kind; nil for `play`, which is no command.
    public var row: CommandRow? { Self.rows[rawValue] }

    /// The word for it in the ring and the journal.
    public var word: String { row?.word ?? "play" }

    private var made: CommandRow? {
        switch self {
        case .play: nil
        case .pause: Self.plain("pause", .pause, "Hold the sound.")
        case .resume:
            Self.plain(
                "resume", .resume, "Go on after a pause or a stop.",
                aliases: ["unpause", "continue"])
        case .toggle:
            Self.plain("toggle", .toggle, "Pause if it plays, else go on.")
        case .stop:
            Self.plain("stop", .stop, "End the sound and close the device; the queue stays.")
        case .next: Self.plain("next", .next, "Skip to the next track.", aliases: ["skip"])
        case .previous:
            Self.plain(
                "previous", .previous,
                "Start the track again; within its first 3 s, play the one before.",
                aliases: ["prev", "back"])
        case .mute: Self.plain("mute", .volume(.set(.muted)), "Silence the room; it plays on.")
        case .unmute:
            Self.plain("unmute", .volume(.unmute), "Restore the volume from before a mute.")
        case .clear:
            Self.plain("clear", .clear, "Remove everything that is not playing from the queue.")
        case .crop:
            Self.plain("crop", .crop, "Keep only the song that plays; fail if none does.")
        case .shuffle: Self.plain("shuffle", .shuffle, "Mix the songs that wait.")
        case .undo: Self.plain("undo", .undo, "Take back the last change of the queue.")
        case .reload: Self.plain("reload", .reload, "Read the settings again.", scope: .admin)
        case .seek: Self.row("seek", .seek, "Move the position within the track.")
        case .volume: Self.row("volume", .volume, "Set or change the volume.", aliases: ["vol"])
        case .jump:
            Self.row("jump", .entry, "Play a song of the queue now, and skip those before it.")
        case .remove:
            Self.row(
                "remove", .entries, "Remove songs from the queue.",
                aliases: ["rm", "del", "delete"])
        case .move:
            Self.row(
                "move", .entryAndPosition, "Move a song to another position of the queue.",
                aliases: ["mv"])
        case .cancel: Self.row("cancel", .ticket, "Withdraw an order.", scope: .play)
        case .update:
            Self.row("update", .prune, "Look for new, changed and removed music.", scope: .admin)
        }
    }

    /// Finds a kind by its exact word, as the ring has it.
    public init?(word: String) {
        guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = kind
    }

    /// Finds the kind of a command by its word or an alias, in any case; `play` is no command.
    public init?(command word: String) {
        let word = word.lowercased()
        let kind = Self.allCases.first { kind in
            guard let row = kind.row else { return false }
            return row.word == word || row.aliases.contains(word)
        }
        guard let kind else { return nil }
        self = kind
    }

    private static func plain(
        _ word: String, _ verb: Order.Verb, _ help: String, aliases: [String] = [],
        scope: Scope = .control
    ) -> CommandRow {
        CommandRow(word: word, aliases: aliases, value: .none(verb), scope: scope, help: help)
    }

    private static func row(
        _ word: String, _ value: CommandRow.Value, _ help: String, aliases: [String] = [],
        scope: Scope = .control
    ) -> CommandRow {
        CommandRow(word: word, aliases: aliases, value: value, scope: scope, help: help)
    }
}
