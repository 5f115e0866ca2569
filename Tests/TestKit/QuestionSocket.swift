// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines

/// A connection to a daemon's `ask` socket that uses the protocol and none of our code.
package final class QuestionSocket {
    private let number: Int32

    /// Connects; nil if no daemon listens.
    package init?(in runtime: String) {
        number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: Array((runtime + "/ask").utf8).prefix(bytes.count - 1))
        }
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            close(number)
            return nil
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(number) }

    /// Asks one question; nil if the daemon does not answer within ten seconds.
    package func ask(_ question: JSON) -> JSON? {
        let line = Array((question.line + "\n").utf8)
        guard send(number, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else { return nil }
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while answer.last != UInt8(ascii: "\n") {
            let count = recv(number, &part, part.count, 0)
            guard count > 0 else { return nil }
            answer += part[..<count]
        }
        return JSON(parsing: String(decoding: answer.dropLast(), as: UTF8.self))
    }
}
