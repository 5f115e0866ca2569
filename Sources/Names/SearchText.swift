// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// A search as people type it: `beat artist:"the beatles" year:1965-1970 added:30d`.
///
/// All parts must match. A word without a field may stand in any name.
public struct SearchText: Equatable, Sendable {
    /// The words to look for.
    public var terms: [Term] = []
    /// The years in which a track may have come out; it must lie in all of these ranges.
    public var years: [ClosedRange<Int64>] = []
    /// The largest age in the library, in seconds.
    public var ages: [Int64] = []

    /// A word or quoted words that a name must contain.
    public struct Term: Equatable, Sendable {
        /// The kind of name; nil for any.
        public var field: Field?
        /// The words as they were typed.
        public var text: String
        /// Whether they were quoted: then they must follow each other.
        public var isQuoted: Bool

        /// Takes a word.
        public init(_ text: String, in field: Field? = nil, isQuoted: Bool = false) {
            self.text = text
            self.field = field
            self.isQuoted = isQuoted
        }
    }

    /// The kinds of names that can be searched.
    public enum Field: String, CaseIterable, Sendable {
        case artist, album, title, genre
    }

    /// Why a search cannot be understood, in words that show how to write it.
    public struct Fault: Error, Equatable, Sendable {
        /// The words.
        public var text: String
    }

    /// A search for nothing.
    public static let nothing = SearchText()

    private init() {}

    /// The most words of a search, and the most letters of one.
    public static let mostTerms = 32, mostLetters = 200
    private static let fields = Field.allCases.map(\.rawValue) + ["year", "added"]

    /// Reads a search.
    public init(_ text: String) throws(Fault) {
        for piece in Self.pieces(text) {
            guard let field = piece.field, !piece.value.isEmpty else {
                add(piece.field.map { $0 + ":" } ?? piece.value, nil, piece.isQuoted)
                continue
            }
            switch field.lowercased() {
            case "year": years.append(try Self.years(piece.value))
            case "added": ages.append(try Self.age(piece.value))
            case let name:
                guard let known = Field(rawValue: name) else { throw Self.unknown(field, piece) }
                add(piece.value, known, piece.isQuoted)
            }
        }
        guard terms.count <= Self.mostTerms else {
            throw Fault(text: "a search has at most \(Self.mostTerms) words")
        }
        guard terms.allSatisfy({ $0.text.unicodeScalars.count <= Self.mostLetters }) else {
            throw Fault(text: "a word of a search has at most \(Self.mostLetters) letters")
        }
    }

    private mutating func add(_ text: String, _ field: Field?, _ isQuoted: Bool) {
        guard !text.isEmpty else { return }
        terms.append(Term(text, in: field, isQuoted: isQuoted))
    }

    // MARK: Pieces

    private struct Piece {
        var field: String?
        var value: String
        var isQuoted = false
    }

    /// Parts a text at its spaces outside quotation marks.
    private static func pieces(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while true {
            rest = rest.drop { $0.isWhitespace }
            guard !rest.isEmpty else { return pieces }
            let field = rest.prefix { $0.isASCII && $0.isLetter }
            let isField = !field.isEmpty && rest.dropFirst(field.count).first == ":"
            if isField { rest = rest.dropFirst(field.count + 1) }
            var piece = Piece(field: isField ? String(field) : nil, value: "")
            if let first = rest.first, "\"“”".contains(first) {
                let inside = rest.dropFirst().prefix { !"\"“”".contains($0) }
                piece.value = String(inside)
                piece.isQuoted = true
                rest = rest.dropFirst(inside.count + 2)
            } else {
                let word = rest.prefix { !$0.isWhitespace }
                piece.value = String(word)
                rest = rest.dropFirst(word.count)
            }
            pieces.append(piece)
        }
    }

    // MARK: Values

    private static func years(_ value: String) throws(Fault) -> ClosedRange<Int64> {
        let ends = value.split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = ends[0].isEmpty ? 1 : year(ends[0])
        let last = ends.count < 2 ? first : ends[1].isEmpty ? 9999 : year(ends[1])
        guard value != "-", let first, let last, first <= last else {
            throw Fault(
                text: "“year:\(value)” is not a year; write year:1999, year:1990-1999, year:1990- "
                    + "or year:-1999")
        }
        return first...last
    }

    private static func year(_ text: Substring) -> Int64? {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let year = Int64(text),
            (1...9999).contains(year)
        else { return nil }
        return year
    }

    private static func age(_ value: String) throws(Fault) -> Int64 {
        let units: [Character: Int64] = ["h": 3600, "d": 86_400, "w": 604_800]
        let digits = value.dropLast()
        guard let unit = value.last.flatMap({ units[Character($0.lowercased())] }),
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int64(digits), count > 0
        else {
            throw Fault(
                text: "“added:\(value)” is not a time; write added:12h, added:30d or added:2w "
                    + "for what was added in the last hours, days or weeks")
        }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? .max : seconds
    }

    private static func unknown(_ field: String, _ piece: Piece) -> Fault {
        let near = Nearness.nearest(to: field.lowercased(), among: fields, atMost: 1).first
        let hint = near.map { "did you mean “\($0):”? " } ?? ""
        return Fault(
            text: "there is no field “\(field):”; \(hint)The fields are "
                + fields.map { $0 + ":" }.joined(separator: ", ")
                + "; a word with a colon is put in quotation marks")
    }
}
