// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import JukeboxModel
public import Names

extension Catalogue {
    /// The tracks that a search found.
    public struct SearchResult: Sendable {
        /// The tracks, best first.
        public var tracks: [FoundTrack]
        /// The search that found them, if nothing matched until a misspelled word was replaced.
        public var corrected: String?
    }

    /// The most matches of a search that are put in order; of more, some are left out.
    static let mostSorted = 500
    /// The most words that a word of a search may stand for.
    private static let mostWords = 200

    /// Searches the tracks: the beginning of a name before that of a word before a part of one; then
    /// by artist, album and track.
    ///
    /// If nothing matches, words of at least four letters are replaced by words that differ in one
    /// letter.
    ///
    /// - Parameters:
    ///   - text: what to look for.
    ///   - count: the most tracks.
    ///   - now: seconds since 1970, from which `added:` is counted.
    /// - Returns: the tracks, and the search that found them if it was corrected.
    /// - Throws: an error of the database.
    public func search(_ text: SearchText, atMost count: Int, now: Int64) throws -> SearchResult {
        try queue.inDatabase { database in
            var search = Search(text: text, now: now, database: database)
            var found = try search.tracks(atMost: count)
            if found.count < count {
                try search.addParts(atMost: Self.mostWords)
                let seen = Set(found.map(\.track.path))
                let more = try search.tracks(atMost: count)
                found += more.filter { !seen.contains($0.track.path) }
                found = Array(found.prefix(count))
            }
            guard found.isEmpty, try search.correct() else {
                return SearchResult(tracks: found)
            }
            found = try search.tracks(atMost: count)
            return SearchResult(
                tracks: found, corrected: found.first.map { search.correctedText(as: $0) })
        }
    }
}

/// A search under way: the words that each of its terms may stand for.
private struct Search {
    let text: SearchText
    let now: Int64
    let database: Database
    /// The further words that a word may stand for.
    private var others: [String: [String]] = [:]
    /// The words that were replaced by near ones.
    private var replaced: Set<String> = []

    init(text: SearchText, now: Int64, database: Database) {
        self.text = text
        self.now = now
        self.database = database
    }

    /// The terms; a leading article is not part of a key and is not looked for.
    private var terms: [SearchText.Term] {
        let terms = text.terms.filter { $0.isQuoted || Folding.key($0.text) != "the" }
        return terms.isEmpty ? text.terms : terms
    }

    private var words: Set<String> {
        Set(terms.flatMap { SearchWords.sought(for: Folding.key($0.text)) }.compactMap(\.first))
            .filter { !SearchWords.isCJK($0) }
    }

    // MARK: Other words

    /// Lets each word also stand for words that contain it.
    mutating func addParts(atMost most: Int) throws {
        for word in words where word.count > 1 {
            others[word] = try Spelling.containing(word, atMost: most, database)
        }
    }

    /// Replaces the words that no name has, or else every word, by near ones; false if there are none.
    mutating func correct() throws -> Bool {
        var near: [String: [String]] = [:]
        for word in words where others[word]?.isEmpty ?? true {
            near[word] = try Spelling.near(word, database)
        }
        let unknown = try near.filter { try !Spelling.isKnown($0.key, database) }
        let chosen = (unknown.isEmpty ? near : unknown).filter { !$0.value.isEmpty }
        others.merge(chosen) { $1 }
        replaced = Set(chosen.keys)
        return !chosen.isEmpty
    }

    /// The search with the words that a track really has.
    func correctedText(as found: FoundTrack) -> String {
        let names = [found.track.title, found.track.artist, found.albumArtist, found.track.album]
        let has = Set((names + [found.genre]).flatMap { SearchWords.words(of: Folding.key($0)) })
        return text.terms.map { term in
            let words = Folding.key(term.text).split(separator: " ").map(String.init).map { word in
                replaced.contains(word) ? others[word]?.first(where: has.contains) ?? word : word
            }
            let value = words.joined(separator: " ")
            let shown = words.contains { !term.text.lowercased().contains($0) } ? value : term.text
            let quoted = term.isQuoted || shown.contains(" ") ? "“\(shown)”" : shown
            return (term.field.map { $0.rawValue + ":" } ?? "") + quoted
        }.joined(separator: " ")
    }

