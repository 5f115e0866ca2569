// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// The group that may use the jukebox on this machine.
enum RuntimeGroup {
    /// The group of the runtime directory, whose members may write into the ring; the process's own
    /// group if the directory does not exist.
    static func number(of directory: String) -> UInt32 {
        FileOwner.group(of: directory) ?? getegid()
    }
}
