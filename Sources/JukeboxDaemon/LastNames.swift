// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Names

/// Artists by their last names, for sentences such as “something by pachelbel”.
///
/// A last name that several artists have names none of them.
struct LastNames: KnownNames {
    private let names: any KnownNames
    private let artists: [String: String]

    /// Takes the folded names of all artists.
    init(_ keys: [String], _ names: any KnownNames) {
        self.names = names
        var found: [String: String] = [:]
        var shared: Set<String> = []
        for key in keys {
            guard let last = key.split(separator: " ").last.map(String.init), last != key else {
                continue
            }
            if found.updateValue(key, forKey: last) != nil { shared.insert(last) }
        }
        artists = found.filter { !shared.contains($0.key) }
    }

    /// The full folded name of the only artist with a last name; any other name stays as it is.
    func artist(_ key: String) -> String { artists[key] ?? key }

    func hasTrack(title: String?, artist: String?, album: String?) -> Bool {
        names.hasTrack(title: title, artist: artist.map(self.artist), album: album)
    }

    func playlist(_ key: String) -> String? { names.playlist(key) }
}
