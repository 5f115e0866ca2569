// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The facts a scanner reports about one file, as one line of JSON.
public struct FileFacts: Hashable, Sendable {
    /// The file.
    public var path: EscapedPath
    /// Its size in bytes.
    public var size: Int64
    /// Its modification time in nanoseconds since 1970; one after the year 2262 wraps round.
    public var modified: Int64
    /// Its inode number, with the same 64 bits.
    public var inode: Int64
    /// Its tags; nil if it could not be read as music.
    public var tags: TagFacts?
    /// Why `tags` is nil.
    public var problem: String?
    /// When a file with a problem is read again.
    public var retry = Retry.whenChanged

    /// When a file that could not be read is read again; the catalogue stores the number.
    public enum Retry: Int64, Sendable {
        /// Once its size, modification time or inode has changed: the bytes are not music.
        case whenChanged = 0
        /// At the next scan: the cause may pass (a slow disk, an I/O error, missing permission).
        case nextScan = 1
        /// At the next start of the daemon, or once it has changed: the file crashes its reader.
        case nextStart = 2
    }

    /// Makes a file's facts.
    public init(
        path: EscapedPath, size: Int64, modified: Int64, inode: Int64, tags: TagFacts? = nil,
        problem: String? = nil, retry: Retry = .whenChanged
    ) {
        self.path = path
        self.size = size
        self.modified = modified
        self.inode = inode
        self.tags = tags
        self.problem = problem
        self.retry = retry
    }
}

/// The tags of one file.
public struct TagFacts: Hashable, Sendable {
    /// The kind of file: `mp3`, `flac`, `ogg`, `opus`, `m4a`, `wav`.
    public var format: String
    /// The song's name; empty if unknown.
    public var title = ""
    /// The performer; several are separated by "; ".
    public var artist = ""
    /// The album it is on.
    public var album = ""
    /// The performer of the whole album.
    public var albumArtist = ""
    /// The genre; several are separated by "; ".
    public var genre = ""
    /// Its number on the album, at most 99,999; zero if unknown.
    public var track: Int64 = 0
    /// The disc's number, at most 9,999; zero if unknown.
    public var disc: Int64 = 0
    /// The year, at most 9,999; zero if unknown.
    public var year: Int64 = 0
    /// Its length in milliseconds, at most `longestLength`; zero if unknown.
    public var milliseconds: Int64 = 0
    /// Whether it carries a picture.
    public var hasPicture = false

    /// The most bytes of UTF-8 that a title, an artist or an album has; a longer one is cut.
    public static let longestText = 1024
    /// The longest length in milliseconds, 2^40: some 34 years.
    public static let longestLength: Int64 = 1 << 40

    /// Makes an empty set of facts of a format.
    public init(format: String) {
        self.format = format
    }

    /// The text, cut to `limit` bytes of UTF-8: between two characters, or inside a character that
    /// is itself longer, between two of its scalars.
    public static func cut(_ text: String, to limit: Int = longestText) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: max(0, limit))
        // Back to the start of a scalar.
        while end > text.startIndex, text.utf8[end] & 0xC0 == 0x80 {
            end = text.utf8.index(before: end)
        }
        let head = String(text[..<end])
        guard String.Index(end, within: text) == nil else { return head }
        let shorter = head.dropLast()
        return shorter.isEmpty ? head : String(shorter)
    }
}
