// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import Glibc
internal import JukeboxModel
internal import PlaylistFiles

extension CommandSpec {
    private static let new = OptionSpec("new", help: "Make the playlist if it does not exist.")

    static let playlistAdd = CommandSpec(
        "add", summary: "Add files to the end of a playlist.",
        details: """
            Everything that is in the file stays, byte by byte, and the new lines are written as those \
            before them. The files must be in the music folders. Exit status: 65 if the playlist or \
            a file does not exist, 77 if you lack the right to write.
            """,
        arguments: [
            playlistName,
            ArgumentSpec("PATH", .some, help: "Music files.", completion: .files),
        ],
        options: [new],
        examples: [
            Example("playlist add Morning song.mp3", "one file"),
            Example("playlist add Party --new /srv/music/Abba/*.mp3", "a new playlist"),
        ]
    ) { session in
        let name = try session.newPlaylistName()
        let folders = try session.ask(.settings, FolderAnswer.init)
        let music = MusicPaths(folders.music)
        let paths = try session.line.words.dropFirst().map { try music.path($0) }
        let (path, total) = try session.editing(name) { () throws(PlaylistTrouble) in
            let editor = try PlaylistEditor(folder: folders.playlists)
            do throws(PlaylistTrouble) {
                return try editor.add(paths, to: name)
            } catch {
                guard case .unknown = error, session.line.has(new) else { throw error }
                let path = try editor.save(name, paths, overwriting: false)
                return (path: path, count: paths.count)
            }
        }
        session.tell(name, path, added: paths.count, total: total) {
            "added \(Session.songs(paths.count)) to “\(name.text)”, which has \(total) now"
        }
    }
}

/// Finds the names that the daemon has for files of the command line.
struct MusicPaths {
    /// The music folders as the settings name them, and without links.
    private let folders: [(name: EscapedPath, real: EscapedPath)]

    init(_ folders: [String]) {
        self.folders = folders.map { folder in
            let name = EscapedPath(bytes: folder.utf8)
            return (name, Self.real(Array(folder.utf8)) ?? name)
        }
    }

    /// The path of a file below the music folder that it is in.
    ///
    /// - Throws: `Failure` with status 65 if it does not exist, is not a regular file, or is not in a
    ///   music folder.
    func path(_ word: Word) throws -> EscapedPath {
        let shown = EscapedPath(bytes: word.bytes)
        var facts = stat()
        guard !word.bytes.contains(0), stat(Self.cString(word.bytes), &facts) == 0,
            let own = Self.absolute(word.bytes)
        else {
            throw Failure.refused("“\(shown)”: \(String(cString: strerror(errno)))")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw Failure.refused("“\(shown)” is not a file; name the files in it")
        }
        for folder in folders where own.isInside(folder.name) { return own }
        for folder in folders where own.isInside(folder.real) {
            let rest = own.bytes.dropFirst(folder.real.bytes.count)
            return EscapedPath(bytes: folder.name.bytes + rest)
        }
        let names = folders.map(\.name.text).joined(separator: ", ")
        throw Failure.refused("“\(shown)” is not in the music folders (\(names))")
    }

    /// The full path of a file: its folder without links, and its name.
    private static func absolute(_ path: [UInt8]) -> EscapedPath? {
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { $0 == 0 ? [UInt8(ascii: "/")] : Array(path[..<$0]) }
        let name = path[(slash.map { $0 + 1 } ?? 0)...]
        guard let real = real(folder ?? [UInt8(ascii: ".")]) else { return nil }
        let home = real.bytes == [UInt8(ascii: "/")] ? [] : real.bytes
        return EscapedPath(bytes: home + [UInt8(ascii: "/")] + name)
    }

    /// The C function is `realpath`.
    private static func real(_ path: [UInt8]) -> EscapedPath? {
        guard let real = realpath(cString(path), nil) else { return nil }
        defer { free(real) }
        return EscapedPath(
            bytes: UnsafeBufferPointer(start: real, count: strlen(real)).map {
                UInt8(bitPattern: $0)
            })
    }

    private static func cString(_ bytes: [UInt8]) -> [CChar] {
        bytes.map(CChar.init(bitPattern:)) + [0]
    }
}
