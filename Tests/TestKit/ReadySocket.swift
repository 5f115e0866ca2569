// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// A notification socket, as systemd gives its services one; see sd_notify(3).
final class ReadySocket: Sendable {
    /// The environment with which a program reaches the socket.
    let environment: [String: String]
    private let path: String
    private let number: Int32

    /// Opens a socket in a folder; the path must be shorter than 108 bytes.
    init(in folder: String) throws {
        path = "\(folder)/ready-\(UUID().uuidString.prefix(8))"
        environment = ["NOTIFY_SOCKET": path]
        number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let status = Self.withAddress(of: path) { bind(number, $0, $1) }
        guard number >= 0, status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        chmod(path, 0o666)  // the program may run as another user
    }

    deinit {
        close(number)
        unlink(path)
    }

    /// Waits for a program's `READY=1`.
    ///
    /// - Returns: False when the program ended before, or when the time is up.
    func wait(seconds: Int) -> Bool {
        let end = Date(timeIntervalSinceNow: Double(seconds))
        while true {
            let left = Int32(max(0, end.timeIntervalSinceNow) * 1000)
            var watched = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            if poll(&watched, 1, left) == 0 { return false }
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = recv(number, &bytes, bytes.count, 0)
            switch String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) {
            case let text where text.contains("READY=1"): return true
            case "ENDED=1": return false
            default: break  // a state that does not matter here, or an interrupted call
            }
        }
    }

    /// Tells the waiting thread that the program has ended.
    func noteEnd() {
        let text = Array("ENDED=1".utf8)
        Self.withAddress(of: path) { _ = sendto(number, text, text.count, 0, $0, $1) }
    }

    @discardableResult
    private static func withAddress<T>(
        of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> T
    ) -> T {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: Array(path.utf8).prefix(bytes.count - 1))
        }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
