// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import JSONLines
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem
internal import Tags

/// The scanner as a process: `walk` lists files, `read` reads tags; one JSON line a file.
public enum ScannerProcess {
    static let help = """
        jukebox-scanner tells what music files there are. The daemon starts it; by hand:

          jukebox-scanner walk DIR…     one line a file: path, size, mtime, inode; then "done"
          jukebox-scanner read DIR…     reads paths from stdin, one a line, and answers each
                                        with what its tags say; reads nothing outside DIR…
        """

    /// Reads the command line and works until the end of stdin or of the folders.
    ///
    /// - Returns: the exit status.
    public static func main(_ arguments: [String]) -> Int32 {
        guard let verb = arguments.first, arguments.count > 1, ["walk", "read"].contains(verb)
        else {
            let asked = arguments.first == "--help" || arguments.first == "-h"
            _ = writeBytes(asked ? 1 : 2, Array((help + "\n").utf8)[...])
            return asked ? 0 : 64
        }
        Sandbox.dieWithParent()
        let folders = Array(arguments.dropFirst())
        nice(19)
        let strength = Sandbox.enter(
            reading: folders + ["/usr", "/lib", "/lib64", "/etc/ld.so.cache"], writing: [],
            devices: false, sockets: false, memoryMiB: 1024)
        if case .failed(let code) = strength {
            _ = writeBytes(2, Array("jukebox-scanner: no sandbox (error \(code))\n".utf8)[...])
            return 71
        }
        if verb == "walk" { walk(folders) } else { read() }
        return 0
    }

    private static func say(_ lines: String) {
        var rest = Array(lines.utf8)[...]
        while !rest.isEmpty, let count = writeBytes(1, rest) { rest = rest.dropFirst(count) }
    }

    // MARK: Walking

    static let endings: Set<String> = ["mp3", "flac", "ogg", "oga", "opus", "m4a", "wav"]

    private static func walk(_ folders: [String]) {
        var lines = ""
        for folder in folders {
            walk(Array(folder.utf8), depth: 0) { path, facts in
                let file = FileFacts(path: EscapedPath(bytes: path), facts)
                lines += file.json.line + "\n"
                if lines.utf8.count > 32_768 {
                    say(lines)
                    lines = ""
                }
            }
        }
        say(lines + "{\"done\":true}\n")
    }

    private static func walk(_ folder: [UInt8], depth: Int, _ tell: ([UInt8], stat) -> Void) {
        // Deeper than any collection: a loop of mounts, which ends here.
        guard depth < 64, let open = opendir(folder.map { CChar(bitPattern: $0) } + [0]) else {
            return
        }
        defer { closedir(open) }
        var path = folder + [UInt8(ascii: "/")]
        let stem = path.count
        while let entry = readdir(open) {
            path.removeSubrange(stem...)
            withUnsafeBytes(of: &entry.pointee.d_name) { name in
                path.append(contentsOf: name.prefix { $0 != 0 })
            }
            guard path[stem] != UInt8(ascii: ".") else { continue }
            let isMusic = endings.contains(ending(path[stem...]))
            // A plain file of another kind needs no look; an unknown kind may be a folder.
            if entry.pointee.d_type == UInt8(DT_REG), !isMusic { continue }
            var facts = stat()
            let found = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    fstatat(dirfd(open), $0, &facts, 0)
                }
            }
            guard found == 0 else { continue }
            switch facts.st_mode & S_IFMT {
            case S_IFDIR: walk(path, depth: depth + 1, tell)
            case S_IFREG: if isMusic { tell(path, facts) }
            default: break  // a pipe, a socket, a device: no music
            }
        }
    }

    private static func ending(_ name: ArraySlice<UInt8>) -> String {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
    }

    // MARK: Reading

    private static func read() {
        var splitter = LineSplitter(limit: 65_536)
        while true {
            var bytes: [UInt8] = []
            guard case .bytes = readBytes(0, into: &bytes, limit: 65_536) else { return }
            for line in splitter.feed(bytes) {
                let path = EscapedPath(escaped: String(decoding: line, as: UTF8.self))
                say(facts(path).json.line + "\n")
            }
        }
    }

    private static func facts(_ path: EscapedPath) -> FileFacts {
        var facts = stat()
        let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
        guard stat(name, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            return FileFacts(
                path: path, size: 0, modified: 0, inode: 0, problem: "it is not a plain file")
        }
        var file = FileFacts(path: path, facts)
        guard let read = TagReader(path) else {
            file.problem = "no tags and no sound that can be read"
            return file
        }
        var tags = TagFacts(format: ending(path.bytes[...]))
        tags.title = read.title
        tags.artist = read.artist
        tags.album = read.album
        tags.albumArtist = read.albumArtist
        tags.track = read.track
        tags.disc = read.disc
        tags.year = read.year
        tags.milliseconds = read.milliseconds
        tags.hasPicture = read.hasPicture
        file.tags = tags
        return file
    }
}

extension FileFacts {
    /// What the file system alone says of a file.
    fileprivate init(path: EscapedPath, _ facts: stat) {
        let modified = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
        self.init(
            path: path, size: Int64(facts.st_size), modified: modified,
            inode: Int64(bitPattern: UInt64(facts.st_ino)))
    }
}
