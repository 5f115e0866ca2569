// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Reads command lines by the description of a program.
///
/// Options may stand anywhere after the program's name; `--` ends them. A dash before a digit is a
/// minus sign, so that `volume -5` needs no `--`.
public struct LineReader: Sendable {
    /// The program.
    let program: ProgramSpec

    /// Makes a reader.
    public init(_ program: ProgramSpec) { self.program = program }

    /// A command line that was understood.
    public enum Result: Sendable {
        /// A command is to be carried out.
        case command(ParsedLine)
        /// Its help is to be shown; nil: the overview of the program.
        case help(CommandSpec?, path: [String])
        /// The version is to be shown.
        case version
        /// No command was named; the options may matter all the same.
        case none(ParsedLine)
        /// The first word is not a command: it may be the name of a room.
        case unknown(Word)
    }

    /// Reads the words of a command line.
    ///
    /// - Returns: what they ask for.
    /// - Throws: `UsageError` for unknown options, missing values, and too many or too few words.
    public func read(_ words: [Word]) throws(UsageError) -> Result {
        var scan = Scan(rest: words[...])
        // Options of the program may stand before the command.
        while let word = scan.rest.first, word.isOption {
            if word.text == "--version" { return .version }
            if ["--help", "-h"].contains(word.text) { return .help(nil, path: []) }
            guard try scan.takeOption(program.options) else {
                throw unknown(word, program.options, nil, [])
            }
        }
        guard let first = scan.rest.first else {
            return .none(ParsedLine(command: Self.nothing, path: [], values: scan.values))
        }
        if first.text == "help" { return try help(scan.rest.dropFirst()) }
        guard let command = program.command(first.text) else { return .unknown(first) }
        scan.rest.removeFirst()
        return try read(command, command.name == program.main?.name ? [] : [command.name], scan)
    }

    /// Reads options that stand before a command.
    public func options(_ words: [Word]) throws(UsageError) -> ParsedLine {
        guard case .none(let line) = try read(words) else {
            return ParsedLine(command: Self.nothing, path: [])
        }
        return line
    }

    private static let nothing = CommandSpec("", summary: "", run: nil)

    private func help(_ words: ArraySlice<Word>) throws(UsageError) -> Result {
        guard let first = words.first else { return .help(nil, path: []) }
        guard var command = program.command(first.text) else {
            throw UsageError("“\(first.text)” is not a command\(nearest(first.text))")
        }
        var path = [command.name]
        for word in words.dropFirst() {
            guard let next = command.subcommands.first(where: { $0.isCalled(word.text) }) else {
                break
            }
            command = next
            path.append(next.name)
        }
        return .help(command, path: path)
    }

    private func read(
        _ command: CommandSpec, _ path: [String], _ scan: Scan
    ) throws(UsageError) -> Result {
        var scan = scan
        let options = command.options + program.options
        while let word = scan.rest.first {
            if scan.words.isEmpty,
                let next = command.subcommands.first(where: { $0.isCalled(word.text) })
            {
                scan.rest.removeFirst()
                return try read(next, path + [next.name], scan)
            }
            if word.text == "--" {
                scan.words += scan.rest.dropFirst(command.passesWordsThrough ? 0 : 1)
                break
            }
            if word.isOption {
                if ["--help", "-h"].contains(word.text) { return .help(command, path: path) }
                try take(word, options, command, path, &scan)
                continue
            }
            if command.passesWordsThrough {
                scan.words += scan.rest
                break
            }
            scan.words.append(scan.rest.removeFirst())
        }
        return .command(try checked(command, path, scan))
    }

    private func take(
        _ word: Word, _ options: [OptionSpec], _ command: CommandSpec, _ path: [String],
        _ scan: inout Scan
    ) throws(UsageError) {
        let isKnown: Bool
        do throws(UsageError) { isKnown = try scan.takeOption(options) } catch {
            throw UsageError(error.text, command, path)
        }
        guard isKnown else { throw unknown(word, options, command, path) }
    }

