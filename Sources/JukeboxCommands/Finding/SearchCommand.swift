// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel

extension CommandSpec {
    private static let count = OptionSpec("count", letter: "n", value: "N", help: "How many; 50.")

    static let search = CommandSpec(
        "search", summary: "Search the music.",
        details: """
            Finds the tracks that have every word in their title, artist or album. Fields narrow a \
            search: artist:, album:, title: and genre: say where a word must stand, year:1999 and \
            year:1990-1999 choose years, and added:12h, added:30d and added:2w what was added \
            lately. Quotation marks keep words together. If nothing matches, words with one wrong \
            letter are put right.
            """,
        arguments: [
            ArgumentSpec(
                "WORD", .some, help: "A part of a name, or a field.", completion: .names("music"))
        ], options: [count],
        examples: [
            Example("search beat", "everything with “beat” in a name"),
            Example("search artist:moby year:1999-2005", "by an artist, of these years"),
            Example("search genre:jazz added:30d", "what came in the last 30 days"),
            Example("search 'album:\"abbey road\" sun'", "words that belong together"),
        ]
    ) { session in
        let line = session.line
        let words = try line.texts().map { SearchWord($0).text }.joined(separator: " ")
        let count = try line.number(count, in: 1...10_000) ?? 50
        let answer = try session.find(.search(words, count: count), TrackListing.init)
        session.show(answer.json) { TrackTable(answer.tracks).lines($0) }
        session.note(
            TrackTable.notes(answer, search: try line.texts().joined(separator: " ")))
    }
}

/// A word of the command line in a search.
///
/// A shell has taken the quotation marks away that kept its parts together: `artist:"the beatles"`
/// comes as one word with a space.
struct SearchWord {
    let text: String

    init(_ word: String) {
        let field = word.prefix { $0.isASCII && $0.isLetter }
        let rest = word.dropFirst(field.count)
        guard rest.first == ":", rest.contains(" "), !rest.contains("\"") else {
            text = word
            return
        }
        text = "\(field):\"\(rest.dropFirst())\""
    }
}

extension Session {
    /// Asks for names; words that the daemon cannot understand are wrong usage.
    func find<Answer>(_ question: Question, _ read: (JSON) -> Answer?) throws -> Answer {
        let result = askOnce(question, read, within: .seconds(5))
        if case .failure(.refused(let refusal)) = result, refusal.code == "invalid" {
            throw line.usage(refusal.text)
        }
        return try answer(result)
    }

    /// Prints remarks about a list on stderr, where they are in no program's way.
    func note(_ lines: [String]) {
        guard !json, !quiet else { return }
        for line in lines { complain(line) }
    }
}
