// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Takes the key of a name apart into the words by which it is found.
///
/// Kana and ideographs stand without spaces, so each pair of neighbours is a word there, and the
/// last letter alone: 「天体観測」 is 天体, 体観, 観測 and 測.
public enum SearchWords {
    /// The words of a key, in their order.
    public static func words(of key: String) -> [String] {
        runs(of: key).flatMap { run in
            run.isCJK ? pairs(run.letters) + [String(run.letters.suffix(1))] : [run.text]
        }
    }

    /// The words that a name must contain, in this order, to contain a key; the last one may be the
    /// beginning of a longer word.
    public static func sought(for key: String) -> [[String]] {
        runs(of: key).map { run in
            run.isCJK && run.letters.count > 1 ? pairs(run.letters) : [run.text]
        }
    }

    /// Whether a key has anything that a word is made of: not only control characters.
    public static func hasWords(_ key: String) -> Bool {
        key.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .unassigned, .spaceSeparator, .lineSeparator,
                .paragraphSeparator:
                false
            default: true
            }
        }
    }

    /// Whether it is a word of kana or ideographs.
    public static func isCJK(_ word: String) -> Bool {
        word.unicodeScalars.first.map(isCJK) ?? false
    }

    private struct Run {
        var letters: [Character]
        var isCJK: Bool
        var text: String { String(letters) }
    }

    private static func runs(of key: String) -> [Run] {
        key.split(separator: " ").flatMap { word in
            var runs: [Run] = []
            for letter in word {
                let isCJK = letter.unicodeScalars.first.map(isCJK) ?? false
                if runs.last?.isCJK == isCJK {
                    runs[runs.count - 1].letters.append(letter)
                } else {
                    runs.append(Run(letters: [letter], isCJK: isCJK))
                }
            }
            return runs
        }
    }

    private static func pairs(_ letters: [Character]) -> [String] {
        zip(letters, letters.dropFirst()).map { String([$0, $1]) }
    }

    private static func isCJK(_ scalar: Unicode.Scalar) -> Bool {
        (0x3041...0x9FFF).contains(scalar.value)
    }
}
