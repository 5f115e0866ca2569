// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import JukeboxSettings
import Logging
import Stores

@testable import JukeboxDaemon

/// A catalogue of some songs, and the lookup of names in it.
final class Music {
    let path: String
    let catalogue: Catalogue
    var lookup: Lookup

    /// Each song is `artist/album/title`, with a year after the title's `#`.
    init(_ songs: [String], playlists: [String: String] = [:], rooms: [String] = []) throws {
        path = NSTemporaryDirectory() + "jukebox-music-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        catalogue = try Catalogue(path: path + "/catalogue.db")
        var settings = Settings.defaults(for: .ofThisProcess)
        settings.paths.playlists = path
        settings.paths.music = [path]
        if !rooms.isEmpty {
            settings.destinations = rooms.map {
                Settings.Destination(name: DestinationName($0), device: "null")
            }
            settings.defaultDestination = DestinationName(rooms[0])
        }
        for (name, lines) in playlists {
            try lines.write(
                toFile: path + "/\(name).m3u8", atomically: true, encoding: .utf8)
        }
        lookup = Lookup(
            catalogue: catalogue, settings: settings,
            logger: Logger(label: "lookup") { _ in SwiftLogNoOpLogHandler() })
        try catalogue.take(songs.map { facts($0) })
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func facts(_ song: String) -> FileFacts {
        let parts = song.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let named = parts[2].split(separator: "#")
        var tags = TagFacts(format: "mp3")
        (tags.artist, tags.album) = (parts[0], parts[1])
        tags.title = String(named[0])
        tags.year = named.count > 1 ? Int64(named[1]) ?? 0 : 0
        return FileFacts(
            path: EscapedPath(escaped: "\(path)/\(song).mp3"), size: 1, modified: 2, inode: 3,
            tags: tags)
    }

    /// What a sentence would play, as its songs; or `?` and what may have been meant.
    func sentence(_ text: String) throws -> String { try play(Order.Request(query: text)) }

    /// The same for any request.
    func play(_ request: Order.Request) throws -> String {
        let found = try lookup.resolve(request)
        guard found.answer.reason == nil else {
            return "? " + found.answer.candidates.map(\.label).joined(separator: " | ")
        }
        return found.answer.tracks.map(\.spoken).joined(separator: " | ")
    }
}
