// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// The names of users and groups; a number stands for one that has no name.
public enum Accounts {
    /// The name of the user that this program runs as.
    public static var ownName: String { userName(getuid()) }

    /// The name of a user.
    public static func userName(_ number: UInt32) -> String {
        guard let entry = unsafe getpwuid(number) else { return "\(number)" }
        return unsafe String(cString: entry.pointee.pw_name)
    }

    /// The name of a user; nil for one that has no name.
    ///
    /// The corresponding C function is `getpwuid_r`.
    public static func userName(_ number: UInt32) -> String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard
            unsafe getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0,
            unsafe found != nil
        else { return nil }
        return unsafe String(cString: entry.pw_name)
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
