// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// The limit on this process's open files and sockets.
public enum OpenFileLimit {
    /// Raises the soft limit to the hard one, at most to `most`.
    ///
    /// The C functions are `getrlimit` and `setrlimit`.
    ///
    /// - Returns: the limit that now holds.
    @discardableResult
    public static func raise(atMost most: Int) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 1024
        }
        let wanted = min(limit.rlim_max, rlim_t(most))
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = wanted
            if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 {
                limit = raised
            }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
