// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem

/// Where a connection comes from.
enum ClientAddress: Hashable, Sendable {
    /// A host, by its address without the port; IPv4 in IPv6 is written as IPv4.
    case network(String)
    /// A process of this machine, over a Unix socket; nil if the kernel did not name it.
    case local(PeerCredentials?)

    /// Makes the address of a TCP client.
    init(ip: String) {
        let mapped = "::ffff:"
        let isMapped = ip.lowercased().hasPrefix(mapped) && ip.contains(".")
        self = .network(isMapped ? String(ip.dropFirst(mapped.count)) : ip)
    }

    static func == (one: Self, other: Self) -> Bool { one.key == other.key }

    func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// The key that limits count by: a host; for IPv6 its /64 network, because one client can use
    /// any address in it; for a Unix socket the user.
    var key: String {
        switch self {
        case .network(let ip): ip.contains(":") ? Self.network64(ip) : ip
        case .local(let peer): peer.map { "user \($0.user)" } ?? "local"
        }
    }

    /// Whether it is this machine's loopback.
    var isLoopback: Bool {
        guard case .network(let ip) = self else { return false }
        return ip == "::1" || ip.hasPrefix("127.")
    }

    /// The first four groups of an IPv6 address, as `2001:db8:0:1::/64`.
    private static func network64(_ ip: String) -> String {
        let plain = ip.prefix { $0 != "%" }
        let halves = plain.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        func groups(_ text: Substring) -> [String] { text.split(separator: ":").map(String.init) }
        var all = groups(halves[0])
        if halves.count == 2 {
            let tail = groups(halves[1])
            all += Array(repeating: "0", count: max(0, 8 - all.count - tail.count)) + tail
        }
        return all.prefix(4).joined(separator: ":") + "::/64"
    }
}
