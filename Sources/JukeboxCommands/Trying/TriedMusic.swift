// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Glibc
internal import JukeboxModel

/// The folders and files that a trial plays.
struct TriedMusic {
    /// A folder or file of the command line.
    struct Item: Equatable {
        /// The path without any link in it.
        var path: [UInt8]
        /// The folder that the daemon looks for music in: itself, or the one around a file.
        var folder: [UInt8]

        var isFolder: Bool { path == folder }
    }

    /// In the order of the command line.
    let items: [Item]

    /// Whether there is a folder among them, so that the songs are known only after a scan.
    var hasFolder: Bool { items.contains(where: \.isFolder) }

    /// Takes the words of a command line.
    ///
    /// - Throws: `Failure` with status 66 if one does not exist, cannot be read or has no music.
    init(_ words: [Word]) throws {
        items = try words.map { try Self.item($0) }
    }

    private static func item(_ word: Word) throws -> Item {
        let shown = EscapedPath(bytes: word.bytes)
        guard let path = real(word.bytes) else { throw missing(shown, errno) }
        var facts = stat()
        guard stat(cString(path), &facts) == 0 else { throw missing(shown, errno) }
        if facts.st_mode & S_IFMT == S_IFDIR {
            let count = MusicCount(folder: path)
            guard count.hasMusic else { throw noMusic(shown, count) }
            return Item(path: path, folder: path)
        }
        var count = MusicCount()
        if facts.st_mode & S_IFMT == S_IFREG { count.count(path) }
        guard count.hasMusic else {
            throw Failure(status: 66, text: "“\(shown)” is not a folder and not an .mp3 file")
        }
        guard access(cString(path), R_OK) == 0 else { throw missing(shown, errno) }
        return Item(path: path, folder: parent(of: path))
    }

    private static func missing(_ path: EscapedPath, _ code: CInt) -> Failure {
        Failure(status: 66, text: "“\(path)”: \(String(cString: strerror(code)))")
    }

    /// That a folder has no music, with what it has instead.
    static func noMusic(_ path: EscapedPath, _ count: MusicCount) -> Failure {
        if let trouble = count.trouble, count.others.isEmpty {
            return Failure(status: 66, text: "“\(path)” cannot be read: \(trouble)")
        }
        let also = count.trouble.map { "; a folder cannot be read: \($0)" } ?? ""
        return Failure(
            status: 66,
            text:
                "no music in “\(path)”: .mp3 files can be played, and it has \(count.words)\(also)")
    }

    /// The path without any link in it; nil with `errno` if it leads nowhere.
    ///
    /// The C function is `realpath`.
    private static func real(_ path: [UInt8]) -> [UInt8]? {
        guard let real = realpath(cString(path), nil) else { return nil }
        defer { free(real) }
        return UnsafeBufferPointer(start: real, count: strlen(real)).map { UInt8(bitPattern: $0) }
    }

    private static func parent(of path: [UInt8]) -> [UInt8] {
        let slash = path.lastIndex(of: UInt8(ascii: "/")) ?? 0
        return slash == 0 ? [UInt8(ascii: "/")] : Array(path[..<slash])
    }

    private static func cString(_ bytes: [UInt8]) -> [CChar] {
        bytes.map(CChar.init(bitPattern:)) + [0]
    }

    // MARK: For the daemon

    /// The music folders as the settings name them, and the orders.
    ///
    /// Settings are UTF-8. A folder whose name is not gets a link of a plain name in the trial's
    /// folder.
    ///
    /// - Parameter trial: The folder of the trial.
    /// - Returns: The music folders, and an order for each item.
    /// - Throws: If a link cannot be made.
    func places(_ trial: TrialFolder) throws -> (folders: [String], orders: [Order.Request]) {
        var names: [[UInt8]: String] = [:]
        var folders: [String] = []
        for folder in items.map(\.folder) where names[folder] == nil {
            let name: String
            if let text = String(validating: folder, as: UTF8.self) {
                name = text
            } else {
                name = "\(trial.path)/music\(folders.count + 1)"
                guard symlink(Self.cString(folder), name) == 0 else {
                    throw Self.missing(EscapedPath(bytes: folder), errno)
                }
            }
            names[folder] = name
            folders.append(name)
        }
        let orders = items.map { item in
            let rest = item.path.dropFirst(item.folder.count)
            let home = names[item.folder].map { Array($0.utf8) } ?? item.folder
            return Order.Request(path: EscapedPath(bytes: home + rest))
        }
        return (folders, orders)
    }
}
