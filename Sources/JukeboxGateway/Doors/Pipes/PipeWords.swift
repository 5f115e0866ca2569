// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A request in plain words: a verb, free words, and settings, whose values reach to the next key.
///
///     play let it be to=living room mode=next
///     play title="x=y" to=kitchen
///
/// A word that begins with letters and `=` is a setting; one that the verb does not know is
/// refused. A value or word in double quotes may contain `=`.
struct PipeWords: Equatable {
    /// In lower case; empty if the request is empty.
    private(set) var verb = ""
    /// The words before the first setting.
    private(set) var free: [String] = []
    private(set) var settings: [Setting] = []

    struct Setting: Equatable {
        let key: String
        var value: String
    }

    /// Splits a text; refuses settings that its verb does not know.
    init(_ text: String) throws(DeskError) {
        var reader = PipeWordReader(text)
        while let word = try reader.next() {
            if verb.isEmpty {
                guard word.key == nil else { throw Self.unknownSetting(word.key ?? "") }
                verb = Self.verb(word.text)
            } else if let key = word.key {
                try begin(key, word.text)
            } else if settings.isEmpty {
                free.append(word.text)
            } else {
                add(word.text)
            }
        }
    }

    func value(_ key: String) -> String? { settings.first { $0.key == key }?.value }

    /// The verb of a first word; `play:` is `play`.
    private static func verb(_ word: String) -> String {
        let verb = word.lowercased()
        guard verb.hasSuffix(":"), PipeVerb.named(String(verb.dropLast())) != nil else {
            return verb
        }
        return String(verb.dropLast())
    }

    private static func unknownSetting(_ key: String) -> DeskError {
        .invalid(
            "“\(key)=” is not a setting of a request; before the verb there are id=, reply=, "
                + "deadline= and file=")
    }

    private mutating func begin(_ key: String, _ value: String) throws(DeskError) {
        if let known = PipeVerb.named(verb)?.settings, !known.contains(key) {
            let there =
                known.isEmpty
                ? "it takes none" : "there are \(known.map { $0 + "=" }.joined(separator: ", "))"
            throw .invalid(
                "“\(key)=” is not a setting of “\(verb)”; \(there). Put words that contain = in "
                    + "quotes: query=\"\(key)=…\"")
        }
        guard self.value(key) == nil else { throw .invalid("“\(key)=” stands twice") }
        settings.append(Setting(key: key, value: value))
    }

    private mutating func add(_ word: String) {
        let last = settings.count - 1
        settings[last].value += settings[last].value.isEmpty ? word : " " + word
    }
}

/// Splits a text into words, and knows quotes and keys.
private struct PipeWordReader {
    private var rest: Substring

    struct Word {
        /// The part before `=`, in lower case.
        var key: String?
        var text: String
    }

    init(_ text: String) { rest = text[...] }

    /// Reads a word; nil at the end.
    mutating func next() throws(DeskError) -> Word? {
        rest = rest.drop(while: Self.isSpace)
        guard !rest.isEmpty else { return nil }
        if rest.first == "\"" { return Word(key: nil, text: try quoted()) }
        let word = rest.prefix { !Self.isSpace($0) }
        guard let equals = word.firstIndex(of: "="), Self.isKey(word[..<equals]) else {
            rest = rest[word.endIndex...]
            return Word(key: nil, text: String(word))
        }
        let key = word[..<equals].lowercased()
        rest = rest[word.index(after: equals)...]
        if rest.first == "\"" { return Word(key: key, text: try quoted()) }
        let value = rest.prefix { !Self.isSpace($0) }
        rest = rest[value.endIndex...]
        return Word(key: key, text: String(value))
    }

    /// Reads up to a closing quote, which is followed by a space or the end.
    private mutating func quoted() throws(DeskError) -> String {
        let start = rest.index(after: rest.startIndex)
        var end = start
        while let quote = rest[end...].firstIndex(of: "\"") {
            end = rest.index(after: quote)
            guard end == rest.endIndex || Self.isSpace(rest[end]) else { continue }
            defer { rest = rest[end...] }
            return String(rest[start..<quote])
        }
        throw .invalid("a quote is not closed: \(String(rest.prefix(40)))")
    }

    private static func isSpace(_ character: Character) -> Bool {
        character == " " || character == "\t" || character.isNewline
    }

    private static func isKey(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
    }
}
