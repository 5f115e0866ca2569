// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc

/// The group that may use the jukebox on this machine.
enum RuntimeGroup {
    /// The group of the runtime directory, whose members may write into the ring; the process's own
    /// group while there is no such directory.
    static func number(of directory: String) -> UInt32 {
        var facts = stat()
        return stat(directory, &facts) == 0 ? facts.st_gid : getegid()
    }
}
