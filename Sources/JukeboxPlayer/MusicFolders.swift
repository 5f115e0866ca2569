// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Decoding
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// The music folders; distinguishes a missing file from a missing folder.
///
/// Made before the sandbox is entered. Landlock binds its rules to the folders that exist then, so
/// this process cannot read a disk that is mounted over one of them later.
struct MusicFolders {
    private let folders: [Folder]

    init(_ paths: [String]) {
        folders = paths.map(Folder.init)
    }

    /// Why a file cannot be played: `away` if its folder is to blame.
    func reason(for error: DecodingError) -> Reason {
        guard error.number != 0 else { return error.reason }
        // Folders may be nested; the innermost decides.
        let folder = folders.filter { error.path.isInside($0.path) }
            .max { $0.path.text.utf8.count < $1.path.text.utf8.count }
        if let trouble = folder?.trouble(after: error.number) {
            return Reason(.away, "the music folder \(folder?.path.text ?? "") \(trouble)")
        }
        guard error.code == .away else { return error.reason }
        let holder = folder.map { "the music folder \($0.path)" } ?? "the disk of “\(error.path)”"
        return Reason(.away, "\(holder) does not answer (\(error.meaning))")
    }

    private struct Folder {
        let path: EscapedPath
        /// Device and inode at the start; nil if it was missing.
        private let identity: Identity?

        init(_ name: String) {
            var bytes = Array(name.utf8)
            while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
            path = EscapedPath(bytes: bytes)
            // A missing folder has no identity.
            identity = try? Identity(path)
        }

        /// Says why the folder cannot be read; nil if only the file is to blame.
        func trouble(after number: CInt) -> String? {
            guard [ENOENT, ENOTDIR, EACCES].contains(number) else { return nil }
            let now: Identity
            do throws(SystemError) {
                now = try Identity(path)
            } catch {
                return "is not there (\(error.meaning))"
            }
            let late = "was not ready when this player started, which cannot read it now"
            if number == EACCES, now != identity { return late }
            let name = String(decoding: path.bytes, as: UTF8.self)
            guard let names = FolderListing.names(name) else {
                return now == identity ? "cannot be read" : late
            }
            return names.isEmpty ? "is empty" : nil
        }
    }

    /// Which directory of which file system it is.
    private struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t

        init(_ path: EscapedPath) throws(SystemError) {
            var facts = stat()
            let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
            guard stat(name, &facts) == 0 else {
                throw SystemError("stat", path.text, code: errno)
            }
            guard facts.st_mode & S_IFMT == S_IFDIR else {
                throw SystemError("stat", path.text, code: ENOTDIR)
            }
            device = facts.st_dev
            inode = facts.st_ino
        }
    }
}
