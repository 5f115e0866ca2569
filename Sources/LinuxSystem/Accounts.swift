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

    /// The number that stands for users whom this user namespace does not show.
    public static let overflowUser: UInt32 = 65_534

    /// Whether this process sees the numbers of all users; false in a user namespace that maps only
    /// some (`PrivateUsers=yes`), see user_namespaces(7).
    public static var areVisible: Bool {
        mapsEverybody(
            String(
                decoding: FileContents.read("/proc/self/uid_map", atMost: 65_536) ?? [],
                as: UTF8.self))
    }

    /// Reads `inside outside count` lines.
    static func mapsEverybody(_ map: String) -> Bool {
        let counts = map.split(separator: "\n").map { line in
            line.split(separator: " ").last.flatMap { UInt64($0) } ?? 0
        }
        return counts.reduce(0) { $0 &+ $1 } >= UInt64(UInt32.max)
    }
}
