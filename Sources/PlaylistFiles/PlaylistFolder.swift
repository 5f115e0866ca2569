// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// The folder of the user's playlist files; read when asked for, and never kept.
public struct PlaylistFolder: Sendable {
    private let path: String

    /// Names a folder.
    public init(path: String) { self.path = path }

    /// The largest list that is read, in bytes.
    public static let limit = 16 << 20

    /// The names of the lists, without their endings, sorted.
    public var names: [String] {
        var names: Set<String> = []
        for name in FolderListing.names(path) ?? [] {
            guard let dot = name.lastIndex(of: "."), name.first != ".",
                Self.endings.contains(name[dot...].lowercased())
            else { continue }
            names.insert(String(name[..<dot]))
        }
        return names.sorted()
    }

    static let endings = [".m3u8", ".m3u"]

    /// Reads a list by its name, with or without its ending; nil when there is none of that name.
    public func read(_ name: String) -> Playlist? {
        guard !name.contains("/"), !name.contains("\0"), name.first != "." else { return nil }
        for ending in [""] + Self.endings {
            guard ending != "" || Self.endings.contains(where: name.lowercased().hasSuffix) else {
                continue
            }
            if let bytes = contents(path + "/" + name + ending) {
                let isLatin = (name + ending).lowercased().hasSuffix(".m3u")
                return Playlist(
                    bytes: bytes, folder: EscapedPath(bytes: path.utf8), isLatin: isLatin)
            }
        }
        return nil
    }

    private func contents(_ file: String) -> [UInt8]? {
        // Not waiting: a FIFO of that name must not hold anybody up.
        guard let open = try? Descriptor.open(file, O_RDONLY | O_NONBLOCK) else { return nil }
        var facts = stat()
        guard fstat(open.number, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            facts.st_size <= Self.limit
        else { return nil }
        var bytes: [UInt8] = []
        while case .bytes = readBytes(open.number, into: &bytes, limit: 65_536) {
            if bytes.count > Self.limit { return nil }
        }
        return bytes
    }
}
