// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A program with commands.
public struct ProgramSpec: Sendable {
    /// Its name.
    public let name: String
    /// One sentence for the help and the manual.
    public let summary: String
    /// Its version.
    public let version: String
    /// The words after its name in the usage line: `[ROOM] COMMAND …`.
    public let usage: String
    /// The command that is meant if the line names none; nil if there is no such command.
    public let main: CommandSpec?
    /// Its commands, by what one wants to do.
    public let groups: [Group]
    /// The options that every command has.
    public let options: [OptionSpec]
    /// Command lines that people would type.
    public let examples: [CommandSpec.Example]
    /// Further text for the help: exit statuses.
    public let closing: String

    /// Some commands with one purpose.
    public struct Group: Sendable {
        /// The purpose, in a word or two.
        public let title: String
        /// The commands.
        public let commands: [CommandSpec]
        /// The commands in a few words for the overview: `play SONG, pause, resume`.
        public let brief: String

        /// Makes a group.
        public init(_ title: String, brief: String, _ commands: [CommandSpec]) {
            self.title = title
            self.brief = brief
            self.commands = commands
        }
    }

    /// Makes a program.
    public init(
        _ name: String, usage: String, summary: String, version: String,
        main: CommandSpec? = nil, groups: [Group], options: [OptionSpec],
        examples: [CommandSpec.Example], closing: String
    ) {
        self.name = name
        self.usage = usage
        self.main = main
        self.summary = summary
        self.version = version
        self.groups = groups
        self.options = options
        self.examples = examples
        self.closing = closing
    }

    /// Every command, the main one first.
    public var commands: [CommandSpec] { (main.map { [$0] } ?? []) + groups.flatMap(\.commands) }

    /// The command that a word calls.
    public func command(_ word: String) -> CommandSpec? {
        if let main, main.isCalled(word) { return main }
        for group in groups {
            if let found = group.commands.first(where: { $0.isCalled(word) }) { return found }
        }
        return nil
    }
}
