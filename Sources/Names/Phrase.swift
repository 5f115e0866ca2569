// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A part of a sentence, from which known words are removed at either end.
///
/// Words of letters with spaces between them end where a word ends; kana and ideographs need no
/// space. Capitals do not count.
struct Phrase: Hashable {
    private let sentence: Sentence
    /// Bytes of the sentence.
    let range: Range<Int>

    /// The whole sentence.
    init(_ text: String) {
        self.init(Sentence(text), 0..<text.utf8.count)
    }

    /// A part of it, without punctuation at its ends.
    private init(_ sentence: Sentence, _ range: Range<Int>) {
        self.sentence = sentence
        self.range = sentence.trimmed(range)
    }

    static func == (one: Phrase, other: Phrase) -> Bool { one.range == other.range }
    func hash(into hasher: inout Hasher) { hasher.combine(range) }

    /// The remaining text, as it was typed.
    var text: String { String(decoding: sentence.bytes[range], as: UTF8.self) }
    var isEmpty: Bool { range.isEmpty }
    /// How many characters it has; spaces and apostrophes do not count.
    var letters: Int { sentence.letters[range.upperBound] - sentence.letters[range.lowerBound] }

    /// Whether these words stand anywhere in it.
    func mentions(_ words: String) -> Bool {
        sentence.place(of: Array(words.utf8), in: range) != nil
    }

    /// The rest, if it begins with these words.
    func dropping(first words: String) -> Phrase? {
        let place = range.lowerBound + words.utf8.count
        guard place <= range.upperBound, sentence.has(words, at: range.lowerBound),
            place == range.upperBound || sentence.isBoundary(place)
        else { return nil }
        return Phrase(sentence, place..<range.upperBound)
    }

    /// The rest, if it ends with these words.
    func dropping(last words: String) -> Phrase? {
        let place = range.upperBound - words.utf8.count
        guard place >= range.lowerBound, sentence.has(words, at: place),
            place == range.lowerBound || sentence.isBoundary(place)
        else { return nil }
        return Phrase(sentence, range.lowerBound..<place)
    }

    /// Returns the parts before and after each occurrence of a word.
    func parted(at word: String) -> [(Phrase, Phrase)] {
        var parts: [(Phrase, Phrase)] = []
        let letters = Array(word.utf8)
        var rest = range
        while let place = sentence.place(of: letters, in: rest) {
            let left = Phrase(sentence, range.lowerBound..<place)
            let right = Phrase(sentence, place + letters.count..<range.upperBound)
            if !left.isEmpty, !right.isEmpty { parts.append((left, right)) }
            rest = place + 1..<range.upperBound
        }
        return parts
    }
}

/// The letters of a sentence, which all its phrases share.
private final class Sentence {
    let bytes: [UInt8]
    /// The same in small letters, as many bytes.
    private let small: [UInt8]
    /// How many letters stand before each byte, and before the end.
    let letters: [Int]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var small: [UInt8] = []
        var letters: [Int] = []
        var count = 0
        for scalar in text.unicodeScalars {
            let plain = String(scalar).utf8
            let lower = scalar.properties.lowercaseMapping.utf8
            small += lower.count == plain.count ? Array(lower) : Array(plain)
            letters += Array(repeating: count, count: plain.count)
            count += scalar.properties.isWhitespace || "'’".unicodeScalars.contains(scalar) ? 0 : 1
        }
        self.small = small
        self.letters = letters + [count]
    }

    func has(_ words: String, at place: Int) -> Bool {
        var place = place
        for byte in words.utf8 {
            if small[place] != byte { return false }
            place += 1
        }
        return true
    }

    func place(of word: [UInt8], in range: Range<Int>) -> Int? {
        guard let first = word.first, range.count >= word.count else { return nil }
        for place in range.lowerBound...range.upperBound - word.count
        where small[place] == first {
            if small[place..<place + word.count].elementsEqual(word) { return place }
        }
        return nil
    }

    /// Whether a word may end, and another begin, at a place between two bytes.
    func isBoundary(_ place: Int) -> Bool {
        !isWord(scalar(before: place)) || !isWord(scalar(at: place))
    }

    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if (0x3041...0x9FFF).contains(scalar.value) { return false }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, let edge = edge(at: first) {
            range = min(range.upperBound, first + edge)..<range.upperBound
        }
        while let last = range.last {
            let start = start(ofScalarAt: last)
            guard start >= range.lowerBound, edge(at: start) != nil else { break }
            range = range.lowerBound..<start
        }
        return range
    }

    /// The length of the punctuation mark at `place` in bytes; nil if there is none.
    private func edge(at place: Int) -> Int? {
        switch bytes[place] {
        case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "."), 9...13: return 1
        case 0xE3:  // 、 and 。
            let rest = bytes[(place + 1)...].prefix(2)
            return rest.elementsEqual([0x80, 0x81]) || rest.elementsEqual([0x80, 0x82]) ? 3 : nil
        default: return nil
        }
    }

    private func start(ofScalarAt place: Int) -> Int {
        var place = place
        while place > 0, bytes[place] & 0xC0 == 0x80 { place -= 1 }
        return place
    }

    private func scalar(before place: Int) -> Unicode.Scalar {
        scalar(at: start(ofScalarAt: place - 1))
    }

    private func scalar(at place: Int) -> Unicode.Scalar {
        let byte = bytes[place]
        if byte < 0x80 { return Unicode.Scalar(byte) }
        let end = bytes[(place + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? bytes.count
        let text = String(decoding: bytes[place..<end], as: UTF8.self)
        return text.unicodeScalars.first ?? " "
    }
}
