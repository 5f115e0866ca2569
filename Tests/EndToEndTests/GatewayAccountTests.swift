// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Synchronization
import TestKit
import Testing

/// The commands that make and revoke accounts: `token` and `link`.
@Suite struct `The gateway's accounts` {
    private static let program = Home.programs + "/jukebox-gateway"

    /// Runs twelve commands at once, and returns their results.
    private func twelve(_ command: @escaping @Sendable (Int) -> Home.Result) -> [Home.Result] {
        let results = Mutex<[Home.Result]>([])
        DispatchQueue.concurrentPerform(iterations: 12) { number in
            let result = command(number)
            results.withLock { $0.append(result) }
        }
        return results.withLock { $0 }
    }

    @Test func `keep all tokens of twelve commands at once, and lose all when they are revoked`()
        throws
    {
        let home = try Home()
        let settings = home.path + "/jukebox.toml"
        let file = home.path + "/state/gateway-tokens"

        let made = twelve {
            Home.run(
                Self.program,
                ["token", "new", "--scope", "play", "--name", "t\($0)", "--config", settings])
        }
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let ids = lines.map { String($0.prefix { $0 != " " }) }
        let revoked = twelve { number in
            Home.run(Self.program, ["token", "revoke", ids[number], "--config", settings])
        }

        #expect(made.allSatisfy { $0.status == 0 } && Set(made.map(\.output)).count == 12)
        #expect(lines.count == 12)
        #expect(made.allSatisfy { $0.errors.contains(file) && $0.errors.contains(settings) })
        #expect(revoked.allSatisfy { $0.status == 0 })
        #expect(try String(contentsOfFile: file, encoding: .utf8).isEmpty)
    }

    @Test func `link one household when twelve commands set the password at once`() throws {
        let home = try Home()
        let settings = home.path + "/jukebox.toml"

        let linked = twelve { _ in
            Home.run(Self.program, ["link", "--config", settings], input: "correct horse\n")
        }

        let secrets = linked.compactMap {
            $0.output.firstMatch(of: /Client secret +([0-9a-f]{64})/)?.output.1
        }
        #expect(linked.allSatisfy { $0.status == 0 }, "\(linked.map(\.errors))")
        #expect(secrets.count == 1)
        #expect(
            linked.allSatisfy {
                $0.errors.contains(home.path + "/state/gateway-links")
                    && $0.errors.contains(settings)
            })
    }

    @Test func `tell a newcomer what is wrong`() throws {
        let home = try Home()
        let settings = home.path + "/jukebox.toml"
        func run(_ arguments: String...) -> Home.Result {
            Home.run(Self.program, arguments + ["--config", settings])
        }

        let scope = run("token", "new", "--scope", "plya")
        let room = run("token", "new", "--scope", "play", "--room", "kitchn")
        let time = run("token", "new", "--scope", "play", "--expires", "soon")
        let named = run("token", "new", "--scope", "play", "--name", "tablet", "--expires", "30d")
        let byName = run("token", "revoke", "tablet")
        let unknown = run("link", "revoke", "nothing")
        let missing = Home.run(
            Self.program, ["token", "list", "--config", home.path + "/nowhere.toml"])

        #expect(scope.status == 64 && scope.errors.contains("read, play, control or admin"))
        #expect(room.status == 65 && room.errors.contains("there are: kitchen, study"))
        #expect(time.status == 64 && time.errors.contains("30d"))
        #expect(named.status == 0 && named.errors.contains("until"))
        let id = run("token", "list").output.prefix { $0 != " " }
        #expect(byName.status == 65 && byName.errors.contains(id))
        #expect(unknown.status == 65 && unknown.errors.contains("link list"))
        #expect(missing.status == 78 && missing.errors.contains("no such file"))
    }

    @Test func `are limited to rooms by name or nickname, and list when they were used`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        try gateway.home.start()
        try gateway.start()
        let made = gateway.token("new", "--scope", "read", "--room", "書斎", "--room", "KITCHEN")
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let before = gateway.token("list").output

        let asked = gateway.ask("GET", "/v1/destinations", "", ["Authorization": "Bearer \(token)"])
        Home.wait { !gateway.token("list").output.contains("never  study") }
        let after = gateway.token("list").output

        #expect(before.contains("study, kitchen") && before.contains("never  never"))
        #expect(asked.status == 200)
        #expect(after.contains("never  20") && after.contains("study, kitchen"))
    }

    @Test(.enabled(if: getuid() == 0))
    func `belong to the owner of their folder if root makes them`() throws {
        let home = try Home()
        let folder = home.path + "/state"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        chown(folder, 4001, 4002)

        _ = Home.run(
            Self.program,
            ["token", "new", "--scope", "play", "--config", home.path + "/jukebox.toml"])

        for name in ["gateway-tokens", "gateway-tokens.lock"] {
            let facts = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            #expect(facts[.ownerAccountID] as? Int == 4001)
            #expect(facts[.posixPermissions] as? Int == 0o600)
        }
    }
}
