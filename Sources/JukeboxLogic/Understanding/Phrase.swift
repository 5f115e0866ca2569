// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A part of a sentence, from which known words are taken off at either end.
///
/// Words of letters with spaces between them end where a word ends; kana and ideographs need no
/// space. Capitals do not count.
struct Phrase: Hashable {
    /// What is left, as it was said.
    let text: Substring
    /// The same in small letters; as many characters.
    private let small: Substring

    /// The whole sentence.
    init(_ sentence: String) {
        self.init(sentence[...], sentence.lowercased()[...])
    }

    /// Trims what only parts or ends a sentence.
    private init(_ text: Substring, _ small: Substring) {
        let start = small.prefix(while: Self.isEdge).count
        let end = small.reversed().prefix(while: Self.isEdge).count
        // A text whose small letters are other characters ("İ") keeps its capitals' edges.
        guard text.count == small.count else {
            self.text = text
            self.small = text
            return
        }
        self.text = text.dropFirst(start).dropLast(start < text.count ? end : 0)
        self.small = small.dropFirst(start).dropLast(start < small.count ? end : 0)
    }

    private static func isEdge(_ character: Character) -> Bool {
        character.isWhitespace || ",.、。！".contains(character)
    }

    var isEmpty: Bool { text.isEmpty }
    /// How many characters it has; spaces and apostrophes do not count.
    var letters: Int { text.reduce(0) { $0 + ($1.isWhitespace || "'’".contains($1) ? 0 : 1) } }

    /// Whether these words stand anywhere in it.
    func mentions(_ words: String) -> Bool { small.contains(words) }

    /// The rest, if it begins with these words.
    func dropping(first words: String) -> Phrase? {
        guard small.hasPrefix(words) else { return nil }
        let rest = small.dropFirst(words.count)
        guard Self.isBoundary(words.last, rest.first) else { return nil }
        return Phrase(text.dropFirst(words.count), rest)
    }

    /// The rest, if it ends with these words.
    func dropping(last words: String) -> Phrase? {
        guard small.hasSuffix(words) else { return nil }
        let rest = small.dropLast(words.count)
        guard Self.isBoundary(rest.last, words.first) else { return nil }
        return Phrase(text.dropLast(words.count), rest)
    }

    /// Both sides of every place where a word stands.
    func parted(at word: String) -> [(Phrase, Phrase)] {
        var parts: [(Phrase, Phrase)] = []
        var start = small.startIndex
        while let range = small[start...].firstRange(of: word) {
            let before = small.distance(from: small.startIndex, to: range.lowerBound)
            let left = Phrase(text.prefix(before), small.prefix(before))
            let behind = before + word.count
            let right = Phrase(text.dropFirst(behind), small.dropFirst(behind))
            if !left.isEmpty, !right.isEmpty { parts.append((left, right)) }
            start = small.index(after: range.lowerBound)
        }
        return parts
    }

    /// Whether a word may end between two characters.
    private static func isBoundary(_ left: Character?, _ right: Character?) -> Bool {
        guard let left, let right else { return true }
        func isWord(_ character: Character) -> Bool {
            (character.isLetter || character.isNumber) && !isCJK(character)
        }
        return !isWord(left) || !isWord(right)
    }

    private static func isCJK(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { (0x3041...0x9FFF).contains($0.value) } ?? false
    }
}
