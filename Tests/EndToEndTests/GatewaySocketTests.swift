// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import TestKit
import Testing

/// The Unix socket of a gateway that no service manager has prepared a folder for.
@Suite(.serialized, .timeLimit(.minutes(2))) struct `The gateway's socket for local programs` {
    private static let question =
        "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    private func gateway(_ home: Home) throws -> GatewayHome {
        try GatewayHome(home, settings: "socket = \"\(Self.path(home))\"\n")
    }

    private static func path(_ home: Home) -> String { home.path + "/run-gateway/http.sock" }

    private static func answer(_ home: Home) -> String {
        GatewayHome.raw(question, through: path(home))
    }

    private static func facts(_ path: String) throws -> stat {
        var facts = stat()
        try #require(lstat(path, &facts) == 0, "\(path) is missing")
        return facts
    }

    @Test func `lies in a folder that the gateway makes, for the jukebox's group`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        if geteuid() == 0 { chown(home.path + "/run", 0, 4242) }
        let gateway = try gateway(home)
        try gateway.start()

        let runtime = try Self.facts(home.path + "/run")
        let folder = try Self.facts(home.path + "/run-gateway")
        let socket = try Self.facts(Self.path(home))
        #expect(folder.st_mode & 0o7777 == 0o750)
        #expect(folder.st_gid == runtime.st_gid)
        #expect(socket.st_mode & 0o7777 == 0o660)
        #expect(socket.st_gid == runtime.st_gid)
        #expect(Self.answer(home).hasPrefix("HTTP/1.1 200"), "\(Self.answer(home))")
        #expect(gateway.log.contains("address=unix:\(Self.path(home))"), "\(gateway.log)")
    }

    @Test func `is removed at the end, and replaced after a kill`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        let gateway = try gateway(home)
        try gateway.start()
        gateway.end(SIGKILL)
        #expect(access(Self.path(home), F_OK) == 0)

        try gateway.start()
        #expect(Self.answer(home).hasPrefix("HTTP/1.1 200"), "\(Self.answer(home))")
        #expect(gateway.end(SIGTERM) == 0)
        #expect(access(Self.path(home), F_OK) != 0)
    }

    @Test func `is not taken by a second gateway`() throws {
        let home = try Home(kitchen: "silent")
        try home.start()
        let gateway = try gateway(home)
        try gateway.start()
        let before = try Self.facts(Self.path(home)).st_ino

        let second = Home.run(
            Home.programs + "/jukebox-gateway", ["--config", home.path + "/gateway.toml"])

        #expect(second.status == 71, "\(second)")
        #expect(second.errors.contains("another gateway listens at \(Self.path(home)) already"))
        #expect(try Self.facts(Self.path(home)).st_ino == before)
        #expect(Self.answer(home).hasPrefix("HTTP/1.1 200"), "\(Self.answer(home))")
    }

    @Test func `does not replace a file of another kind`() throws {
        let home = try Home(kitchen: "silent")
        try home.write("notes", "mine")
        let gateway = try GatewayHome(home, settings: "socket = \"\(home.path)/notes\"\n")

        let result = Home.run(
            Home.programs + "/jukebox-gateway", ["--config", home.path + "/gateway.toml"])

        #expect(result.status == 71, "\(result)")
        #expect(result.errors.contains("“\(home.path)/notes” is no socket"), "\(result.errors)")
        #expect(FileManager.default.contents(atPath: home.path + "/notes") == Data("mine".utf8))
        _ = gateway
    }
}
