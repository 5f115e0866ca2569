// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

extension FileFacts {
    /// The facts as their line says them, without the line's end.
    public var json: JSON {
        var members: [JSON.Member] = [
            .init("path", .string(path.text)), .init("size", .int(size)),
            .init("mtime", .int(modified)), .init("inode", .int(inode)),
        ]
        if retry != .whenChanged { members.append(.init("retry", .int(retry.rawValue))) }
        if let problem { members.append(.init("problem", .string(problem))) }
        if let tags {
            members.append(contentsOf: [
                .init("format", .string(tags.format)), .init("title", .string(tags.title)),
                .init("artist", .string(tags.artist)), .init("album", .string(tags.album)),
                .init("album_artist", .string(tags.albumArtist)), .init("track", .int(tags.track)),
                .init("disc", .int(tags.disc)), .init("year", .int(tags.year)),
                .init("genre", .string(tags.genre)), .init("ms", .int(tags.milliseconds)),
                .init("picture", .bool(tags.hasPicture)),
            ])
        }
        return .object(members)
    }

    /// Reads a file's facts; nil if the path or the stamp is missing.
    ///
    /// Numbers out of range are clamped and long texts cut, as the line may come from a process
    /// that a hostile file has taken over.
    public init?(_ json: JSON) {
        guard let path = json["path"]?.string, let size = json["size"]?.int,
            let modified = json["mtime"]?.int, let inode = json["inode"]?.int
        else { return nil }
        self.init(
            path: EscapedPath(escaped: path), size: max(0, size), modified: modified, inode: inode,
            problem: json["problem"]?.string.map { TagFacts.cut($0) },
            retry: json["retry"]?.int.flatMap(Retry.init) ?? .whenChanged)
        tags = json["format"]?.string.map { TagFacts(format: TagFacts.cut($0, to: 16), json) }
    }
}

extension TagFacts {
    fileprivate init(format: String, _ json: JSON) {
        func text(_ name: String) -> String { Self.cut(json[name]?.string ?? "") }
        func number(_ name: String, upTo most: Int64) -> Int64 {
            min(max(0, json[name]?.int ?? 0), most)
        }
        self.init(format: format)
        title = text("title")
        artist = text("artist")
        album = text("album")
        albumArtist = text("album_artist")
        genre = text("genre")
        track = number("track", upTo: 99_999)
        disc = number("disc", upTo: 9_999)
        year = number("year", upTo: 9_999)
        milliseconds = number("ms", upTo: Self.longestLength)
        hasPicture = json["picture"]?.bool ?? false
    }
}
