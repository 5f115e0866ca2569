// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension ProgramSpec {
    /// What is to be done about a command line.
    public enum Start: Sendable {
        /// Carry out its command.
        case run(ParsedLine)
        /// Print this on stdout and end with 0.
        case show(String)
        /// Print this on stderr and end with 64.
        case refuse(String)
    }

    /// Reads the command line of a program whose first word is a command or nothing.
    ///
    /// A line that does not begin with a command is one of `main`.
    ///
    /// - Parameters:
    ///   - words: The words after the program's name.
    ///   - width: The columns for help texts.
    /// - Returns: what is to be done.
    public func start(_ words: [Word], width: Int = 80) -> Start {
        if words.map(\.text) == ["manual"] { return .show(manual(section: 8)) }
        var words = words
        if let main, !isAboutProgram(words.first) { words.insert(Word(main.name), at: 0) }
        do throws(UsageError) {
            switch try LineReader(self).read(words) {
            case .command(let line): return .run(line)
            case .help(let command?, let path): return .show(help(command, path, width))
            case .help(nil, _), .none: return .show(overview(width: width))
            case .version: return .show("\(name) \(version)")
            case .unknown(let word):
                return .refuse(
                    UsageError(
                        "“\(word.text)” is not a command"
                            + Nearest.hint(word.text, commands.map(\.name))
                    ).lines(name))
            }
        } catch {
            return .refuse(error.lines(name))
        }
    }

    private func help(_ command: CommandSpec, _ path: [String], _ width: Int) -> String {
        command.help(self, path: command.name == main?.name ? [] : path, width: width)
    }

    private func isAboutProgram(_ word: Word?) -> Bool {
        guard let text = word?.text else { return false }
        if ["help", "--version"].contains(text) || command(text) != nil { return true }
        // A program with other commands explains them all; the main one alone explains itself.
        return !groups.isEmpty && ["--help", "-h"].contains(text)
    }
}

/// Ends a program with an exit status when everything has been said.
public struct ProgramEnd: Error, Sendable {
    /// The status.
    public let status: Int32

    /// Makes an end.
    public init(_ status: Int32) { self.status = status }
}
