// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxSettings
internal import Names
internal import Stores

/// The names in the catalogue and of the playlists.
struct NamesThatThereAre: KnownNames {
    let catalogue: Catalogue
    let playlists: [String: String]
    let settings: Settings

    init(catalogue: Catalogue, playlists: [String], settings: Settings) {
        self.catalogue = catalogue
        self.playlists = Dictionary(
            playlists.map { (Folding.key($0), $0) }, uniquingKeysWith: { first, _ in first })
        self.settings = settings
    }

    func hasTrack(title: String?, artist: String?, album: String?) -> Bool {
        // If the catalogue cannot be read, the lookup that follows reports it.
        (try? catalogue.hasTrack(title: title, artist: artist, album: album)) ?? true
    }

    func playlist(_ key: String) -> String? {
        playlists[key]
            ?? settings.playlist(nicknamed: key).flatMap { playlists[Folding.key($0)] }
    }
}
