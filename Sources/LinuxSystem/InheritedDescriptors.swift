// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// The descriptors that systemd opened for this process: listening sockets and a named pipe; see
/// sd_listen_fds(3).
public struct InheritedDescriptors: Equatable, Sendable {
    /// The sockets.
    public private(set) var sockets: [CInt] = []
    /// The pipe, open for reading and writing; the last one, if there are several.
    public private(set) var pipe: CInt?

    /// The first of them.
    private static let first: CInt = 3

    /// Takes them, so that no program that is started later inherits them.
    ///
    /// - Returns: nothing if systemd passed none, or passed them to another process.
    public static func take() -> InheritedDescriptors {
        func number(_ name: String) -> CInt? {
            unsafe getenv(name).flatMap { unsafe CInt(String(cString: $0)) }
        }
        var taken = InheritedDescriptors()
        guard number("LISTEN_PID") == getpid(), let count = number("LISTEN_FDS"),
            (1...64).contains(count)
        else { return taken }
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsafe unsetenv(name) }
        for descriptor in first..<first + count {
            if isListening(descriptor) {
                taken.sockets.append(descriptor)
            } else if NamedPipe.isPipe(descriptor) {
                taken.pipe = descriptor
            } else {
                continue
            }
            cl_close_on_exec(descriptor)
            cl_set_nonblocking(descriptor)
        }
        return taken
    }

    private static func isListening(_ descriptor: CInt) -> Bool {
        var answer: CInt = 0
        var length = UInt32(MemoryLayout<CInt>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length) == 0
            && answer == 1
    }

    /// Whether a socket has a path in the file system.
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

    /// The path of a socket in the file system; nil for any other.
    public static func path(_ descriptor: CInt) -> String? {
        let bytes = name(descriptor)
        guard family(bytes) == AF_UNIX, bytes[2] != 0 else { return nil }
        return String(decoding: bytes[2...].prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func family(_ name: [UInt8]) -> CInt { CInt(name[0]) | CInt(name[1]) << 8 }

    /// The address of a socket, in the kernel's format; zeroes if it has none.
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
