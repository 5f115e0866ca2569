// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CTagLib
public import JukeboxModel

/// Reads the tags of one file.
public struct TagReader {
    /// The tags' texts; empty where the file does not say.
    public var title = ""
    /// Who plays it; several are separated by "; ".
    public var artist = ""
    /// The record.
    public var album = ""
    /// Whose record it is.
    public var albumArtist = ""
    /// Its place on the record, its disc, its year; zero when unknown.
    public var track: Int64 = 0
    /// Which disc.
    public var disc: Int64 = 0
    /// The year.
    public var year: Int64 = 0
    /// How long it plays.
    public var milliseconds: Int64 = 0
    /// Whether it carries a picture.
    public var hasPicture = false

    /// Reads a file; nil when it cannot be read as music.
    ///
    /// The library is TagLib.
    public init?(_ path: EscapedPath) {
        var facts = ctaglib_facts()
        let bytes = path.bytes.map { CChar(bitPattern: $0) } + [0]
        guard ctaglib_read(bytes, &facts) == 1 else { return nil }
        defer { ctaglib_free(&facts) }
        title = String(cString: facts.title)
        artist = String(cString: facts.artist)
        album = String(cString: facts.album)
        albumArtist = String(cString: facts.album_artist)
        track = Int64(facts.track)
        disc = Int64(facts.disc)
        year = Int64(facts.year)
        milliseconds = facts.milliseconds
        hasPicture = facts.has_picture != 0
    }
}
