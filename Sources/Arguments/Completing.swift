// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// What a shell may put at the end of a command line.
public struct Completing: Sendable {
    /// A word with a few words about it.
    public struct Candidate: Hashable, Sendable {
        /// The word.
        public let word: String
        /// A description; empty if there is nothing to say.
        public let note: String

        /// Makes a candidate.
        public init(_ word: String, _ note: String = "") {
            self.word = word
            self.note = note
        }
    }

    /// What the last word of a line may be.
    public enum Wanted: Sendable {
        /// One of some words; those that do not begin with the last word are left out already.
        case words([Candidate])
        /// A file, or only a folder.
        case files(onlyFolders: Bool)
        /// A name of some kinds, of which the program knows the live names; the texts before the
        /// last word belong to the name (`--title=`), or are words of the sentence so far.
        case names(kinds: [String], soFar: [String], andFiles: Bool)
    }

    private let program: ProgramSpec
    private let isRoom: @Sendable (String) -> Bool

    /// Makes an engine.
    ///
    /// - Parameters:
    ///   - program: The program.
    ///   - isRoom: Whether a word is a room, which may stand before a command.
    public init(_ program: ProgramSpec, isRoom: @escaping @Sendable (String) -> Bool) {
        self.program = program
        self.isRoom = isRoom
    }

    /// Says what the last of some words may be; the words do not have the program's name.
    public func wanted(_ words: [String]) -> [Wanted] {
        var rest = words.dropLast()[...]
        let last = words.last ?? ""
        var options = program.options
        while let word = rest.first, word.hasPrefix("-") {
            rest.removeFirst()
            if let option = Self.valued(word, options) {
                guard !rest.isEmpty else { return Self.wanted(option.completion, last, []) }
                rest.removeFirst()
            }
        }
        guard let first = rest.first else { return start(last, options) }
        guard var command = program.command(first) ?? (first == "help" ? helpCommand : nil) else {
            guard isRoom(first) else { return [] }
            return wanted(Array(rest.dropFirst()) + [last])
        }
        rest.removeFirst()
        var plain: [String] = []
        var ended = false
        options = command.options + program.options
        while let word = rest.popFirst() {
            if word == "--" {
                ended = true
            } else if !ended, word.hasPrefix("-"), Word(word).isOption {
                guard let option = Self.valued(word, options) else { continue }
                guard !rest.isEmpty else { return Self.wanted(option.completion, last, []) }
                rest.removeFirst()
            } else if plain.isEmpty,
                let next = command.subcommands.first(where: { $0.isCalled(word) })
            {
                command = next
                options = command.options + program.options
            } else {
                plain.append(word)
            }
        }
        return end(command, plain, last, options, ended)
    }

    private var helpCommand: CommandSpec {
        CommandSpec("help", summary: "", subcommands: program.commands, run: nil)
    }

    /// The first word: a command, a room or an option.
    private func start(_ last: String, _ options: [OptionSpec]) -> [Wanted] {
        if last.hasPrefix("-") { return [.words(Self.flags(options, last))] }
        let commands = program.commands.map { Candidate($0.name, $0.summary) }
        return [
            .words(commands.filter { $0.word.hasPrefix(last) }),
            .names(kinds: ["rooms"], soFar: [], andFiles: false),
        ]
    }

    private func end(
        _ command: CommandSpec, _ plain: [String], _ last: String, _ options: [OptionSpec],
        _ ended: Bool
    ) -> [Wanted] {
        if !ended, last.hasPrefix("--"), let cut = last.firstIndex(of: "=") {
            let name = last[..<cut]
            let option = options.first { "--\($0.name)" == name && $0.value != nil }
            let value = String(last[last.index(after: cut)...])
            return option.map { Self.wanted($0.completion, value, []) } ?? []
        }
        if !ended, last.hasPrefix("-") { return [.words(Self.flags(options, last))] }
        var wanted: [Wanted] = []
        if plain.isEmpty, !command.subcommands.isEmpty {
            let names = command.subcommands.map { Candidate($0.name, $0.summary) }
            wanted.append(.words(names.filter { $0.word.hasPrefix(last) }))
        }
        guard let argument = Self.argument(command.arguments, plain.count) else { return wanted }
        return wanted + Self.wanted(argument.completion, last, plain)
    }

    /// The argument that a word at an index belongs to.
    private static func argument(_ arguments: [ArgumentSpec], _ index: Int) -> ArgumentSpec? {
        if arguments.indices.contains(index) { return arguments[index] }
        guard let last = arguments.last, [.any, .some].contains(last.count) else { return nil }
        return last
    }

    private static func valued(_ word: String, _ options: [OptionSpec]) -> OptionSpec? {
        options.first { option in
            option.value != nil
                && (word == "--\(option.name)" || option.letter.map { word == "-\($0)" } ?? false)
        }
    }

    private static func flags(_ options: [OptionSpec], _ last: String) -> [Candidate] {
        let all = options.map { Candidate("--\($0.name)", $0.help) } + [Candidate("--help", "")]
        return all.filter { $0.word.hasPrefix(last) }
    }

    private static func wanted(
        _ completion: Completion, _ last: String, _ soFar: [String]
    ) -> [Wanted] {
        switch completion {
        case .nothing: []
        case .files: [.files(onlyFolders: false)]
        case .folders: [.files(onlyFolders: true)]
        case .words(let words):
            [.words(words.filter { $0.hasPrefix(last) }.map { Candidate($0) })]
        case .names(let kind): [.names(kinds: [kind], soFar: soFar, andFiles: false)]
        case .several(let some): some.flatMap { wanted($0, last, soFar) }
        }
    }
}
