// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// A small file, read and written in whole.
public enum FileContents {
    /// Reads a file of at most `limit` bytes.
    ///
    /// - Returns: nil if it cannot be read, or is longer. A link at the path's end is followed
    ///   only with `followingLinks`.
    public static func read(
        _ path: String, atMost limit: Int, followingLinks: Bool = true
    ) -> [UInt8]? {
        let flags = O_RDONLY | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
        guard let file = try? Descriptor.open(path, flags) else { return nil }
        return read(file.number, atMost: limit)
    }

    /// Reads the rest of an open file, of at most `limit` bytes; nil if it cannot be read, is
    /// longer, or would block.
    public static func read(_ file: CInt, atMost limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            switch readBytes(file, into: &bytes, limit: 65_536) {
            case .bytes: if bytes.count > limit { return nil }
            case .end: return bytes
            case .later, .failed: return nil
            }
        }
    }

    /// Returns when a file was last written; nil if it does not exist.
    public static func modified(_ path: String) -> WallTime? {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return nil }
        let moment = facts.st_mtim
        return WallTime(
            nanoseconds: Int64(moment.tv_sec) * 1_000_000_000 + Int64(moment.tv_nsec))
    }

    /// Replaces a file atomically; only its owner can read it.
    ///
    /// A file that root writes belongs to the folder's owner, who must be able to read it.
    public static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let fresh = path + ".new"
        unsafe unlink(fresh)
        do {
            let file = try Descriptor.open(fresh, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
            var facts = stat()
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            if geteuid() == 0, unsafe stat(folder, &facts) == 0 {
                _ = fchown(file.number, facts.st_uid, facts.st_gid)
            }
            guard writeBytes(file.number, bytes[...]) == bytes.count, fsync(file.number) == 0 else {
                throw SystemError("write", fresh, code: cl_errno())
            }
        }
        guard unsafe rename(fresh, path) == 0 else {
            throw SystemError("rename", path, code: cl_errno())
        }
    }
}
