// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A song as the queue knows it: where its file lies, and what to call it.
public struct Track: Hashable, Sendable {
    /// The file.
    public var path: EscapedPath
    /// The song's name; the file's name where tags give none.
    public var title: String
    /// Who plays it; empty when unknown.
    public var artist: String
    /// The record it is on; empty when unknown.
    public var album: String
    /// How long it plays in milliseconds; nil when unknown.
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

    /// A track of which only the file is known; its title is the file's name without extension.
    public init(path: EscapedPath) {
        let name = path.lastComponent
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        self.init(path: path, title: stem.isEmpty ? name : stem)
    }

    /// The track in a sentence: `Yesterday by The Beatles`.
    public var spoken: String { artist.isEmpty ? title : "\(title) by \(artist)" }
}
