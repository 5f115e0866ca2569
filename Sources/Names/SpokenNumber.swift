// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A number in a folded sentence: in digits, in English words, or in kanji.
struct SpokenNumber {
    /// The value; at most 9999.
    let value: Int
    /// The sentence with `#` in place of the number.
    let pattern: String

    /// Finds the first number; nil if there is none.
    init?(in sentence: String) {
        guard let found = Self.digits(sentence) ?? Self.words(sentence) ?? Self.kanji(sentence)
        else {
            return nil
        }
        self = found
    }

    private init(_ value: Int, _ pattern: String) {
        self.value = value
        self.pattern = pattern
    }

    private static func digits(_ sentence: String) -> SpokenNumber? {
        replacing(sentence, where: { $0.isASCII && $0.isNumber }) { Int($0) ?? 9999 }
    }

    private static func replacing(
        _ sentence: String, where belongs: (Character) -> Bool, value: (Substring) -> Int?
    ) -> SpokenNumber? {
        guard let start = sentence.firstIndex(where: belongs) else { return nil }
        let run = sentence[start...].prefix(while: belongs)
        guard let value = value(run) else { return nil }
        return SpokenNumber(min(9999, value), sentence[..<start] + "#" + sentence[run.endIndex...])
    }

    private static let ones = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
        "nineteen",
    ]
    private static let tens = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]

    private static func words(_ sentence: String) -> SpokenNumber? {
        var total: Int?
        var pattern: [Substring] = []
        for word in sentence.split(separator: " ") {
            let value =
                ones.firstIndex { $0 == word }
                ?? tens.firstIndex { $0 == word }.map { $0 * 10 + 20 }
            if let value {
                if total == nil { pattern.append("#") }
                total = min(9999, (total ?? 0) + value)
            } else if word == "hundred" {
                if total == nil { pattern.append("#") }
                if total == nil, pattern.dropLast().last == "a" {
                    pattern.remove(at: pattern.count - 2)
                }
                total = min(9999, max(1, total ?? 1) * 100)
            } else {
                pattern.append(word)
            }
        }
        return total.map { SpokenNumber($0, pattern.joined(separator: " ")) }
    }

    private static func kanji(_ sentence: String) -> SpokenNumber? {
        let digits = Array("〇一二三四五六七八九")
        return replacing(sentence, where: { digits.contains($0) || "零十百".contains($0) }) { run in
            var total = 0
            var digit: Int?
            for letter in run {
                switch letter {
                case "百", "十":
                    total += (digit ?? 1) * (letter == "百" ? 100 : 10)
                    digit = nil
                default: digit = min(999, (digit ?? 0) * 10 + (digits.firstIndex(of: letter) ?? 0))
                }
                total = min(9999, total)
            }
            return total + (digit ?? 0)
        }
    }
}
