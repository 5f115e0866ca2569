// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc

/// What kinds of files are in a folder, counted until the first that can be played is found.
struct MusicCount: Equatable {
    /// The endings of the files that can be played.
    static let playable: Set<String> = ["mp3"]
    /// Deeper than any collection: a loop of mounts.
    private static let mostDepth = 64
    /// How many kinds are named.
    private static let mostNamed = 6

    /// Whether there is a file that can be played, or a link behind which there may be one.
    private(set) var hasMusic = false
    /// The other files, by their endings in lower case.
    private(set) var others: [String: Int] = [:]
    /// Why a folder could not be read; nil if all could.
    private(set) var trouble: String?

    /// Counts nothing yet.
    init() {}

    /// Looks into a folder, and into those inside it.
    init(folder: [UInt8]) { walk(folder, depth: 0) }

    /// Counts a file by its name.
    mutating func count(_ name: some Collection<UInt8>) {
        let ending = Self.ending(name)
        if Self.playable.contains(ending) {
            hasMusic = true
        } else {
            others[ending, default: 0] += 1
        }
    }

    /// The files by their endings, the most frequent first: `12 .flac, 3 .jpg`; “nothing” if there
    /// are none.
    var words: String {
        let sorted = others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !sorted.isEmpty else { return "nothing" }
        var words = sorted.prefix(Self.mostNamed).map { ending, count in
            ending.isEmpty ? "\(count) without an ending" : "\(count) .\(ending)"
        }
        let rest = sorted.dropFirst(Self.mostNamed).reduce(0) { $0 + $1.value }
        if rest > 0 { words.append("\(rest) of other kinds") }
        return words.joined(separator: ", ")
    }

    /// The ending of a file's name in lower case; empty if it has none, or one that is no word.
    static func ending(_ name: some Collection<UInt8>) -> String {
        let name = Array(name)
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return "" }
        let ending = name[(dot + 1)...]
        let isWord = ending.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        }
        return isWord && ending.count <= 8
            ? String(decoding: ending, as: UTF8.self).lowercased() : ""
    }

    private mutating func walk(_ folder: [UInt8], depth: Int) {
        guard depth < Self.mostDepth, !hasMusic else { return }
        guard let open = opendir(folder.map(CChar.init(bitPattern:)) + [0]) else {
            trouble = trouble ?? String(cString: strerror(errno))
            return
        }
        defer { closedir(open) }
        while !hasMusic, let entry = readdir(open) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard name.first != UInt8(ascii: ".") else { continue }
            look(at: name, Int32(entry.pointee.d_type), folder, dirfd(open), depth)
        }
    }

    private mutating func look(
        at name: [UInt8], _ kind: Int32, _ folder: [UInt8], _ open: CInt, _ depth: Int
    ) {
        var facts = stat()
        var mode = kind == Int32(DT_DIR) ? S_IFDIR : kind == Int32(DT_REG) ? S_IFREG : 0
        if mode == 0 {
            guard fstatat(open, name.map(CChar.init(bitPattern:)) + [0], &facts, 0) == 0 else {
                return
            }
            mode = facts.st_mode & S_IFMT
        }
        switch mode {
        case S_IFREG: count(name)
        // The daemon follows links to folders, and knows when not to.
        case S_IFDIR where kind == Int32(DT_LNK): hasMusic = true
        case S_IFDIR: walk(folder + [UInt8(ascii: "/")] + name, depth: depth + 1)
        default: break  // a pipe, a socket, a device: not music
        }
    }
}
