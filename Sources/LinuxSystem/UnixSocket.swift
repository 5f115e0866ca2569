// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// Stream sockets in the file system.
public enum UnixSocket {
    /// Connects; nil if there is no listener.
    public static func connect(_ path: String) -> Descriptor? {
        // These callers only need to know whether there is a listener.
        try? connect(path, within: .seconds(1))
    }

    /// Connects; each later `send` blocks for `span` at most.
    ///
    /// The C functions are `socket` and `connect`.
    ///
    /// - Throws: EAGAIN if the listener accepted no connection in time, otherwise the kernel's
    ///   error.
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

    /// Writes to a socket; raises no SIGPIPE if the other end is closed.
    ///
    /// The C function is `send`.
    ///
    /// - Returns: how many bytes were sent.
    public static func send(
        _ bytes: ArraySlice<UInt8>, to socket: CInt
    ) throws(SystemError) -> Int {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe CLinux.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count >= 0 else { throw .last("send") }
        return count
    }

    /// Listens at a path without blocking; replaces an existing file.
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

    /// Accepts the next connection; nil if there is none.
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