    // MARK: Asking the index

    func tracks(atMost count: Int) throws -> [FoundTrack] {
        guard let expression, terms.allSatisfy({ SearchWords.hasWords(Folding.key($0.text)) })
        else {
            return []
        }
        let numbers = try numbers(expression)
        guard !numbers.isEmpty else { return [] }
        let list = numbers.map { "\($0)" }.joined(separator: ",")
        let key = Folding.key(
            text.terms.filter { $0.field == nil }.map(\.text).joined(separator: " "))
        let keys = ["titleKey", "artistKey", "albumKey"]
        let begins = keys.map { "substr(\($0), 1, length(:k)) = :k" }.joined(separator: " OR ")
        let word = keys.map { "instr(' ' || \($0), ' ' || :k) > 0" }.joined(separator: " OR ")
        return try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM tracks WHERE number IN (\(list)) ORDER BY
                    CASE WHEN \(begins) THEN 0 WHEN \(word) THEN 1 ELSE 2 END,
                    artistKey, albumKey, disc, track, path LIMIT :n
                """, arguments: ["k": key, "n": count]
        ).map(FoundTrack.init)
    }

    /// The numbers of tracks that match, at most so many as can be put in order.
    private func numbers(_ expression: String) throws -> Set<Int64> {
        let order = text.ages.isEmpty ? "" : "ORDER BY rowid DESC"  // the newest
        let statement = try database.cachedStatement(
            sql: "SELECT rowid FROM words WHERE words MATCH ? \(order) LIMIT ?")
        var numbers = try Int64.fetchSet(
            statement, arguments: [expression, Catalogue.mostSorted])
        // Of too many, those whose names begin with the first word must not be left out.
        if numbers.count == Catalogue.mostSorted, let first = firstWords {
            numbers.formUnion(
                try Int64.fetchSet(
                    statement,
                    arguments: ["\(first) AND \(expression)", Catalogue.mostSorted]))
        }
        return numbers
    }

    private var firstWords: String? {
        guard let term = terms.first, term.field == nil,
            let first = SearchWords.sought(for: Folding.key(term.text)).first
        else { return nil }
        let words = ["title", "artist", "album"].map {
            "{\($0)} : ^ \(Match.beginning(first))"
        }
        return "(\(words.joined(separator: " OR ")))"
    }

    /// The search in the language of the index; nil if it looks for nothing.
    private var expression: String? {
        var parts = terms.map(expression)
        for years in text.years { parts.append(Self.facts(WordEntry.years(years))) }
        for age in text.ages {
            parts.append(Self.facts(WordEntry.hours(from: max(0, now - min(age, now)) / 3600)))
        }
        return parts.isEmpty ? nil : parts.joined(separator: " AND ")
    }

    private static func facts(_ beginnings: [String]) -> String {
        let words = beginnings.map { Match.beginning([$0]) }
        return "{facts} : (\(words.joined(separator: " OR ")))"
    }

    private func expression(_ term: SearchText.Term) -> String {
        let runs = SearchWords.sought(for: Folding.key(term.text))
        let columns = term.field?.rawValue ?? "title artist album"
        let hasCJK = runs.contains { $0.contains(where: SearchWords.isCJK) }
        if term.isQuoted, !hasCJK, runs.count > 1, replaced.isEmpty {
            return "{\(columns)} : (\(Match.beginning(runs.flatMap { $0 })))"
        }
        let parts = runs.map { run in
            let other = run.first.flatMap { others[$0] } ?? []
            let choices = [Match.beginning(run)] + other.map { Match.word($0) }
            return "(\(choices.joined(separator: " OR ")))"
        }
        return "{\(columns)} : (\(parts.joined(separator: " AND ")))"
    }
}

/// Pieces of the language of the index.
enum Match {
    /// A word as a whole.
    static func word(_ word: String) -> String {
        // A zero would end the text.
        "\"\(word.replacing("\"", with: "\"\"").replacing("\0", with: " "))\""
    }

    /// Words that follow each other, of which the last is the beginning of a word.
    static func beginning(_ words: [String]) -> String {
        word(words.joined(separator: " ")) + " *"
    }
}
