// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A command of a program: its words, its options, its help and its action.
///
/// Parsing, help, the manual and shell completion all come from this description.
public struct CommandSpec: Sendable {
    /// The word.
    public let name: String
    /// Further words for it.
    public let aliases: [String]
    /// One sentence for lists of commands.
    public let summary: String
    /// Further paragraphs for the help; empty if there is nothing to add.
    public let details: String
    /// The words that follow it.
    public let arguments: [ArgumentSpec]
    /// Its options, without those that every command has.
    public let options: [OptionSpec]
    /// Command lines that people would type, without the program's name.
    public let examples: [Example]
    /// Its subcommands.
    public let subcommands: [CommandSpec]
    /// Whether every word after the first one belongs to the command, options included.
    public let passesWordsThrough: Bool
    /// The action; nil if a subcommand is needed.
    public let run: (@Sendable (ParsedLine) throws -> Void)?

    /// A command line, and what it does.
    public struct Example: Sendable {
        /// The words after the program's name.
        public let line: String
        /// What it does, in a few words.
        public let meaning: String

        /// Makes an example.
        public init(_ line: String, _ meaning: String) {
            self.line = line
            self.meaning = meaning
        }
    }

    /// Makes a command.
    public init(
        _ name: String, aliases: [String] = [], summary: String, details: String = "",
        arguments: [ArgumentSpec] = [], options: [OptionSpec] = [], examples: [Example] = [],
        subcommands: [CommandSpec] = [], passesWordsThrough: Bool = false,
        run: (@Sendable (ParsedLine) throws -> Void)?
    ) {
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.details = details
        self.arguments = arguments
        self.options = options
        self.examples = examples
        self.subcommands = subcommands
        self.passesWordsThrough = passesWordsThrough
        self.run = run
    }

    /// Whether a word is its name or an alias.
    public func isCalled(_ word: String) -> Bool { name == word || aliases.contains(word) }
}

/// A word that follows a command.
public struct ArgumentSpec: Sendable {
    /// Its name in the usage line: `TICKET`.
    public let name: String
    /// How many words it takes.
    public let count: Count
    /// What it is.
    public let help: String
    /// What shells complete it with.
    public let completion: Completion

    /// How many words an argument takes.
    public enum Count: Sendable {
        /// Exactly one.
        case one
        /// One, or none.
        case optional
        /// Any number.
        case any
        /// At least one.
        case some
    }

    /// Makes an argument.
    public init(
        _ name: String, _ count: Count = .one, help: String, completion: Completion = .nothing
    ) {
        self.name = name
        self.count = count
        self.help = help
        self.completion = completion
    }

    /// Its form in a usage line: `TICKET`, `[ROOM]`, `[WORD…]`, `FILE…`.
    var usage: String {
        switch count {
        case .one: name
        case .optional: "[\(name)]"
        case .any: "[\(name)…]"
        case .some: "\(name)…"
        }
    }
}

/// An option: `--to ROOM`, or a flag: `--json`.
public struct OptionSpec: Sendable {
    /// Its name, without the dashes.
    public let name: String
    /// A letter for it: `q` for `-q`.
    public let letter: Character?
    /// The name of its value; nil for a flag.
    public let value: String?
    /// What it does.
    public let help: String
    /// What shells complete its value with.
    public let completion: Completion

    /// Makes an option.
    public init(
        _ name: String, letter: Character? = nil, value: String? = nil, help: String,
        completion: Completion = .nothing
    ) {
        self.name = name
        self.letter = letter
        self.value = value
        self.help = help
        self.completion = completion
    }

    /// Its form in help texts: `-q, --quiet`, `--to ROOM`.
    var usage: String {
        let short = letter.map { "-\($0), " } ?? ""
        return "\(short)--\(name)" + (value.map { " \($0)" } ?? "")
    }
}

/// What a shell completes a word with.
public enum Completion: Sendable {
    /// Nothing.
    case nothing
    /// Files and folders.
    case files
    /// Folders.
    case folders
    /// Fixed words.
    case words([String])
    /// Live names of a kind that the program knows, such as `rooms`.
    case names(String)
    /// The first of several that gives anything.
    case several([Completion])
}
