// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import GRDB
internal import Names

/// What the index of words holds of a track.
struct WordEntry {
    var title: String
    /// The artists of the track and of its album.
    var artists: [String]
    var album: String
    var genres: [String]
    var year: Int64

    /// The words that are kept as spellings, by their number of letters.
    private static let spelled = 3...40

    /// Puts a track into the index; its row in `tracks` tells when it was added.
    func insert(_ number: Int64, into database: Database) throws {
        let title = SearchWords.words(of: Folding.key(title))
        let keys = artists.map(Folding.key)
        let artist = (keys.first == keys.last ? Array(keys.prefix(1)) : keys)
            .flatMap(SearchWords.words)
        let album = SearchWords.words(of: Folding.key(album))
        let genre = genres.flatMap { SearchWords.words(of: Folding.key($0)) }
        let added =
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT added FROM tracks WHERE number = ?"),
                arguments: [number]) ?? 0
        let facts = [Self.year(year), Self.hour(added / 3600)]
        try database.run(
            sql: """
                INSERT INTO words (rowid, title, artist, album, genre, facts)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                number, title.joined(separator: " "), artist.joined(separator: " "),
                album.joined(separator: " "), genre.joined(separator: " "),
                facts.joined(separator: " "),
            ])
        for word in Set(title + artist + album + genre)
        where Self.spelled.contains(word.count) && !SearchWords.isCJK(word) {
            try database.run(
                sql: "INSERT OR IGNORE INTO spellings VALUES (?, ?)",
                arguments: [word, String(word.reversed())])
        }
    }

    // MARK: Facts

    /// Years and hours are words too, with a fixed number of digits, so that a range is a few
    /// beginnings of words.
    static func year(_ year: Int64) -> String { fact("y", digits(of: year, 4)) }
    static func hour(_ hour: Int64) -> String { fact("h", digits(of: hour, hourDigits)) }

    private static let hourDigits = 8

    static func years(_ range: ClosedRange<Int64>) -> [String] {
        beginnings(digits(of: range.lowerBound, 4), digits(of: range.upperBound, 4))
            .map { fact("y", $0) }
    }

    static func hours(from hour: Int64) -> [String] {
        beginnings(
            digits(of: max(0, hour), hourDigits), Array(repeating: 9, count: hourDigits)
        ).map { fact("h", $0) }
    }

    private static func fact(_ letter: String, _ digits: [Int]) -> String {
        letter + digits.map(String.init).joined()
    }

    private static func digits(of number: Int64, _ count: Int) -> [Int] {
        var rest = number
        var digits: [Int] = []
        for _ in 0..<count {
            digits.append(Int(rest % 10))
            rest /= 10
        }
        return rest > 0 ? Array(repeating: 9, count: count) : digits.reversed()
    }

    /// The beginnings that the numbers of a range have, and no others.
    private static func beginnings(_ low: [Int], _ high: [Int]) -> [[Int]] {
        guard let first = low.first, let last = high.first else { return [[]] }
        if low.allSatisfy({ $0 == 0 }), high.allSatisfy({ $0 == 9 }) { return [[]] }
        let lows = Array(low.dropFirst())
        let highs = Array(high.dropFirst())
        if first == last { return beginnings(lows, highs).map { [first] + $0 } }
        let nines = lows.map { _ in 9 }
        let zeros = lows.map { _ in 0 }
        return beginnings(lows, nines).map { [first] + $0 }
            + (first + 1..<last).map { [$0] }
            + beginnings(zeros, highs).map { [last] + $0 }
    }
}

/// The genres of a track.
struct Genres {
    /// The genres, each once.
    let names: [String]
    /// The genres for people.
    var text: String { names.joined(separator: "; ") }
    /// Their keys; a key holds no semicolon.
    var key: String { names.map(Folding.key).joined(separator: "; ") }

    /// Parts a tag at its semicolons.
    init(_ text: String) {
        var seen: Set<String> = []
        names = text.split(separator: ";").compactMap { part in
            let name = part.split(separator: " ").joined(separator: " ")
            return !name.isEmpty && seen.insert(Folding.key(name)).inserted ? name : nil
        }
    }
}
