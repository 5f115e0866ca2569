// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// What a scanner tells of one file: a line of JSON each.
public struct FileFacts: Hashable, Sendable {
    /// The file.
    public var path: EscapedPath
    /// Its size in bytes.
    public var size: Int64
    /// When it was last changed, in nanoseconds since 1970.
    public var modified: Int64
    /// Its inode number, as the same bits.
    public var inode: Int64
    /// What its tags say; nil when it cannot be read as music.
    public var tags: TagFacts?
    /// Why `tags` is nil.
    public var problem: String?

    /// Makes a file's facts.
    public init(
        path: EscapedPath, size: Int64, modified: Int64, inode: Int64, tags: TagFacts? = nil,
        problem: String? = nil
    ) {
        self.path = path
        self.size = size
        self.modified = modified
        self.inode = inode
        self.tags = tags
        self.problem = problem
    }
}

/// What a file's tags say.
public struct TagFacts: Hashable, Sendable {
    /// The kind of file: `mp3`, `flac`, `ogg`, `opus`, `m4a`, `wav`.
    public var format: String
    /// The song's name; empty when the file does not say.
    public var title = ""
    /// Who plays it; several are separated by "; ".
    public var artist = ""
    /// The record it is on.
    public var album = ""
    /// Whose record it is.
    public var albumArtist = ""
    /// Its place on the record; zero when unknown.
    public var track: Int64 = 0
    /// Which of several discs; zero when unknown.
    public var disc: Int64 = 0
    /// The year; zero when unknown.
    public var year: Int64 = 0
    /// How long it plays.
    public var milliseconds: Int64 = 0
    /// Whether it carries a picture.
    public var hasPicture = false

    /// Makes an empty set of facts of a format.
    public init(format: String) {
        self.format = format
    }
}
