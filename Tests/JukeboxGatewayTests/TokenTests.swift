// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite final class `The tokens` {
    private let folder = NSTemporaryDirectory() + "jukebox-tokens-\(UUID().uuidString.prefix(8))"
    private var path: String { folder + "/new/tokens" }
    private var file: TokenFile { TokenFile(path: path) }
    private let now = WallTime(milliseconds: 1_800_000_000_000)

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func later(_ seconds: Int64) -> WallTime {
        WallTime(milliseconds: now.milliseconds + seconds * 1000)
    }

    @Test func `expire at their moment, not before`() async throws {
        let made = try file.add(.play, name: "guest", expires: later(60), at: now)
        let table = TokenTable(file)

        #expect(await table.grant(made.token, at: later(59))?.scope == .play)
        #expect(await table.grant(made.token, at: later(60)) == nil)
        #expect(try file.entries().first?.hasExpired(at: later(60)) == true)
    }

    @Test func `may be limited to rooms, whatever these are called`() async throws {
        let rooms = ["living room", "a,b;c%20", "台所"]
        let limited = try file.add(.control, name: "expires=never;rooms=x", rooms: rooms, at: now)
        let free = try file.add(.read, name: "two\nlines", at: now)
        let table = TokenTable(file)

        let grant = await table.grant(limited.token, at: now)
        #expect(grant?.rooms == rooms && grant?.name == "expires=never;rooms=x")
        #expect(await table.grant(free.token, at: now)?.rooms == nil)
        #expect(try file.entries() == [limited.entry, free.entry])
        #expect(try file.entries().map(\.name) == ["expires=never;rooms=x", "two lines"])
    }

    @Test func `of an older file are still good`() async throws {
        try write("ab12cd34 play \(TokenFile.hash("jbx_old")) 2026-11-21T18:04:05.678Z a tablet\n")
        let table = TokenTable(file)

        #expect(
            await table.grant("jbx_old", at: now)
                == Grant(id: "ab12cd34", scope: .play, rooms: nil, name: "a tablet"))
    }

    @Test func `with a limit that cannot be understood are refused`() async throws {
        let hash = TokenFile.hash("jbx_x")
        for facts in ["expires=soon", "expires=2026-11-21", "room=kitchen", "expires="] {
            try write("ab12cd34 play \(hash) 2026-11-21T18:04:05.678Z;\(facts) name\n")
            #expect(await TokenTable(file).grant("jbx_x", at: now) == nil, "\(facts)")
        }
    }

    @Test func `keep lines that this version does not understand`() throws {
        try write("# mine\nfuture line\n")

        let made = try file.add(.read, name: "x", at: now)
        _ = try file.revoke(made.entry.id)

        #expect(try String(contentsOfFile: path, encoding: .utf8) == "# mine\nfuture line\n")
    }

    @Test func `are seen at once, also when the file changes within one tick of the clock`()
        async throws
    {
        let table = TokenTable(file)
        for _ in 0..<50 {
            let made = try file.add(.read, name: "x", at: now)
            #expect(await table.grant(made.token, at: now) != nil)
            #expect(try file.revoke(made.entry.id))
            #expect(await table.grant(made.token, at: now) == nil)
        }
    }

    @Test func `are found among ten thousand`() async throws {
        var lines = ""
        for number in 0..<10_000 {
            let hash = TokenFile.hash("jbx_\(number)")
            lines += "\(number) play \(hash) 2026-11-21T18:04:05.678Z tablet \(number)\n"
        }
        try write(lines)
        let table = TokenTable(file)

        for number in stride(from: 0, to: 10_000, by: 7) {
            #expect(await table.grant("jbx_\(number)", at: now)?.id == "\(number)")
        }
        #expect(await table.grant("jbx_10000", at: now) == nil)
        let made = try file.add(.read, name: "one more", at: now)
        #expect(await table.grant(made.token, at: now)?.name == "one more")
        #expect(try file.entries().count == 10_001)
    }

    @Test func `tell when they were last used`() async throws {
        let used = try file.add(.read, name: "a", at: now)
        let idle = try file.add(.read, name: "b", at: now)
        let table = TokenTable(file)

        _ = await table.grant(used.token, at: later(5))
        await wait { self.file.lastUses()[used.entry.id] != nil }

        #expect(file.lastUses() == [used.entry.id: later(5).rfc3339])
        #expect(file.lastUses()[idle.entry.id] == nil)
    }

    @Test func `are written at most once a minute, and only while they exist`() async throws {
        let gone = try file.add(.read, name: "a", at: now)
        let table = TokenTable(file)
        _ = await table.grant(gone.token, at: now)
        await wait { self.file.lastUses().count == 1 }

        _ = await table.grant(gone.token, at: later(5))
        let first = file.lastUses()
        _ = try file.revoke(gone.entry.id)
        let other = try file.add(.read, name: "b", at: now)
        _ = await table.grant(other.token, at: later(6))
        await wait { self.file.lastUses()[other.entry.id] != nil }

        #expect(first == [gone.entry.id: now.rfc3339])
        #expect(file.lastUses() == [other.entry.id: later(6).rfc3339])
    }

    @Test func `are not lost when the file cannot be read`() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)

        #expect(throws: KeptFile.Failure.self) { try file.add(.read, name: "x", at: now) }
        #expect(throws: KeptFile.Failure.self) { try file.entries() }
    }

    @Test func `lie in a folder of their own, for its owner alone`() throws {
        _ = try file.add(.read, name: "x", at: now)

        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(folder + "/new") == 0o700)
        #expect(try mode(path) == 0o600 && mode(path + ".lock") == 0o600)
    }

    private func write(_ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder + "/new", withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func wait(until isSo: () -> Bool) async {
        let end = Date(timeIntervalSinceNow: 10)
        while !isSo(), Date() < end { try? await Task.sleep(for: .milliseconds(5)) }
    }
}
