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
        var primary: UInt32 = 0
        var number: UInt32 = 0
        guard unsafe cl_peer(socket, &number, &primary) == 0 else { return nil }
        user = number
        groups = [primary] + Self.supplementary(socket)
    }

    /// The most groups that Linux gives a process (NGROUPS_MAX).
    private static let mostGroups: UInt32 = 65_536

    private static func supplementary(_ socket: CInt) -> [UInt32] {
        var count: UInt32 = 64
        while count <= mostGroups {
            var numbers = [UInt32](repeating: 0, count: Int(count))
            let room = count
            if unsafe cl_peer_groups(socket, &numbers, &count) == 0 {
                return Array(numbers.prefix(Int(count)))
            }
            guard cl_errno() == ERANGE else { return [] }
            count = room * 4
        }
        return []
    }
}
