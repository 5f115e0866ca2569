// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A command line that has been read: the command, its words and its options.
public struct ParsedLine: Sendable {
    /// The command.
    public let command: CommandSpec
    /// The words that call it: `["library", "update"]`.
    public let path: [String]
    /// The words that follow it.
    public var words: [Word]
    /// The values of options by their names, in their order; a flag has an empty word.
    var values: [String: [Word]]

    /// Makes a line.
    init(command: CommandSpec, path: [String], words: [Word] = [], values: [String: [Word]] = [:]) {
        self.command = command
        self.path = path
        self.words = words
        self.values = values
    }

    /// Makes the line of another command with the options of a line.
    public init(_ command: CommandSpec, like line: ParsedLine) {
        self.init(command: command, path: [command.name], values: line.values)
    }

    /// Whether an option or a flag was given.
    public func has(_ option: OptionSpec) -> Bool { values[option.name] != nil }

    /// The value of an option as it was typed, the last one if it was repeated; nil if it was not
    /// given.
    public func word(_ option: OptionSpec) -> Word? { values[option.name]?.last }

    /// The value of an option as text; nil if it was not given.
    ///
    /// - Throws: `UsageError` if it is not UTF-8.
    public func text(_ option: OptionSpec) throws(UsageError) -> String? {
        guard let word = word(option) else { return nil }
        return try text(word, "--\(option.name)")
    }

    /// The values of an option that may be repeated.
    ///
    /// - Throws: `UsageError` if one of them is not UTF-8.
    public func texts(_ option: OptionSpec) throws(UsageError) -> [String] {
        var texts: [String] = []
        for word in values[option.name] ?? [] { texts.append(try text(word, "--\(option.name)")) }
        return texts
    }

    /// The words that follow the command, as text.
    ///
    /// - Throws: `UsageError` if one of them is not UTF-8.
    public func texts() throws(UsageError) -> [String] {
        var texts: [String] = []
        for word in words { texts.append(try text(word, "“\(word.text)”")) }
        return texts
    }

    /// The value of an option as a whole number; nil if it was not given.
    ///
    /// - Throws: `UsageError` if it is not a number, or out of range.
    public func number(_ option: OptionSpec, in range: ClosedRange<Int>) throws(UsageError) -> Int?
    {
        guard let text = try text(option) else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
            range.contains(number)
        else {
            throw usage("--\(option.name) takes \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The value of an option as seconds; nil if it was not given.
    ///
    /// - Throws: `UsageError` if it is not a plain decimal number, or out of range.
    public func seconds(
        _ option: OptionSpec, in range: ClosedRange<Double>
    ) throws(UsageError) -> Double? {
        guard let text = try text(option) else { return nil }
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
        guard isPlain, let seconds = Double(text), range.contains(seconds) else {
            let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
            throw usage("--\(option.name) takes \(low) to \(high) seconds")
        }
        return seconds
    }

    /// The same line with another value for an option.
    public func setting(_ option: OptionSpec, to text: String) -> ParsedLine {
        var line = self
        line.values[option.name] = [Word(text)]
        return line
    }

    /// A usage error of this command.
    public func usage(_ text: String) -> UsageError { UsageError(text, command, path) }

    private func text(_ word: Word, _ name: String) throws(UsageError) -> String {
        guard word.isUTF8 else { throw usage("\(name) is not valid UTF-8") }
        return word.text
    }
}

/// A command line that makes no sense.
public struct UsageError: Error, Sendable {
    /// What is wrong, in one line.
    public let text: String
    /// The command concerned; nil if none was recognized.
    public let command: CommandSpec?
    /// The words that call the command.
    public let path: [String]

    /// Makes an error.
    public init(_ text: String, _ command: CommandSpec? = nil, _ path: [String] = []) {
        self.text = text
        self.command = command
        self.path = path
    }

    /// The error with the usage of the command concerned, for stderr.
    ///
    /// - Parameter program: The program's name.
    /// - Returns: one or more lines without the last line end.
    public func lines(_ program: String) -> String {
        guard let command else { return "\(text)\n“\(program) --help” lists the commands" }
        let name = ([program] + path).joined(separator: " ")
        return "\(text)\nusage: \(command.usage(name))\n“\(name) --help” explains it"
    }
}
