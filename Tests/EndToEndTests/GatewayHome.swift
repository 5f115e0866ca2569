// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation

/// A gateway beside a home's daemon, on a port of its own.
final class GatewayHome {
    let home: Home
    private(set) var port: UInt16 = 0
    private var process: Process?

    init(_ home: Home, settings: String = "") throws {
        self.home = home
        let text = try String(contentsOfFile: home.path + "/jukebox.toml", encoding: .utf8)
        try home.write(
            "gateway.toml",
            text + "\n[gateway]\nlisten = [\"127.0.0.1:0\"]\n"
                + "tokens = \"\(home.path)/tokens\"\n" + settings)
    }

    deinit {
        if let process, process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Starts it, and returns when it listens.
    func start() throws {
        let log = home.path + "/gateway.log"
        FileManager.default.createFile(atPath: log, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Home.programs + "/jukebox-gateway")
        process.arguments = ["--config", home.path + "/gateway.toml"]
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        self.process = process
        for _ in 0..<2000 {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if let line = text.split(separator: "\n").first(where: { $0.contains("listening") }),
                let number = line.split(separator: ":").last.flatMap({ UInt16($0) })
            {
                port = number
                return
            }
            if !process.isRunning { break }
            usleep(5000)
        }
        throw Home.Failure(text: "the gateway did not come up: \(log)")
    }

    /// Speaks to a gateway that somebody else started, at this port.
    func goTo(_ port: UInt16) { self.port = port }

    var pid: Int32 { process?.processIdentifier ?? 0 }

    @discardableResult
    func end(_ signal: Int32) -> Int32 {
        guard let process else { return -1 }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }

    func token(_ arguments: String...) -> Home.Result {
        Home.run(
            Home.programs + "/jukebox-gateway",
            ["token"] + arguments + ["--config", home.path + "/gateway.toml"])
    }

    struct Answer {
        var status: Int
        var headers: String
        var body: String
        var json: JSON { JSON(parsing: body) ?? .null }
    }

    /// Sends bytes as they are, and reads until the gateway closes.
    func raw(_ request: String, seconds: Int = 15) -> String {
        Self.exchange(request, address, AF_INET, seconds: seconds)
    }

    private var address: sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// Sends bytes as they are, and leaves the connection open.
    func open(_ request: String) -> Int32 { Self.connection(request, address, AF_INET) }

    /// Breaks a connection off, as a client does that loses its network.
    static func reset(_ connection: Int32) {
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        close(connection)
    }

    /// The same through a Unix socket.
    static func raw(_ request: String, through path: String) -> String {
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
    func ask(
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
