// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// The user and the groups of the process at the other end of a Unix socket, as the kernel recorded
/// them when it connected.
public struct PeerCredentials: Hashable, Sendable {
    /// The user's number.
    public var user: UInt32
    /// The numbers of its groups; the primary group is first.
    public var groups: [UInt32]

    /// Makes credentials.
    public init(user: UInt32, groups: [UInt32]) {
        self.user = user
        self.groups = groups
    }

    /// Reads the credentials of a connected Unix socket; nil for any other descriptor.
    ///
    /// The C function is `getsockopt` with SO_PEERCRED and SO_PEERGROUPS; see unix(7).
    public init?(of socket: CInt) {
        var facts = ucred()
        var length = UInt32(MemoryLayout<ucred>.size)
        guard unsafe getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &facts, &length) == 0,
            facts.pid != 0 || facts.uid != UInt32.max
        else { return nil }
        user = facts.uid
        groups = [facts.gid] + Self.supplementary(socket)
    }

    /// The most groups that Linux gives a process (NGROUPS_MAX).
    private static let mostGroups = 65_536

    private static func supplementary(_ socket: CInt) -> [UInt32] {
        var room = 64
        while room <= mostGroups {
            var numbers = [UInt32](repeating: 0, count: room)
            var length = UInt32(room * MemoryLayout<UInt32>.size)
            let code = unsafe getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, &numbers, &length)
            if code == 0 {
                return Array(numbers.prefix(Int(length) / MemoryLayout<UInt32>.size))
            }
            guard errno == ERANGE else { return [] }
            room *= 4
        }
        return []
    }
}
