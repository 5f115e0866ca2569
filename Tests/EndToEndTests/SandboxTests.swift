// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite struct `The children's sandbox` {
    private func probe(_ kind: String) throws -> [String] {
        let folder = NSTemporaryDirectory() + "jukebox-sandbox-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "x".write(toFile: folder + "/in", atomically: true, encoding: .utf8)
        let other = folder + ".outside"
        try "x".write(toFile: other, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: other) }
        let result = Home.run(Home.programs + "/SandboxProbe", [kind, folder, other])
        return result.output.split(separator: "\n").map(String.init)
    }

    private static let never = [
        "open-for-write", "open-for-both", "create", "truncate", "unlink", "mkdir", "exec",
        "core-dump", "two-gibibytes", "internet-socket", "symlink", "chmod", "kill", "io-uring",
    ]

    @Test func `lets a scanner read its music and nothing else`() throws {
        let lines = try probe("scanner")
        let hasLandlock = lines.first == "strength full"

        #expect(lines.contains("ALLOWED reading-inside"))
        for what in Self.never + ["socket"] {
            #expect(lines.contains("refused \(what)"), "\(what)")
        }
        if hasLandlock { #expect(lines.contains("refused reading-outside")) }
    }

    @Test func `lets a player reach its sound server and write nothing`() throws {
        let lines = try probe("player")
        let hasLandlock = lines.first == "strength full"

        #expect(lines.contains("ALLOWED reading-inside"))
        #expect(lines.contains("ALLOWED socket"))
        // Devices are opened for both; which ones, Landlock decides.
        for what in Self.never
        where what != "open-for-both" && (hasLandlock || what != "open-for-write") {
            #expect(lines.contains("refused \(what)"), "\(what)")
        }
        if hasLandlock { #expect(lines.contains("refused open-for-both")) }
    }
}
