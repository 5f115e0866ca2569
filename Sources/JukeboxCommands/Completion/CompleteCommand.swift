// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JukeboxModel
internal import OrderRing

// The completion scripts call `jukebox complete-words SHELL WORD…`, where the last word is the one to
// complete and the first is `jukebox` itself. The answer's first line says whether files are candidates
// too: `-`, `files` or `folders`. Each following line is a candidate and, after a tab, a note on it.
extension CommandSpec {
    /// The word of the command that the completion scripts call.
    static let completeWord = "complete-words"

    /// Answers a completion script; does not go through the table, because it is no command for people.
    static func complete(_ words: ArraySlice<Word>) {
        guard let shell = words.first.flatMap({ Shell(rawValue: $0.text) }) else { return }
        let texts = words.dropFirst(2).map(\.text)
        let candidates = Candidates(shell == .bash ? Candidates.joined(texts) : Array(texts))
        print(candidates.files)
        for candidate in candidates.list {
            let note = candidate.note.isEmpty ? "" : "\t" + candidate.note.plain()
            print(candidate.word + note)
        }
    }
}

/// The candidates for the last word of a command line.
struct Candidates {
    /// The most candidates that are printed.
    static let most = 200

    /// `-`, `files` or `folders`.
    private(set) var files = "-"
    private(set) var list: [Completing.Candidate] = []

    init(_ words: [String]) {
        guard let session = try? Session(Self.options(words)) else { return }
        let rooms = (try? session.attach()).map { RoomList($0) }
        let engine = Completing(.jukebox) { rooms?.rooms(named: $0) != nil }
        let names = LiveNames(session: session, rooms: rooms)
        let last = words.last ?? ""
        for wanted in engine.wanted(words) {
            switch wanted {
            case .words(let some): list += some
            case .files(let onlyFolders): files = onlyFolders ? "folders" : "files"
            case .names(let kinds, let soFar, _):
                let value =
                    last.hasPrefix("--") ? String(last.drop { $0 != "=" }.dropFirst()) : last
                list += names.candidates(kinds, soFar: soFar, prefix: value)
            }
        }
        list = Self.fitting(list)
    }

    /// The options of a line that say which jukebox is meant.
    private static func options(_ words: [String]) throws -> ParsedLine {
        let index = words.firstIndex(of: "--\(CommonOption.runtime.name)")
        guard let index, words.indices.contains(index + 1), index + 2 < words.count else {
            return try LineReader(.jukebox).options([])
        }
        return try LineReader(.jukebox).options(words[index...(index + 1)].map { Word($0) })
    }

    /// Leaves out what a shell cannot show in a line, and repeats.
    private static func fitting(_ list: [Completing.Candidate]) -> [Completing.Candidate] {
        var seen: Set<String> = []
        var kept: [Completing.Candidate] = []
        for candidate in list where kept.count < most {
            let isPlain = candidate.word.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
            }
            if isPlain, seen.insert(candidate.word).inserted { kept.append(candidate) }
        }
        return kept
    }

    /// Joins what bash splits at “=” again: `--title`, `=`, `Yes` is one word.
    static func joined(_ words: [String]) -> [String] {
        var joined: [String] = []
        var isOpen = false
        for word in words {
            if word == "=", let last = joined.last, last.hasPrefix("--") {
                joined[joined.count - 1] += "="
                isOpen = true
            } else if isOpen {
                joined[joined.count - 1] += word
                isOpen = false
            } else {
                joined.append(word)
            }
        }
        return joined
    }
}
