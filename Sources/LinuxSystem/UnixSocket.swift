// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// Stream sockets in the file system.
public enum UnixSocket {
    /// Connects; nil when nobody listens.
    public static func connect(_ path: String) -> Descriptor? {
        // These callers only ask whether somebody listens.
        try? connect(path, within: .seconds(1))
    }

    /// Connects, and lets each later `send` block no longer than `span`.
    ///
    /// The C functions are `socket` and `connect`.
    ///
    /// - Throws: EAGAIN when the listener took no connection in time, else what the kernel says.
    public static func connect(
        _ path: String, within span: MonotonicTime.Span
    ) throws(SystemError) -> Descriptor {
        guard var address = address(path) else {
            throw SystemError("connect", path, code: ENAMETOOLONG)
        }
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        let number = socket(AF_UNIX, Int32(kind), 0)
        guard number >= 0 else { throw .last("socket", path) }
        let socket = Descriptor(owning: number)
        // A limit of zero would mean none.
        let rest = max(1000, min(span.nanoseconds / 1000, 86_400_000_000))
        var limit = timeval(tv_sec: Int(rest / 1_000_000), tv_usec: Int(rest % 1_000_000))
        unsafe setsockopt(
            number, SOL_SOCKET, SO_SNDTIMEO, &limit, UInt32(MemoryLayout<timeval>.size))
        let code = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe CLinux.connect(number, $0, UInt32(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw .last("connect", path) }
        return socket
    }

    /// Writes to a socket; raises no SIGPIPE where the other end is closed.
    ///
    /// The C function is `send`.
    ///
    /// - Returns: the bytes taken.
    public static func send(
        _ bytes: ArraySlice<UInt8>, to socket: CInt
    ) throws(SystemError) -> Int {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe CLinux.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count >= 0 else { throw .last("send") }
        return count
    }

    /// Listens at a path, in place of whatever stood there, without waiting for callers.
    public static func listen(_ path: String, mode: UInt32) throws(SystemError) -> Descriptor {
        guard var address = address(path) else {
            throw SystemError("bind", path, code: ENAMETOOLONG)
        }
        unsafe unlink(path)
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let socket = Descriptor(owning: socket(AF_UNIX, Int32(kind), 0))
        let code = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket.number, $0, UInt32(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw .last("bind", path) }
        unsafe chmod(path, mode)
        guard CLinux.listen(socket.number, 64) == 0 else { throw .last("listen", path) }
        return socket
    }

    /// Takes the next caller, if there is one.
    public static func accept(_ listening: CInt) -> Descriptor? {
        let number = CLinux.accept(listening, nil, nil)
        guard number >= 0 else { return nil }
        cl_set_nonblocking(number)
        cl_close_on_exec(number)
        return Descriptor(owning: number)
    }

    private static func address(_ path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = UInt16(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < 108 else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return address
    }
}
