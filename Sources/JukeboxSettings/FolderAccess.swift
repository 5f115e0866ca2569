// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// Explains why a folder cannot be used, with the remedy.
public enum FolderAccess {
    /// Returns why our user cannot use a configured folder; nil if it can.
    public static func problem(_ path: String) -> String? {
        var walked = ""
        for part in path.split(separator: "/") {
            walked += "/" + part
            let isLast = walked == path || walked + "/" == path
            var facts = stat()
            if stat(walked, &facts) == 0, facts.st_mode & S_IFMT != S_IFDIR {
                return "names “\(path)”, but “\(walked)” is not a folder; name another"
            }
            if access(walked, isLast ? R_OK | X_OK : X_OK) == 0 { continue }
            guard errno == EACCES else {
                return "names “\(path)”, which is no folder; make it, or name another"
            }
            let user = Accounts.ownName
            let rights = isLast ? "rx" : "x"
            return "names “\(path)”, which user \(user) cannot read: “\(walked)” refuses; "
                + "allow it with: setfacl -m u:\(user):\(rights) '\(walked)'"
        }
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
            return "names “\(path)”, which is no folder; make it, or name another"
        }
        return nil
    }
}
