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
        if let problem { members.append(.init("problem", .string(problem))) }
        if let tags {
            members.append(contentsOf: [
                .init("format", .string(tags.format)), .init("title", .string(tags.title)),
                .init("artist", .string(tags.artist)), .init("album", .string(tags.album)),
                .init("album_artist", .string(tags.albumArtist)), .init("track", .int(tags.track)),
                .init("disc", .int(tags.disc)), .init("year", .int(tags.year)),
                .init("ms", .int(tags.milliseconds)), .init("picture", .bool(tags.hasPicture)),
            ])
        }
        return .object(members)
    }

    /// Reads a file's facts; nil when they are none.
    public init?(_ json: JSON) {
        guard let path = json["path"]?.string, let size = json["size"]?.int,
            let modified = json["mtime"]?.int, let inode = json["inode"]?.int
        else { return nil }
        self.init(
            path: EscapedPath(escaped: path), size: size, modified: modified, inode: inode,
            problem: json["problem"]?.string)
        guard let format = json["format"]?.string else { return }
        var tags = TagFacts(format: format)
        tags.title = json["title"]?.string ?? ""
        tags.artist = json["artist"]?.string ?? ""
        tags.album = json["album"]?.string ?? ""
        tags.albumArtist = json["album_artist"]?.string ?? ""
        tags.track = json["track"]?.int ?? 0
        tags.disc = json["disc"]?.int ?? 0
        tags.year = json["year"]?.int ?? 0
        tags.milliseconds = json["ms"]?.int ?? 0
        tags.hasPicture = json["picture"]?.bool ?? false
        self.tags = tags
    }
}
