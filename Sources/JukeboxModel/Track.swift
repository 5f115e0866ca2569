// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A track in a queue or a search: its file and its names.
public struct Track: Hashable, Sendable {
    /// The file.
    public var path: EscapedPath
    /// The title; the file's name if the tags have none.
    public var title: String
    /// The artist; empty if unknown.
    public var artist: String
    /// The album; empty if unknown.
    public var album: String
    /// The length in milliseconds; nil if unknown.
    public var milliseconds: Int64?

    /// Makes a track.
    public init(
        path: EscapedPath, title: String, artist: String = "", album: String = "",
        milliseconds: Int64? = nil
    ) {
        self.path = path
        self.title = title
        self.artist = artist
        self.album = album
        self.milliseconds = milliseconds
    }

    /// Makes a track from its file alone; its title is the file's name without extension.
    public init(path: EscapedPath) {
        let name = path.lastComponent
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        self.init(path: path, title: stem.isEmpty ? name : stem)
    }

    /// The track in a sentence: `Yesterday by The Beatles`.
    public var spoken: String { artist.isEmpty ? title : "\(title) by \(artist)" }
}