    /// Checks the number of words.
    private func checked(
        _ command: CommandSpec, _ path: [String], _ scan: Scan
    ) throws(UsageError) -> ParsedLine {
        let line = ParsedLine(
            command: command, path: path, words: scan.words, values: scan.values)
        guard command.run != nil else {
            let names = command.subcommands.map(\.name)
            guard let word = scan.words.first else {
                throw line.usage(
                    "say \(Listing.either(names)) after “\(path.joined(separator: " "))”")
            }
            throw line.usage(
                "“\(word.text)” is not a part of “\(path.joined(separator: " "))”"
                    + Nearest.hint(word.text, names))
        }
        let least = command.arguments.count { [.one, .some].contains($0.count) }
        if scan.words.count < least {
            let missing = command.arguments.filter { [.one, .some].contains($0.count) }
            throw line.usage("\(missing[scan.words.count].name) is missing")
        }
        let isOpen = command.arguments.contains { [.any, .some].contains($0.count) }
        if !isOpen, scan.words.count > command.arguments.count {
            let extra = scan.words[command.arguments.count].text
            throw line.usage(
                "“\(extra)” is too much" + Nearest.hint(extra, names(after: command)))
        }
        return line
    }

    /// The words that could have stood in place of a word that is too much.
    private func names(after command: CommandSpec) -> [String] {
        let isMain = command.name == program.main?.name
        return (isMain ? program.commands : command.subcommands).map(\.name)
    }

    private func unknown(
        _ word: Word, _ options: [OptionSpec], _ command: CommandSpec?, _ path: [String]
    ) -> UsageError {
        let name = String(word.text.prefix { $0 != "=" })
        if name == "--help" { return UsageError("--help takes no value", command, path) }
        let hint = Nearest.hint(name, options.map { "--\($0.name)" } + ["--help"])
        return UsageError("there is no option “\(name)”\(hint)", command, path)
    }

    /// `; did you mean “pause”?`; empty if no command is near.
    public func nearest(_ word: String, also names: [String] = []) -> String {
        Nearest.hint(word, program.commands.flatMap { [$0.name] + $0.aliases } + names)
    }
}

/// The state of reading one line.
private struct Scan {
    var rest: ArraySlice<Word>
    var words: [Word] = []
    var values: [String: [Word]] = [:]

    init(rest: ArraySlice<Word>) { self.rest = rest }

    /// Takes an option with its value from the beginning of the rest.
    ///
    /// - Returns: false if the option is unknown.
    mutating func takeOption(_ options: [OptionSpec]) throws(UsageError) -> Bool {
        guard let word = rest.first else { return false }
        let isLong = word.text.hasPrefix("--")
        let cut = isLong ? word.bytes.firstIndex(of: UInt8(ascii: "=")) : nil
        let name = String(decoding: word.bytes[..<(cut ?? word.bytes.count)], as: UTF8.self)
        guard let option = options.first(where: { name == ($0.spelling(isLong)) }) else {
            return false
        }
        rest.removeFirst()
        guard let value = option.value else {
            guard cut == nil else { throw UsageError("--\(option.name) takes no value") }
            values[option.name, default: []].append(Word(""))
            return true
        }
        if let cut {
            values[option.name, default: []].append(Word(bytes: word.bytes[(cut + 1)...]))
        } else if let next = rest.first {
            values[option.name, default: []].append(next)
            rest.removeFirst()
        } else {
            throw UsageError("--\(option.name) needs \(value)")
        }
        return true
    }
}

extension OptionSpec {
    fileprivate func spelling(_ isLong: Bool) -> String? {
        isLong ? "--\(name)" : letter.map { "-\($0)" }
    }
}

extension Word {
    /// Whether it is written like an option: `--to`, `-q`; `-5` and `-` are not.
    public var isOption: Bool {
        guard bytes.first == UInt8(ascii: "-"), bytes.count > 1, text != "--" else { return false }
        return bytes[1] == UInt8(ascii: "-") || !(0x30...0x39).contains(bytes[1])
    }
}
