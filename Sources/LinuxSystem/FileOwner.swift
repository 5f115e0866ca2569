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

    /// The group whose members have a right to a file or folder; nil if joining it would be wrong.
    ///
    /// Only a group that was made for a service is named: a member of root's group, or of a person's,
    /// could do far more.
    ///
    /// - Parameters:
    ///   - path: The file or folder.
    ///   - bits: The rights of the group that are needed, as in a mode: `0o020` to write.
    /// - Returns: The group's name.
    public static func sharingGroup(of path: String, for bits: UInt32) -> String? {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0, facts.st_mode & bits == bits, facts.st_gid != 0,
            facts.st_uid < 1000
        else { return nil }
        return Accounts.groupName(facts.st_gid)
    }
}
