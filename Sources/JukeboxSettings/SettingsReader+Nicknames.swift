// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import Names
internal import JukeboxModel

// What people call destinations and playlists beside their names.
extension SettingsReader {
    mutating func destinationNames(_ value: TomlValue) {
        guard let index = value.index(in: "destination") else { return }
        var destination =
            destinations[index] ?? Settings.Destination(name: DestinationName(""), device: "")
        if value.key == "destination.room" {
            destination.room = text(value)
        } else if value.key == "destination.playlist" {
            destination.playlist = text(value)
        } else if let nickname = nickname(value) {
            destination.nicknames.append(nickname)
        }
        destinations[index] = destination
    }

    /// A value of the list `[[playlist]]`.
    mutating func playlist(_ value: TomlValue) {
        guard let index = value.index(in: "playlist") else {
            if value.kind != .array { wrong(value, "a list of tables: [[playlist]]") }
            return
        }
        var playlist = playlists[index] ?? Settings.PlaylistNames(name: "")
        switch value.key {
        case "playlist.name": if let text = text(value) { playlist.name = text }
        case "playlist.nicknames":
            if let nickname = nickname(value) { playlist.nicknames.append(nickname) }
        default:
            playlistPlaces[index] = value
            if value.kind != .table { wrong(value, "a list of tables: [[playlist]]") }
        }
        playlists[index] = playlist
    }

    mutating func finishPlaylists() {
        for (index, place) in playlistPlaces.sorted(by: { $0.key < $1.key }) {
            guard let playlist = playlists[index], errors.isEmpty else { continue }
            if playlist.name.isEmpty {
                fault(place, "this playlist has no “name”; say: name = \"Morning\"")
            } else {
                settings.playlists.append(playlist)
            }
        }
        var owners: [String: DestinationName] = [:]
        for (index, destination) in destinations.sorted(by: { $0.key < $1.key }) {
            for name in [destination.name.text] + destination.nicknames {
                let owner = owners.updateValue(destination.name, forKey: Folding.key(name))
                guard let owner, owner != destination.name, let place = place(of: index) else {
                    continue
                }
                fault(place, "“\(name)” is a name of destination “\(owner)” already")
            }
        }
    }

    /// An element of a list of nicknames.
    private mutating func nickname(_ value: TomlValue) -> String? {
        if value.kind == .array { return nil }
        guard value.path.hasSuffix("]") else {
            wrong(value, "a list: [\"Breakfast\", \"朝の音楽\"]")
            return nil
        }
        return text(value)
    }
}
