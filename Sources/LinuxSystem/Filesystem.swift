// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Identifies the kind of a file system.
public enum Filesystem {
    /// Whether it is kept in memory: `TMPFS_MAGIC` and `RAMFS_MAGIC`, see statfs(2).
    public static func isInMemory(_ path: String) -> Bool {
        let kind = unsafe cl_filesystem(path)
        return kind == 0x0102_1994 || kind == 0x8584_58F6
    }
}
