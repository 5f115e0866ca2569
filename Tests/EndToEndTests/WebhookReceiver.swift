// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation

/// A service that receives events: it keeps every request, and gives the answers that a test sets.
final class WebhookReceiver: @unchecked Sendable {
    struct Request {
        var headers: [String: String]
        var body: String
        var json: JSON { JSON(parsing: body) ?? .null }
        var type: String { json["type"]?.string ?? "" }
    }

    let port: UInt16
    private let listening: Int32
    private let lock = NSLock()
    private var kept: [Request] = []
    private var answers: [Int] = []

    /// Opens a socket that listens on a free port of this machine.
    static func listen() throws -> (socket: Int32, port: UInt16) {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length) | Glibc.listen(listening, 16)
                    | getsockname(listening, $0, &length)
            }
        }
        guard result == 0 else { throw Home.Failure(text: "no port is free") }
        return (listening, UInt16(bigEndian: address.sin_port))
    }

    init() throws {
        (listening, port) = try Self.listen()
        Thread.detachNewThread { [weak self, listening] in
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0 else { return }
                self?.serve(connection)
                close(connection)
            }
        }
    }

    deinit { shutdown(listening, Int32(SHUT_RDWR)) }

    /// The statuses of the next answers; after them comes 204.
    func answer(_ statuses: Int...) { lock.withLock { answers = statuses } }

    var requests: [Request] { lock.withLock { kept } }

    private func serve(_ connection: Int32) {
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(connection, &part, part.count, 0)
            guard count > 0 else { return }
            text += part[..<count]
            let sides = String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n\r\n")
            guard sides.count == 2 else { continue }
            var headers: [String: String] = [:]
            for line in sides[0].components(separatedBy: "\r\n").dropFirst() {
                let pair = line.components(separatedBy: ": ")
                headers[pair[0].lowercased()] = pair[1]
            }
            guard sides[1].utf8.count >= Int(headers["content-length"] ?? "") ?? 0 else { continue }
            let status = lock.withLock {
                kept.append(Request(headers: headers, body: sides[1]))
                return answers.isEmpty ? 204 : answers.removeFirst()
            }
            let answer = Array(
                "HTTP/1.1 \(status) X\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n"
                    .utf8)
            _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
            return
        }
    }
}
