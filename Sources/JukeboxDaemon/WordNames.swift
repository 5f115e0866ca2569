// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import Names
internal import Stores

/// Names by some of their words: “beethoven” for Ludwig van Beethoven, “moonlight” for Moonlight
/// Sonata.
///
/// Every word must be a whole word of the name, and there must be one such name only. A misspelled
/// word names nothing.
final class WordNames: KnownNames {
    private let catalogue: Catalogue
    private let names: any KnownNames
    private var known: [String: Catalogue.Named?] = [:]
    private var artists: [String: String?] = [:]

    init(_ catalogue: Catalogue, _ names: any KnownNames) {
        self.catalogue = catalogue
        self.names = names
    }

    func playlist(_ key: String) -> String? { names.playlist(key) }

    func hasTrack(title: String?, artist: String?, album: String?) -> Bool {
        let full = completed(Order.Request(title: title, artist: artist, album: album))
        guard let full else { return false }
        return names.hasTrack(
            title: full.title.map(Folding.key), artist: full.artist.map(Folding.key),
            album: full.album.map(Folding.key))
    }

    /// The request with full names; nil if one of them is unknown or not the only one.
    func completed(_ wanted: Order.Request) -> Order.Request? {
        guard wanted.path == nil, wanted.playlist == nil, wanted.query == nil else { return nil }
        var full = wanted
        if let title = wanted.title, !names.hasTrack(title: title, artist: nil, album: nil) {
            guard let name = named(title, .title) else { return nil }
            full.title = name.name
            full.artist = wanted.artist ?? (name.artist.isEmpty ? nil : name.artist)
        }
        if let album = wanted.album, !names.hasTrack(title: nil, artist: nil, album: album) {
            guard let name = named(album, .album) else { return nil }
            full.album = name.name
        }
        if let artist = wanted.artist, !names.hasTrack(title: nil, artist: artist, album: nil) {
            guard let name = self.artist(Folding.key(artist)) else { return nil }
            full.artist = name
        }
        return full
    }

    /// The same for what was read from a sentence: a name that may also be an album's or a title's
    /// is not an artist's, unless the sentence says “by”.
    func completed(_ wanted: Order.Request, of sentence: String) -> Order.Request? {
        if wanted.playlist != nil { return wanted }
        if let artist = wanted.artist, wanted.title == nil, wanted.album == nil,
            !names.hasTrack(title: nil, artist: Folding.key(artist), album: nil),
            named(artist, .artist) == nil,
            !Folding.key(sentence).split(separator: " ").contains("by")
        {
            return nil
        }
        return completed(wanted)
    }

    // MARK: The only name

    private func named(_ text: String, _ kind: MusicKind) -> Catalogue.Named? {
        let key = Folding.key(text)
        let found = known[key] ?? theOnlyName(key)
        known[key] = .some(found)
        return found?.kind == kind ? found : nil
    }

    /// The only artist, album or title with these words, in this order of kinds.
    ///
    /// Albums and titles of the artist that was found, and titles by the artist of the album, do not
    /// count as others.
    private func theOnlyName(_ key: String) -> Catalogue.Named? {
        let words = key.split(separator: " ").map(String.init)
        guard Self.tellSomething(words) else { return nil }
        let artists = all(.artist, words)
        if let only = Self.theOnlyLastName(artists, words) { return only }
        guard artists.count <= 1 else { return nil }
        let albums = all(.album, words)
        let titles = all(.title, words)
        if let artist = artists.first {
            let isAlone = (albums + titles).allSatisfy { $0.artistKey == artist.key }
            return isAlone ? artist : nil
        }
        guard albums.count <= 1 else { return nil }
        if let album = albums.first {
            return titles.allSatisfy { $0.artistKey == album.artistKey } ? album : nil
        }
        return titles.count == 1 ? titles.first : nil
    }

    private func artist(_ key: String) -> String? {
        if let found = artists[key] { return found }
        let words = key.split(separator: " ").map(String.init)
        var found: String?
        if Self.tellSomething(words) {
            let all = all(.artist, words)
            found = (Self.theOnlyLastName(all, words) ?? (all.count == 1 ? all.first : nil))?.name
        }
        artists[key] = .some(found)
        return found
    }

    /// The artist whose last name this is, if there is only one.
    private static func theOnlyLastName(
        _ artists: [Catalogue.Named], _ words: [String]
    ) -> Catalogue.Named? {
        let called = artists.filter {
            $0.key.split(separator: " ").suffix(words.count).elementsEqual(words[...]) { $0 == $1 }
        }
        return called.count == 1 && artists.count < most ? called.first : nil
    }

    /// The names with these words; more than a few are as bad as two.
    private func all(_ kind: MusicKind, _ words: [String]) -> [Catalogue.Named] {
        // If the catalogue cannot be read, the lookup that follows reports it.
        (try? catalogue.names(kind, withWords: words, atMost: Self.most)) ?? []
    }

    private static let most = 50

    /// Whether some words name something: “some music” does not.
    private static func tellSomething(_ words: [String]) -> Bool {
        words.contains { word in
            !commonWords.contains(word) && (word.count > 2 || SearchWords.isCJK(word))
        }
    }

    private static let commonWords: Set<String> = [
        "the", "and", "for", "you", "your", "any", "all", "some", "more", "something", "anything",
        "everything", "music", "song", "songs", "track", "tracks", "album", "albums", "artist",
        "band", "playlist", "playlists", "record", "records", "tune", "tunes", "random", "radio",
        "again", "now", "next", "with", "from", "this", "that", "its", "play", "音楽", "曲",
    ]
}
