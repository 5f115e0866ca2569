// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Access control lists of files, see acl(5).
///
/// Written as the extended attributes that the kernel reads (`linux/posix_acl_xattr.h`): a version,
/// then a tag, permissions and a number for each entry, in the order of the tags.
public enum AccessList {
    /// Makes new files in a folder accessible only to their owner and one other user.
    ///
    /// The group cannot open files that others create there later, even if their mode is 0660; a
    /// mode without group bits still excludes the other user. The umask is ignored. Existing files
    /// keep their permissions.
    ///
    /// The C function is `setxattr`. Only the folder's owner may do this.
    ///
    /// - Returns: false if the file system has no access lists, or the caller may not set them.
    public static func shareNewFiles(in folder: String, with user: UInt32) -> Bool {
        let value = bytes(sharingWith: user)
        return unsafe value.withUnsafeBytes {
            unsafe setxattr(folder, "system.posix_acl_default", $0.baseAddress, $0.count, 0) == 0
        }
    }

    /// Whether a file has an access list, besides its mode.
    ///
    /// The C function is `getxattr`.
    public static func isSet(on path: String) -> Bool {
        unsafe getxattr(path, "system.posix_acl_access", nil, 0) > 0
    }

    static func bytes(sharingWith user: UInt32) -> [UInt8] {
        let nobody = UInt32.max
        // The mask limits the other user and the group; the group itself is given nothing.
        let entries: [(tag: UInt16, permissions: UInt16, user: UInt32)] = [
            (0x01, 0o7, nobody), (0x02, 0o6, user), (0x04, 0, nobody), (0x10, 0o7, nobody),
            (0x20, 0, nobody),
        ]
        var bytes: [UInt8] = [2, 0, 0, 0]
        for entry in entries {
            for number in [entry.tag, entry.permissions] {
                bytes += [UInt8(number & 0xFF), UInt8(number >> 8)]
            }
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(entry.user >> UInt32(shift) & 0xFF)) }
        }
        return bytes
    }
}
