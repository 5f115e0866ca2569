// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
internal import JukeboxModel

/// Stream sockets in the file system.
public enum UnixSocket {
    /// Connects; nil when nobody listens.
    ///
    /// The C functions are `socket` and `connect`.
    public static func connect(_ path: String) -> Descriptor? {
        guard var address = address(path) else { return nil }
        let socket = Descriptor(
            owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        let code = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe CLinux.connect(socket.number, $0, UInt32(MemoryLayout<sockaddr_un>.size))
            }
        }
        if code == 0 { return socket }
        return nil
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
