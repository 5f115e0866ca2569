// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

/// The gateway as the service runs it: as a user without privileges.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `The gateway's own TLS` {
    private static let setpriv = "/usr/bin/setpriv"
    private static let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]

    /// Whether another user can run the programs under test.
    private static let nobodyCanRun =
        Home.run(setpriv, nobody + [Home.programs + "/jukebox-gateway", "--help"]).status == 0

    private func serve(_ gateway: GatewayHome, _ arguments: [String] = []) -> Home.Result {
        Home.run(
            Self.setpriv,
            Self.nobody + arguments + [
                "/usr/bin/timeout", "5", Home.programs + "/jukebox-gateway", "--config",
                gateway.home.path + "/gateway.toml",
            ])
    }

    private func home(_ settings: (String) -> String) throws -> GatewayHome {
        let home = try Home(kitchen: "silent")
        let fixtures = Home.root.appendingPathComponent("Tests/Fixtures/tls").path
        for name in ["first.pem", "first.key"] {
            try FileManager.default.copyItem(
                atPath: fixtures + "/" + name, toPath: home.path + "/" + name)
        }
        chmod(home.path, 0o755)
        return try GatewayHome(home, settings: settings(home.path))
    }

    @Test(.enabled(if: nobodyCanRun))
    func `says which file it cannot read, as which user, and what helps`() throws {
        let gateway = try home { "certificate = \"\($0)/first.pem\"\nkey = \"\($0)/live/key\"\n" }
        let live = gateway.home.path + "/live"
        try FileManager.default.createDirectory(atPath: live, withIntermediateDirectories: true)
        try FileManager.default.moveItem(
            atPath: gateway.home.path + "/first.key", toPath: live + "/key")
        chmod(live + "/key", 0o600)

        let byFile = serve(gateway)
        chmod(live, 0o700)
        let byFolder = serve(gateway)

        #expect(byFile.status == 71 && byFolder.status == 71)
        #expect(
            byFile.errors.contains(
                "gateway.key names “\(live)/key”, which user nobody cannot read: its permissions"))
        #expect(byFolder.errors.contains("cannot read: the folder “\(live)” refuses"))
        #expect(byFile.errors.contains("install -o nobody -m 400"))
    }

    @Test(.enabled(if: nobodyCanRun))
    func `says how port 443 can be used, if it may not open it`() throws {
        let gateway = try home { _ in "" }
        let file = gateway.home.path + "/gateway.toml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try gateway.home.write("gateway.toml", text.replacing("127.0.0.1:0", with: "127.0.0.1:443"))

        let result = serve(gateway)

        #expect(result.status == 71)
        #expect(result.errors.contains("user nobody may not listen at port 443"))
        #expect(result.errors.contains("jukebox-gateway.socket"))
    }

    @Test(.enabled(if: nobodyCanRun))
    func `serves TLS at a low port that systemd opened, without privileges`() throws {
        let gateway = try home {
            "certificate = \"\($0)/first.pem\"\nkey = \"\($0)/first.key\"\n"
        }
        chmod(gateway.home.path + "/first.key", 0o644)
        let (socket, port) = try #require(Self.lowPort(), "no port below 1024 is free")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            [
                "-c", "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\"",
                Self.setpriv,
            ] + Self.nobody + [
                Home.programs + "/jukebox-gateway", "--config",
                gateway.home.path + "/gateway.toml",
            ]
        process.standardInput = FileHandle(fileDescriptor: socket, closeOnDealloc: false)
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { process.terminate() }
        close(socket)

        let answer = Home.run(
            "/usr/bin/curl",
            [
                "-sk", "--max-time", "20", "https://localhost:\(port)/v1/openapi.json", "-o",
                "/dev/null", "-w", "%{scheme} %{http_code}",
            ])

        #expect(answer.output.lowercased().hasPrefix("https "), "\(answer)")
        #expect(!answer.output.hasSuffix("000"))
    }

    /// A socket that listens at a free port below 1024.
    private static func lowPort() -> (socket: Int32, port: Int)? {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        for port in UInt16(700)..<1024 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let code = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if code == 0, listen(number, 16) == 0 { return (number, Int(port)) }
        }
        close(number)
        return nil
    }
}
