// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The names that a phrase may hold: “A by B”, “the album C”, “D's A”, 「BのA」.
struct Names: Hashable {
    let phrases: [NameKind: Phrase]
    /// The playlist's own name, once it was found by one of its nicknames.
    var playlist: String?

    init(_ phrases: [NameKind: Phrase]) { self.phrases = phrases }

    var count: Int { phrases.count }
    var letters: Int { phrases.values.reduce(0) { $0 + $1.letters } }

    var wanted: Order.Request {
        func text(_ kind: NameKind) -> String? { phrases[kind]?.text }
        return Order.Request(
            title: text(.title), artist: text(.artist), album: text(.album),
            playlist: playlist ?? text(.playlist))
    }

    /// The phrase as one name of any kind, the most usual first.
    static func bare(_ phrase: Phrase) -> [Names] {
        [NameKind.title, .album, .artist, .playlist].map { Names([$0: phrase]) }
    }

    /// Every way to find names in a phrase, but for two names with nothing between them.
    static func all(in phrase: Phrase) -> [Names] {
        var found = bare(phrase) + said(phrase)
        for word in Grammar.byArtist {
            for (piece, artist) in phrase.parted(at: word) {
                for artist in bareOrSaid(artist, .artist) {
                    found += pieces(piece).compactMap { $0.joined(with: artist) }
                }
                // “A by B from C”
                for word in Grammar.onAlbum {
                    for (artist, album) in artist.parted(at: word) {
                        for album in bareOrSaid(album, .album) {
                            found += bareOrSaid(piece, .title).compactMap {
                                $0.joined(with: Names([.artist: artist]))?.joined(with: album)
                            }
                        }
                    }
                }
            }
        }
        for word in Grammar.onAlbum {
            for (title, album) in phrase.parted(at: word) {
                for album in bareOrSaid(album, .album) {
                    found += bareOrSaid(title, .title).compactMap { $0.joined(with: album) }
                }
            }
        }
        for word in Grammar.ofArtist {
            for (owner, piece) in phrase.parted(at: word) {
                found += pieces(piece).compactMap { $0.joined(with: Names([.artist: owner])) }
                for album in bareOrSaid(owner, .album) {
                    found += bareOrSaid(piece, .title).compactMap { $0.joined(with: album) }
                }
            }
        }
        return found
    }

    /// The possible pieces: a title, or an album.
    private static func pieces(_ phrase: Phrase) -> [Names] {
        bareOrSaid(phrase, .title) + bareOrSaid(phrase, .album)
    }

    private static func bareOrSaid(_ phrase: Phrase, _ kind: NameKind) -> [Names] {
        [Names([kind: phrase])] + said(phrase).filter { $0.phrases[kind] != nil }
    }

    /// The phrase as a name that it says the kind of: “the album Jupiter”.
    private static func said(_ phrase: Phrase) -> [Names] {
        Grammar.kinds.flatMap { kind, before, behind in
            (before.compactMap { phrase.dropping(first: $0) }
                + behind.compactMap { phrase.dropping(last: $0) })
                .filter { !$0.isEmpty }.map { Names([kind: $0]) }
        }
    }

    private func joined(with other: Names) -> Names? {
        guard Set(phrases.keys).isDisjoint(with: other.phrases.keys) else { return nil }
        return Names(phrases.merging(other.phrases) { $1 })
    }
}
