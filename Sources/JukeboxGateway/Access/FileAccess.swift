// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// Says why a file that the settings name cannot be read.
enum FileAccess {
    /// Returns why we cannot read a file, as the end of “gateway.key names “/x”, …”; nil if we can.
    static func problem(_ path: String) -> String? {
        if access(path, R_OK) == 0 { return nil }
        guard errno == EACCES else {
            return errno == ENOENT
                ? "which does not exist"
                : "which cannot be read: \(String(cString: strerror(errno)))"
        }
        var walked = ""
        for part in path.split(separator: "/") {
            walked += "/" + part
            let isFile = walked.utf8.count >= path.utf8.count
            if isFile || access(walked, X_OK) != 0 { break }
        }
        let refusing = walked == path ? "its permissions refuse" : "the folder “\(walked)” refuses"
        return "which user \(Accounts.ownName) cannot read: \(refusing)"
    }
}
