// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Foundation
internal import JukeboxModel

/// Takes a sentence apart: “yesterday by the beatles in the kitchen”, 「キッチンで天体観測をかけて」.
///
/// Every possible reading is compared with the known names; of those that name something, the
/// reading that matches the most words wins. So “Stand by Me” is a song, if there is one of that
/// name, and not “Stand” by an artist called “Me”.
public struct Understanding {
    let places: [SpokenDestination]
    private let names: any KnownNames

    /// Longer sentences are taken as a name and nothing else.
    static let mostCharacters = 200
    static let mostParts = 64
    static let mostWordsSideBySide = 12

    /// Prepares to read sentences about these places and names.
    public init(places: [SpokenDestination], names: any KnownNames) {
        self.places = places
        self.names = names
    }

    /// Returns the best reading that names known music; nil if there is none.
    public func read(_ sentence: String) -> Reading? {
        let known = Memory(names)
        var best: Candidate?
        for var candidate in readings(of: sentence) where candidate.score > best?.score ?? 0 {
            if known.has(&candidate.names) { best = candidate }
        }
        return best?.reading
    }

    /// Returns the most likely meaning of the sentence, even if the music is unknown.
    public func guess(_ sentence: String) -> Reading {
        // The reading with the most words removed, as a title by an artist if possible.
        let readings = readings(of: sentence).filter { !$0.isSideBySide }
        let least = readings.map(\.rest).min() ?? 0
        let likely = readings.filter { $0.rest == least }
        let best = likely.max { $0.names.count < $1.names.count } ?? likely.first
        return best?.reading ?? Reading(Order.Request(title: sentence))
    }

    // MARK: Every way

    private struct Candidate {
        var names: Names
        var said: SpokenContext
        /// The letters of the phrase that the names were read from.
        var rest: Int
        var isSideBySide = false

        /// The letters that are names; of equal ones the first is the more usual way to say it.
        var score: Int { names.letters * 2 - (isSideBySide ? 1 : 0) }

        var reading: Reading { Reading(names.wanted, said) }
    }

    private func readings(of sentence: String) -> [Candidate] {
        let plain = sentence.precomposedStringWithCompatibilityMapping
        let whole = Phrase(plain)
        guard !whole.isEmpty else { return [] }
        guard plain.count <= Self.mostCharacters else {
            return Names.bare(whole).map {
                Candidate(names: $0, said: SpokenContext(), rest: 0)
            }
        }
        var found: [Candidate] = []
        for part in parts(of: whole) {
            let rest = part.phrase.letters
            for names in Names.all(in: part.phrase) {
                found.append(Candidate(names: names, said: part.said, rest: rest))
            }
            for names in sideBySide(part.phrase) {
                found.append(
                    Candidate(names: names, said: part.said, rest: rest, isSideBySide: true))
            }
        }
        return found
    }

    private func sideBySide(_ phrase: Phrase) -> [Names] {
        let parts = phrase.parted(at: " ")
        guard parts.count < Self.mostWordsSideBySide else { return [] }
        return parts.flatMap { left, right in
            [
                Names([.artist: left, .title: right]), Names([.title: left, .artist: right]),
                Names([.artist: left, .album: right]), Names([.album: left, .artist: right]),
            ]
        }
    }

    // MARK: The words around the names

    /// The sentence, and all that is left of it when known words are taken off its ends.
    private func parts(of whole: Phrase) -> [Part] {
        var found = [Part(phrase: whole, said: SpokenContext())]
        var seen = Set(found)
        var index = 0
        while index < found.count, found.count < Self.mostParts {
            for part in shorter(found[index]) where !part.phrase.isEmpty {
                if seen.insert(part).inserted { found.append(part) }
            }
            index += 1
        }
        return found
    }

    /// The rest of a sentence, and the meaning of the removed words.
    private struct Part: Hashable {
        var phrase: Phrase
        var said: SpokenContext

        /// The same without these words at its beginning, and at its end.
        func dropping(first: String? = nil, last: String? = nil, saying said: SpokenContext)
            -> [Part]
        {
            [first.flatMap(phrase.dropping(first:)), last.flatMap(phrase.dropping(last:))]
                .compactMap { $0.map { Part(phrase: $0, said: said) } }
        }
    }

    private func shorter(_ part: Part) -> [Part] {
        var found = Grammar.asksBefore.flatMap { part.dropping(first: $0, saying: part.said) }
        found += Grammar.asksBehind.flatMap { part.dropping(last: $0, saying: part.said) }
        if part.said.mode == nil {
            for (words, mode) in Grammar.modes {
                var said = part.said
                said.mode = mode
                found += part.dropping(first: words, last: words, saying: said)
            }
        }
        if part.said.destination == nil { found += withoutRoom(part) }
        return found
    }

    private func withoutRoom(_ part: Part) -> [Part] {
        var found: [Part] = []
        for place in places {
            var said = part.said
            said.destination = place.name
            for name in [place.name.text] + place.nicknames {
                let name = name.precomposedStringWithCompatibilityMapping.lowercased()
                guard part.phrase.mentions(name) else { continue }
                let english = Grammar.beforeRoom.flatMap { before in
                    Grammar.behindRoom.map { "\(before) \(name)\($0)" }
                }
                for words in english + Grammar.particlesOfRoom.map({ name + $0 }) {
                    found += part.dropping(first: words, last: words, saying: said)
                }
            }
        }
        return found
    }
}

/// Remembers which names there are, for as long as one sentence is read.
private final class Memory {
    private let names: any KnownNames
    private var single: [NameKind: [String: Bool]] = [:]
    private var keys: [Range<Int>: String] = [:]

    init(_ names: any KnownNames) { self.names = names }

    /// Whether there is something of all these names; a playlist's is put right.
    func has(_ wanted: inout Names) -> Bool {
        var keys: [NameKind: String] = [:]
        for (kind, phrase) in wanted.phrases {
            keys[kind] = key(phrase)
            guard hasSingle(kind, keys[kind] ?? "") else { return false }
        }
        if let playlist = keys[.playlist] {
            wanted.playlist = names.playlist(playlist)
            return true
        }
        return keys.count == 1
            || names.hasTrack(title: keys[.title], artist: keys[.artist], album: keys[.album])
    }

    private func hasSingle(_ kind: NameKind, _ key: String) -> Bool {
        if let known = single[kind]?[key] { return known }
        let isThere =
            switch kind {
            case .title: names.hasTrack(title: key, artist: nil, album: nil)
            case .artist: names.hasTrack(title: nil, artist: key, album: nil)
            case .album: names.hasTrack(title: nil, artist: nil, album: key)
            case .playlist: names.playlist(key) != nil
            }
        single[kind, default: [:]][key] = isThere
        return isThere
    }

    private func key(_ phrase: Phrase) -> String {
        if let key = keys[phrase.range] { return key }
        let key = Folding.key(phrase.text)
        keys[phrase.range] = key
        return key
    }
}
