// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// A new, hidden file that is to take a playlist's place; removed with this value if it has not.
struct FreshFile: ~Copyable {
    /// The file, open for writing.
    let file: Descriptor
    private let path: String
    private let folder: String

    /// Creates an empty file in the same folder as another, for its owner alone.
    init(beside target: String) throws(PlaylistTrouble) {
        let slash = target.lastIndex(of: "/") ?? target.startIndex
        folder = slash == target.startIndex ? "/" : String(target[..<slash])
        path = "\(folder)/.\(target[slash...].dropFirst()).\(getpid())"
        unlink(path)  // of a process of this number that was killed
        do {
            file = try Descriptor.open(
                path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        } catch {
            throw PlaylistTrouble(error, .create(in: folder), path: folder)
        }
    }

    deinit { unlink(path) }

    /// Writes the content, to the disk.
    borrowing func fill(_ bytes: [UInt8]) throws(PlaylistTrouble) {
        var left = bytes[...]
        while !left.isEmpty, let count = writeBytes(file.number, left) {
            left = left.dropFirst(count)
        }
        guard left.isEmpty, fsync(file.number) == 0 else {
            throw .system(SystemError("write", path, code: errno))
        }
    }

    /// Gives the file the mode that a program's new files have.
    borrowing func setUsualMode() {
        let mask = umask(0o022)
        umask(mask)
        fchmod(file.number, 0o666 & ~mask)
    }

    /// Puts the file in the place of another, or where nothing is.
    borrowing func replace(_ target: String) throws(PlaylistTrouble) {
        guard rename(path, target) == 0 else {
            throw .system(SystemError("rename", target, code: errno))
        }
        syncFolder()
    }

    /// Puts the file where nothing is.
    ///
    /// - Returns: False if something is there.
    borrowing func place(at target: String) throws(PlaylistTrouble) -> Bool {
        // A link, unlike a rename, never replaces a file that has come meanwhile.
        guard link(path, target) == 0 else {
            switch errno {
            case EEXIST: return false
            // Not every file system has links.
            case EPERM, EOPNOTSUPP:
                guard access(target, F_OK) != 0 else { return false }
                try replace(target)
                return true
            default: throw .system(SystemError("link", target, code: errno))
            }
        }
        syncFolder()
        return true
    }

    /// Makes a new name durable; a folder that cannot be synced has the name all the same.
    private borrowing func syncFolder() {
        guard let open = try? Descriptor.open(folder, O_RDONLY | O_DIRECTORY) else { return }
        fsync(open.number)
    }
}
