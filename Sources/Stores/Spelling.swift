// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import JukeboxModel

/// Finds words of names that are spelled like a word.
enum Spelling {
    /// The fewest letters of a word that may be misspelled.
    static let shortest = 4
    /// The most near words that are of use.
    private static let most = 8

    /// Whether a name has a word that begins with this one.
    static func isKnown(_ word: String, _ database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM spellings WHERE word >= ? AND word < ?)")
        return try Bool.fetchOne(statement, arguments: [word, word + last]) ?? false
    }

    /// The words that contain a word, but not at their beginning.
    static func containing(_ word: String, atMost count: Int, _ database: Database) throws
        -> [String]
    {
        let statement = try database.cachedStatement(
            sql: "SELECT word FROM spellings WHERE instr(word, ?) > 1 LIMIT ?")
        return try String.fetchAll(statement, arguments: [word, count])
    }

    /// The words that differ in one letter, or in the order of two neighbours.
    ///
    /// One mistake leaves either the first or the second half of a word intact, so that only words
    /// with the same half are compared.
    static func near(_ word: String, _ database: Database) throws -> [String] {
        let letters = Array(word)
        guard (shortest...40).contains(letters.count) else { return [] }
        let first = String(letters.prefix((letters.count - 1) / 2))
        let second = String(letters.reversed().prefix(letters.count / 2))
        let statement = try database.cachedStatement(
            sql: """
                SELECT word FROM spellings WHERE word >= ?1 AND word < ?2
                    AND length(word) BETWEEN ?5 - 1 AND ?5 + 1
                UNION SELECT word FROM spellings WHERE backward >= ?3 AND backward < ?4
                    AND length(word) BETWEEN ?5 - 1 AND ?5 + 1
                """)
        let like = try String.fetchAll(
            statement,
            arguments: [first, first + last, second, second + last, letters.count])
        return Array(
            like.filter { $0 != word && Nearness.distance(word, $0, limit: 1) != nil }
                .prefix(most))
    }

    /// Comes after every letter.
    private static let last = "\u{10FFFF}"
}
