// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import Glibc
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// Lists the music files below some folders, one line each.
///
/// Real folders come first, then the targets of symbolic links in the order in which they were
/// found. A link is followed if its target is inside one of the roots. A folder that contains
/// itself through a link ends there, and each real folder is listed under at most `mostNames`
/// names, so that links to links cost only a constant factor.
struct FolderWalk {
    static let endings: Set<String> = ["mp3", "flac", "ogg", "oga", "opus", "m4a", "wav"]
    /// Under how many names one real folder is listed.
    static let mostNames = 16
    /// Deeper than any collection: a loop of mounts.
    static let mostDepth = 64
    /// The longest path that a program can open, in bytes.
    static let longestPath = 4095

    private struct FolderID: Hashable {
        var device: dev_t
        var inode: ino_t
    }

    /// A link to a folder, and the real folders that it lies in.
    private struct Link {
        var path: [UInt8]
        var above: [FolderID]
    }

    private let roots: [[UInt8]]
    private var realRoots: [EscapedPath] = []
    private var links: [Link] = []
    private var names: [FolderID: Int] = [:]
    private var output: [UInt8] = []
    private var lastNews = Clock.monotonic

    init(roots: [[UInt8]]) {
        self.roots = roots.map { root in
            let end = root.lastIndex { $0 != UInt8(ascii: "/") } ?? root.startIndex
            return Array(root[...end])
        }
        realRoots = roots.compactMap { Self.target(of: $0) }.map { EscapedPath(bytes: $0) }
    }

    /// Walks it all, and says `done`.
    mutating func run() {
        for root in roots { walk(root, above: []) }
        var next = 0
        while next < links.count {
            let link = links[next]
            walk(link.path, above: link.above)
            next += 1
        }
        say(.done)
        flush()
    }

    private mutating func walk(_ folder: [UInt8], above: [FolderID]) {
        if Clock.monotonic >= lastNews + .seconds(5) { flush(.alive) }
        guard let open = opendir(Self.cString(folder)) else {
            return unreadable(folder, errno)
        }
        defer { closedir(open) }
        guard let chain = enter(dirfd(open), folder, above) else { return }
        var path = folder.last == UInt8(ascii: "/") ? folder : folder + [UInt8(ascii: "/")]
        let stem = path.count
        while true {
            errno = 0
            guard let entry = readdir(open) else { break }
            path.removeSubrange(stem...)
            withUnsafeBytes(of: &entry.pointee.d_name) { name in
                path.append(contentsOf: name.prefix { $0 != 0 })
            }
            guard path[stem] != UInt8(ascii: ".") else { continue }
            look(at: path, kind: Int32(entry.pointee.d_type), in: dirfd(open), stem, chain)
        }
        if errno != 0 { unreadable(folder, errno) }
    }

    /// The real folders from the root down to this one; nil if it must not be walked.
    private mutating func enter(_ number: CInt, _ folder: [UInt8], _ above: [FolderID])
        -> [FolderID]?
    {
        var facts = stat()
        guard fstat(number, &facts) == 0 else {
            unreadable(folder, errno)
            return nil
        }
        let id = FolderID(device: facts.st_dev, inode: facts.st_ino)
        if above.contains(id) {
            say(.link(EscapedPath(bytes: folder), why: "it leads back to a folder above it"))
            return nil
        }
        guard above.count < Self.mostDepth else {
            unreadable(folder, ELOOP)
            return nil
        }
        guard names[id, default: 0] < Self.mostNames else {
            let why = "its folder is in the library under \(Self.mostNames) other names"
            say(.link(EscapedPath(bytes: folder), why: why))
            return nil
        }
        names[id, default: 0] += 1
        return above + [id]
    }

    private mutating func look(
        at path: [UInt8], kind: Int32, in folder: CInt, _ stem: Int, _ chain: [FolderID]
    ) {
        let isMusic = Self.endings.contains(ScannerProcess.ending(path[stem...]))
        // A regular file with another ending is skipped; an unknown kind may be a folder.
        if kind == Int32(DT_REG), !isMusic { return }
        var facts = stat()
        let name = Self.cString(path[stem...])
        guard fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
            return unreadable(path, errno)
        }
        switch facts.st_mode & S_IFMT {
        case S_IFDIR: walk(path, above: chain)
        case S_IFREG: if isMusic { tell(path, facts) }
        case S_IFLNK: follow(path, isMusic, chain)
        default: break  // a pipe, a socket, a device: not music
        }
    }

    private mutating func follow(_ path: [UInt8], _ isMusic: Bool, _ chain: [FolderID]) {
        var facts = stat()
        guard let target = Self.target(of: path), stat(Self.cString(path), &facts) == 0 else {
            let code = errno
            guard [ENOENT, ENOTDIR, ELOOP].contains(code) else { return unreadable(path, code) }
            let why = code == ELOOP ? "it leads to itself" : "its target does not exist"
            return say(.link(EscapedPath(bytes: path), why: why))
        }
        let isFolder = facts.st_mode & S_IFMT == S_IFDIR
        guard isFolder || isMusic && facts.st_mode & S_IFMT == S_IFREG else { return }
        let real = EscapedPath(bytes: target)
        guard realRoots.contains(where: real.isInside) else {
            let why = "its target “\(real)” lies outside the music folders"
            return say(.link(EscapedPath(bytes: path), why: why))
        }
        if isFolder {
            links.append(Link(path: path, above: chain))
        } else {
            tell(path, facts)
        }
    }

    private mutating func tell(_ path: [UInt8], _ facts: stat) {
        guard path.count <= Self.longestPath else { return unreadable(path, ENAMETOOLONG) }
        say(.file(FileFacts(path: EscapedPath(bytes: path), facts)))
    }

    private mutating func unreadable(_ path: [UInt8], _ code: CInt) {
        // It went away during the walk, or a music folder is not there.
        guard code != ENOENT, code != ENOTDIR else { return }
        say(.unreadable(EscapedPath(bytes: path), why: meaning(of: code)))
    }

    // MARK: Output

    private mutating func say(_ line: ScannerLine) {
        output += Array((line.json.line + "\n").utf8)
        if output.count > 32_768 { flush() }
    }

    private mutating func flush(_ last: ScannerLine? = nil) {
        if let last { output += Array((last.json.line + "\n").utf8) }
        ScannerProcess.write(output)
        output = []
        lastNews = Clock.monotonic
    }

    private static func cString(_ bytes: some Sequence<UInt8>) -> [CChar] {
        bytes.map { CChar(bitPattern: $0) } + [0]
    }

    /// The path without any symbolic link in it; nil with `errno` if it leads nowhere.
    ///
    /// The C function is `realpath`.
    private static func target(of path: [UInt8]) -> [UInt8]? {
        guard let real = realpath(cString(path), nil) else { return nil }
        defer { free(real) }
        return UnsafeBufferPointer(start: real, count: strlen(real)).map { UInt8(bitPattern: $0) }
    }
}
