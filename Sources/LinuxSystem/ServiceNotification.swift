// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Tells systemd how the service is; see sd_notify(3).
public enum ServiceNotification {
    /// Sends one state line to `$NOTIFY_SOCKET`, if it is set.
    public static func send(_ state: String) {
        guard let path = unsafe getenv("NOTIFY_SOCKET") else { return }
        var address = sockaddr_un()
        address.sun_family = UInt16(AF_UNIX)
        var bytes = unsafe Array(String(cString: path).utf8)
        guard bytes.count < 108, !bytes.isEmpty else { return }
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = UInt32(2 + bytes.count)
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Descriptor(owning: socket(AF_UNIX, kind, 0))
        let text = Array(state.utf8)
        unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe sendto(socket.number, text, text.count, 0, $0, length)
            }
        }
    }
}
