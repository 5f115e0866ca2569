// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// The listening sockets that systemd opened for this process; see sd_listen_fds(3).
public enum InheritedSockets {
    /// The first of them.
    private static let first: CInt = 3

    /// Takes them; no program that is started later gets them.
    ///
    /// - Returns: their descriptors; none where there are none, or they are another process's.
    public static func take() -> [CInt] {
        func number(_ name: String) -> CInt? {
            unsafe getenv(name).flatMap { unsafe CInt(String(cString: $0)) }
        }
        guard number("LISTEN_PID") == getpid(), let count = number("LISTEN_FDS"),
            (1...64).contains(count)
        else { return [] }
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsafe unsetenv(name) }
        let descriptors = (first..<first + count).filter(isListening)
        for descriptor in descriptors {
            cl_close_on_exec(descriptor)
            cl_set_nonblocking(descriptor)
        }
        return descriptors
    }

    private static func isListening(_ descriptor: CInt) -> Bool {
        var answer: CInt = 0
        var length = UInt32(MemoryLayout<CInt>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length) == 0
            && answer == 1
    }

    /// Whether a socket lies in the file system.
    public static func isUnix(_ descriptor: CInt) -> Bool { family(name(descriptor)) == AF_UNIX }

    /// Whether only this machine can reach a socket.
    public static func isLoopback(_ descriptor: CInt) -> Bool {
        let bytes = name(descriptor)
        switch family(bytes) {
        case AF_UNIX: return true
        case AF_INET: return bytes[4] == 127
        case AF_INET6: return bytes[8..<24] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
        default: return false
        }
    }

    private static func family(_ name: [UInt8]) -> CInt { CInt(name[0]) | CInt(name[1]) << 8 }

    /// The address of a socket, as the system writes it; zeroes where there is none.
    private static func name(_ descriptor: CInt) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 128)
        var length = UInt32(bytes.count)
        _ = unsafe bytes.withUnsafeMutableBytes { place in
            unsafe getsockname(
                descriptor, place.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        return bytes
    }
}
