// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
public import JukeboxModel
internal import LinuxSystem

/// Writes playlist files with the rights of this process, one program at a time.
///
/// A list is replaced by a complete new file in one step, so that a reader, a crash or a power failure
/// never meets half of it. Its mode, owner and group are kept. Where a new file could not have them,
/// the addition is appended to the file itself.
public struct PlaylistEditor: ~Copyable {
    private let folder: String
    /// Open and locked until the edit is done.
    private let lock: Descriptor

    /// Opens the folder of the lists, and waits up to 2 s for another program that edits.
    ///
    /// - Throws: If the folder cannot be used.
    public init(folder: String) throws(PlaylistTrouble) {
        self.folder = folder
        lock = try Self.locked(folder)
    }

    private static func locked(_ folder: String) throws(PlaylistTrouble) -> Descriptor {
        let lock: Descriptor
        do {
            lock = try Descriptor.open(folder, O_RDONLY | O_DIRECTORY)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { throw .noFolder(folder) }
            throw PlaylistTrouble(error, .read(folder), path: folder)
        }
        for _ in 0..<200 {
            if FileLock.takeFile(lock.number) { return lock }
            Clock.sleep(.milliseconds(10))
        }
        throw .busy(folder: folder)
    }

    /// Writes a new list.
    ///
    /// - Parameters:
    ///   - name: The list's name.
    ///   - paths: Full paths, in the order in which they are played.
    ///   - overwriting: Whether a list of this name is replaced.
    /// - Returns: The file's path.
    /// - Throws: If there is such a list and it is not to be replaced, or if it cannot be written.
    public func save(
        _ name: PlaylistName, _ paths: [EscapedPath], overwriting: Bool
    ) throws(PlaylistTrouble) -> String {
        var text = PlaylistText(newIn: EscapedPath(bytes: folder.utf8))
        text.append(paths)
        if let old = find(name) {
            guard overwriting else { throw .exists(name.text, path: old) }
            let file = try PlaylistFile(old)
            guard try file.replace(with: text.bytes) else {
                throw .foreign(path: file.path, owner: file.owner)
            }
            return old
        }
        let path = "\(folder)/\(name.text).m3u8"
        let fresh = try FreshFile(beside: path)
        fresh.setUsualMode()
        try fresh.fill(text.bytes)
        guard try fresh.place(at: path) else { throw .exists(name.text, path: path) }
        return path
    }

    /// Adds files to the end of a list; every byte that is there stays.
    ///
    /// - Parameters:
    ///   - paths: Full paths, in the order in which they are played.
    ///   - name: The list's name.
    /// - Returns: The file's path, and how many files the list names now.
    /// - Throws: If there is no such list, or if it cannot be written.
    public func add(
        _ paths: [EscapedPath], to name: PlaylistName
    ) throws(PlaylistTrouble) -> (path: String, count: Int) {
        guard let path = find(name) else { throw .unknown(name.text) }
        let file = try PlaylistFile(path)
        let isLatin = path.lowercased().hasSuffix(".m3u")
        // Relative paths start from the folder in which the list is found, as for its reader.
        let home = EscapedPath(bytes: folder.utf8)
        var text = PlaylistText(bytes: file.bytes, folder: home, isLatin: isLatin)
        text.append(paths)
        guard text.bytes.count <= PlaylistFolder.limit else { throw .notAList(path: path) }
        if try !file.replace(with: text.bytes) {
            try file.append(text.bytes[file.bytes.count...])
        }
        let list = Playlist(bytes: text.bytes, folder: home, isLatin: isLatin)
        return (path, list.items.count)
    }

    /// The path of a list's file; nil if there is no such list.
    private func find(_ name: PlaylistName) -> String? {
        let files = FolderListing.names(folder) ?? []
        for ending in PlaylistFolder.endings {
            for file in files {
                // Bytes are compared: two spellings of “é” are two files.
                let isNamed = file.utf8.starts(with: name.text.utf8)
                let rest = String(
                    decoding: file.utf8.dropFirst(name.text.utf8.count), as: UTF8.self)
                if isNamed, rest.lowercased() == ending { return folder + "/" + file }
            }
        }
        return nil
    }
}
