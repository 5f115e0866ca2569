// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@testable import LinuxSystem

@Suite final class `The file of a Unix socket` {
    private let folder = NSTemporaryDirectory() + "socket-\(UUID().uuidString.prefix(8))"
    private var path: String { folder + "/sub/s" }

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder + "/sub", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func permissions(_ path: String) throws -> UInt16 {
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(facts[.posixPermissions] as? NSNumber).uint16Value
    }

    private static func isAnswered(_ path: String) -> Bool {
        guard let connection = UnixSocket.connect(path) else { return false }
        _ = consume connection
        return true
    }

    @Test func `is for its owner and its group`() throws {
        let file = try SocketFile(path, group: getgid())

        #expect(try permissions(path) == 0o660)
        #expect(Self.isAnswered(path))
        close(file.number)
    }

    @Test func `replaces what a killed process left`() throws {
        close(try UnixSocket.listen(path, mode: 0o600).given())
        #expect(!Self.isAnswered(path))

        let file = try SocketFile(path, group: getgid())

        #expect(Self.isAnswered(path))
        close(file.number)
    }

    @Test func `is left to a process that listens there, with and without a lock`() throws {
        let plain = try UnixSocket.listen(path, mode: 0o600)
        #expect(throws: SocketFile.Failure.taken) { try SocketFile(self.path, group: getgid()) }
        _ = consume plain
        let first = try SocketFile(path, group: getgid())
        let inode = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber]

        #expect(throws: SocketFile.Failure.taken) { try SocketFile(self.path, group: getgid()) }
        let later = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber]
        #expect(inode as? NSNumber == later as? NSNumber)
        close(first.number)
    }

    @Test func `is left to a process whose queue of callers is full`() throws {
        let listening = try UnixSocket.listen(path, mode: 0o600)
        _ = listen(listening.number, 0)
        let caller = UnixSocket.connect(path)

        #expect(throws: SocketFile.Failure.taken) { try SocketFile(self.path, group: getgid()) }
        _ = consume caller
        _ = consume listening
    }

    @Test func `never replaces a file of another kind, or a link`() throws {
        try Data("notes".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/link", withDestinationPath: path)

        for name in [path, folder + "/link"] {
            #expect(throws: SocketFile.Failure.notASocket) {
                try SocketFile(name, group: getgid())
            }
        }
        #expect(FileManager.default.contents(atPath: path) == Data("notes".utf8))
    }

    @Test func `is removed, but not one that took its place`() throws {
        let file = try SocketFile(path, group: getgid())
        file.remove()
        #expect(access(path, F_OK) != 0)

        let other = try UnixSocket.listen(path, mode: 0o600)
        file.remove()
        #expect(access(path, F_OK) == 0)
        close(file.number)
        _ = consume other
    }

    @Test func `gets a folder for its group, and an old folder stays as it is`() throws {
        chmod(folder + "/sub", 0o755)
        try SocketFile.makeFolder(of: path, group: getgid())
        try SocketFile.makeFolder(of: folder + "/fresh/s", group: getgid())

        #expect(try permissions(folder + "/sub") == 0o755)
        #expect(try permissions(folder + "/fresh") == 0o750)
    }

    @Test func `says when the folder above is missing`() {
        #expect(throws: SystemError("mkdir", folder + "/no/folder", code: ENOENT)) {
            try SocketFile.makeFolder(of: folder + "/no/folder/s", group: getgid())
        }
    }
}
