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
}
