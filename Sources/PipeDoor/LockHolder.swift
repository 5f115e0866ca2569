// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// Finds the process that holds a lock of `flock`.
enum LockHolder {
    /// The process that holds the lock on an open file; nil if `/proc/locks` does not show it, for
    /// example because it runs in another container.
    static func pid(of file: CInt) -> Int32? {
        var facts = stat()
        guard fstat(file, &facts) == 0 else { return nil }
        let table = String(
            decoding: FileContents.read("/proc/locks", atMost: 4 << 20) ?? [], as: UTF8.self)
        return pid(in: table, inode: UInt64(facts.st_ino))
    }

    /// Reads `1: FLOCK  ADVISORY  WRITE 1234 00:2d:5678 0 EOF`.
    static func pid(in table: String, inode: UInt64) -> Int32? {
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 5, fields[1] == "FLOCK",
                fields[5].split(separator: ":").last.flatMap({ UInt64($0) }) == inode,
                let pid = Int32(fields[4]), pid > 0
            else { continue }
            return pid
        }
        return nil
    }
}
