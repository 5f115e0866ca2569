// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CTagLib
public import JukeboxModel

/// Reads the tags of one file.
public struct TagReader {
    /// The song's name; empty if unknown, as every text here.
    public var title = ""
    /// The performer; several are separated by "; ".
    public var artist = ""
    /// The album it is on.
    public var album = ""
    /// The performer of the whole album.
    public var albumArtist = ""
    /// The genre; several are separated by "; ".
    public var genre = ""
    /// Its number on the album; zero if unknown.
    public var track: Int64 = 0
    /// The disc's number; zero if unknown.
    public var disc: Int64 = 0
    /// The year; zero if unknown.
    public var year: Int64 = 0
    /// Its length in milliseconds; zero if unknown.
    public var milliseconds: Int64 = 0
    /// Whether it carries a picture.
    public var hasPicture = false

    /// Why a file's tags could not be read.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        /// The library finds no tags and no sound in it, or could not read it.
        case notMusic
        /// There is not enough memory for it.
        case outOfMemory

        /// The reason in words.
        public var description: String {
            switch self {
            case .notMusic: "no tags and no sound that can be read"
            case .outOfMemory: "not enough memory to read its tags"
            }
        }
    }

    /// Reads a file.
    ///
    /// The library is TagLib.
    public init(_ path: EscapedPath) throws(Failure) {
        var facts = ctaglib_facts()
        let bytes = path.bytes.map { CChar(bitPattern: $0) } + [0]
        defer { ctaglib_free(&facts) }
        switch ctaglib_read(bytes, &facts) {
        case 1: break
        case -1: throw .outOfMemory
        default: throw .notMusic
        }
        title = String(cString: facts.title)
        artist = String(cString: facts.artist)
        album = String(cString: facts.album)
        albumArtist = String(cString: facts.album_artist)
        genre = String(cString: facts.genre)
        track = Int64(facts.track)
        disc = Int64(facts.disc)
        year = Int64(facts.year)
        milliseconds = facts.milliseconds
        hasPicture = facts.has_picture != 0
    }
}
