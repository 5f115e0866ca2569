// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Foundation

/// Makes names comparable, whether they are spoken, typed or from tags.
public enum Folding {
    /// The key of a name: two names with the same key are the same name.
    ///
    /// NFKC (so ﾊﾞ is バ), case, diacritics, width and punctuation do not count, nor does a
    /// leading "The". か and が stay different: their marks are letters' parts, not accents.
    public static func key(_ name: String) -> String {
        if let plain = plainKey(name) { return plain }
        var folded = String.UnicodeScalarView()
        let compatible = name.precomposedStringWithCompatibilityMapping.lowercased()
        for scalar in compatible.decomposedStringWithCanonicalMapping.unicodeScalars {
            fold(scalar, into: &folded)
        }
        let words = String(folded).split(separator: " ")
        let kept =
            words.count > 1 && words[0] == "the" && words[1] != "the"
            ? words.dropFirst() : words[...]
        let key = joined(kept).precomposedStringWithCanonicalMapping
        // A name of nothing but signs ("!!!") is its own key.
        return key.isEmpty ? compatible.trimmingCharacters(in: .whitespaces) : key
    }

    /// The key of a name of ASCII letters, digits and spaces, the common case; nil for any other.
    private static func plainKey(_ name: String) -> String? {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
            case UInt8(ascii: " "): if bytes.last.map({ $0 != byte }) == true { bytes.append(byte) }
            default: return nil
            }
        }
        if bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        if bytes.starts(with: "the ".utf8), !bytes.starts(with: "the the".utf8) {
            bytes.removeFirst(4)
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Joins words by spaces; between kana and ideographs, a space means nothing.
    private static func joined(_ words: ArraySlice<Substring>) -> String {
        var text = ""
        for word in words {
            let isCJK =
                text.unicodeScalars.last.map(isCJK) == true
                && word.unicodeScalars.first.map(isCJK) == true
            text += (text.isEmpty || isCJK ? "" : " ") + word
        }
        return text
    }

    private static func isCJK(_ scalar: Unicode.Scalar) -> Bool {
        (0x3041...0x9FFF).contains(scalar.value)
    }

    private static func fold(_ scalar: Unicode.Scalar, into folded: inout String.UnicodeScalarView)
    {
        if scalar.value == 0x3099 || scalar.value == 0x309A {
            folded.append(scalar)  // the voicing marks of kana
        } else if let plain = plainLetters[scalar] {
            folded.append(contentsOf: plain.unicodeScalars)
        } else {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format, .control: break
            case .spaceSeparator, .lineSeparator, .paragraphSeparator, .dashPunctuation,
                .connectorPunctuation, .openPunctuation, .closePunctuation:
                folded.append(" ")
            case .otherPunctuation, .initialPunctuation, .finalPunctuation:
                // "M.I.A." is "MIA" and "Don't" is "Dont"; a stroke or a middle dot parts words.
                if "/\\:;,・&!?".unicodeScalars.contains(scalar) { folded.append(" ") }
            case .modifierSymbol: break
            default: folded.append(scalar)
            }
        }
    }

    /// Letters that no decomposition takes apart.
    private static let plainLetters: [Unicode.Scalar: String] = [
        "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "ı": "i", "ħ": "h", "&": " and ",
    ]
}
