// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines

/// Requests to the gateway, byte for byte and with no HTTP library.
extension GatewayHome {
    package struct Answer {
        package var status: Int
        package var headers: String
        package var body: String
        package var json: JSON { JSON(parsing: body) ?? .null }
    }

    /// Sends raw bytes, and reads until the gateway closes.
    package func raw(_ request: String, seconds: Int = 15) -> String {
        Self.exchange(request, address, AF_INET, seconds: seconds)
    }

    private var address: sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// Sends raw bytes, and leaves the connection open.
    package func open(_ request: String) -> Int32 { Self.connection(request, address, AF_INET) }

    /// Breaks a connection off, as a client does that loses its network.
    package static func reset(_ connection: Int32) {
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        close(connection)
    }

    /// The same through a Unix socket.
    package static func raw(_ request: String, through path: String) -> String {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: Array(path.utf8).prefix(place.count - 1))
        }
        return exchange(request, address, AF_UNIX, seconds: 5)
    }

    private static func connection<Address>(
        _ request: String, _ address: Address, _ family: Int32
    ) -> Int32 {
        let connection = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        if result == 0 {
            let bytes = Array(request.utf8)
            _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
        return connection
    }

    private static func exchange<Address>(
        _ request: String, _ address: Address, _ family: Int32, seconds: Int
    ) -> String {
        let connection = connection(request, address, family)
        defer { close(connection) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(connection, &part, part.count, 0)
            guard count > 0 else { break }
            all += part[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// One request, as a well-behaved client makes it.
    package func ask(
        _ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:]
    ) -> Answer {
        var lines = ["\(method) \(path) HTTP/1.1"]
        var all = ["Host": "localhost:\(port)", "Connection": "close"]
        if let body {
            all["Content-Type"] = "application/json"
            all["Content-Length"] = "\(body.utf8.count)"
        }
        all.merge(headers) { $1 }
        lines += all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let text = raw(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
        let sides = text.split(
            separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Answer(
            status: status, headers: sides.first.map(String.init) ?? "",
            body: sides.count > 1 ? String(sides[1]) : "")
    }
}
