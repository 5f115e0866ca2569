// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Tells one version of a file from another.
///
/// The time alone would not do: two changes within a tick of the kernel's clock have the same.
public struct FileVersion: Equatable, Sendable {
    private let seconds: Int
    private let nanoseconds: Int
    private let size: Int
    private let inode: UInt

    /// Looks at a file, or at a link itself; nil if nothing is there.
    ///
    /// The C function is `lstat`.
    public init?(_ path: String) {
        var facts = stat()
        guard unsafe lstat(path, &facts) == 0 else { return nil }
        seconds = Int(facts.st_mtim.tv_sec)
        nanoseconds = Int(facts.st_mtim.tv_nsec)
        size = Int(facts.st_size)
        inode = UInt(facts.st_ino)
    }
}
