// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Gives files that root creates to the user that needs them.
public enum FileOwner {
    /// As root, gives an open file or folder to the owner of another folder.
    ///
    /// A file with a second link is left unchanged: it may belong to another user.
    ///
    /// The C function is `fchown`.
    public static func give(_ file: CInt, toOwnerOf folder: String) {
        var (own, other) = (stat(), stat())
        guard geteuid() == 0, unsafe fstat(file, &own) == 0, unsafe stat(folder, &other) == 0,
            own.st_nlink == 1 || own.st_mode & mode_t(S_IFMT) == mode_t(S_IFDIR)
        else { return }
        _ = fchown(file, other.st_uid, other.st_gid)
    }

    /// The group of a file or folder; nil if it does not exist.
    public static func group(of path: String) -> UInt32? {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? facts.st_gid : nil
    }
}
