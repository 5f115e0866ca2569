// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// A playlist's file on the disk: its bytes, and how it is replaced.
struct PlaylistFile {
    /// The file itself; links are resolved.
    let path: String
    /// What it contains.
    let bytes: [UInt8]
    private let facts: stat

    /// Reads a file.
    init(_ name: String) throws(PlaylistTrouble) {
        guard let real = realpath(name, nil) else {
            throw .system(SystemError("realpath", name, code: errno))
        }
        defer { free(real) }
        path = String(cString: real)
        let file: Descriptor
        do {
            // Does not block if the path is a pipe.
            file = try Descriptor.open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
        } catch {
            throw PlaylistTrouble(error, .read(path), path: path)
        }
        var facts = stat()
        guard fstat(file.number, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            let bytes = FileContents.read(file.number, atMost: PlaylistFolder.limit)
        else { throw .notAList(path: path) }
        self.facts = facts
        self.bytes = bytes
    }

    /// The user that the file belongs to.
    var owner: String { Accounts.userName(facts.st_uid) }

    /// Puts a new file in this one's place, with its mode, owner and group.
    ///
    /// - Returns: False if a new file could not have these, or if this one has a second name or an
    ///   access list; then nothing was changed.
    func replace(with bytes: [UInt8]) throws(PlaylistTrouble) -> Bool {
        // A writable folder is not enough: the file's own mode decides.
        guard access(path, W_OK) == 0 else {
            let error = SystemError("access", path, code: errno)
            throw PlaylistTrouble(error, .write(path), path: path)
        }
        guard facts.st_nlink == 1, !AccessList.isSet(on: path) else { return false }
        let fresh: FreshFile
        do {
            fresh = try FreshFile(beside: path)
        } catch {
            if case .forbidden = error { return false }  // the folder is not writable, the file is
            throw error
        }
        guard fchown(fresh.file.number, facts.st_uid, facts.st_gid) == 0,
            fchmod(fresh.file.number, facts.st_mode & 0o7777) == 0
        else { return false }
        try fresh.fill(bytes)
        try fresh.replace(path)
        return true
    }

    /// Adds bytes to the file itself; takes them back if the disk is full.
    func append(_ bytes: ArraySlice<UInt8>) throws(PlaylistTrouble) {
        let file: Descriptor
        do {
            file = try Descriptor.open(path, O_WRONLY | O_APPEND | O_NOFOLLOW)
        } catch {
            throw PlaylistTrouble(error, .write(path), path: path)
        }
        guard writeBytes(file.number, bytes) == bytes.count, fsync(file.number) == 0 else {
            let code = errno == 0 ? ENOSPC : errno
            _ = ftruncate(file.number, facts.st_size)
            throw .system(SystemError("write", path, code: code))
        }
    }
}
