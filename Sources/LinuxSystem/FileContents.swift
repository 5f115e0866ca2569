// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// A small file read in whole.
public enum FileContents {
    /// The bytes of a file of at most `limit` bytes.
    ///
    /// - Returns: nil when it cannot be read, or is longer. A link at the path's end is followed
    ///   only with `followingLinks`.
    public static func read(
        _ path: String, atMost limit: Int, followingLinks: Bool = true
    ) -> [UInt8]? {
        let flags = O_RDONLY | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
        guard let file = try? Descriptor.open(path, flags) else { return nil }
        var bytes: [UInt8] = []
        while true {
            switch readBytes(file.number, into: &bytes, limit: 65_536) {
            case .bytes: if bytes.count > limit { return nil }
            case .end: return bytes
            case .later, .failed: return nil
            }
        }
    }
}
