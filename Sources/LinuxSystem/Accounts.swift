// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// The names of users and groups; a number stands for one that has no name.
public enum Accounts {
    /// The name of the user that this program runs as.
    public static var ownName: String {
        guard let entry = unsafe getpwuid(getuid()) else { return "\(getuid())" }
        return unsafe String(cString: entry.pointee.pw_name)
    }

    /// The name of a group.
    public static func groupName(_ number: UInt32) -> String {
        guard let entry = unsafe getgrgid(number) else { return "\(number)" }
        return unsafe String(cString: entry.pointee.gr_name)
    }
}
