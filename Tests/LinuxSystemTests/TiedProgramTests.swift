// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import Testing

@Suite struct `A program that ends with its starter` {
    private func output(_ path: String) throws -> Descriptor {
        try Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o600)
    }

    private func wait(_ program: borrowing TiedProgram) {
        var watched = [Watched(program.pidfd)]
        poll(&watched, until: Clock.monotonic + .seconds(20))
    }

    @Test func `has no signal blocked or ignored, reads nothing, and writes where it is told`()
        throws
    {
        let folder = try TemporaryFolder.make("tied-", in: NSTemporaryDirectory())
        defer { TemporaryFolder.delete(folder) }
        let file = try output(folder + "/log")
        var program = try TiedProgram(
            "/bin/sh", ["-c", "cat; echo out; echo err >&2; grep Sig /proc/self/status; exit 7"],
            output: file.number)

        wait(program)

        #expect(program.reap() == .exited(7))
        let text = try String(contentsOfFile: folder + "/log", encoding: .utf8)
        #expect(text.hasPrefix("out\nerr\n"))
        #expect(text.contains("SigBlk:\t0000000000000000"))
        // Signals 32 and 33 are the C library's own; no program can set them.
        #expect(
            text.contains("SigIgn:\t0000000000000000") || text.contains("SigIgn:\t0000000080000000")
        )
    }

    @Test func `is killed if it does not end when it is asked to`() throws {
        let folder = try TemporaryFolder.make("tied-", in: NSTemporaryDirectory())
        defer { TemporaryFolder.delete(folder) }
        let file = try output(folder + "/log")
        var polite = try TiedProgram("/bin/sleep", ["600"], output: file.number)
        var stubborn = try TiedProgram(
            "/bin/sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 1; done"],
            output: file.number)
        while (try String(contentsOfFile: folder + "/log", encoding: .utf8)) != "ready\n" {
            usleep(1000)
        }

        #expect(polite.end(by: Clock.monotonic + .seconds(20)) == .signalled(SIGTERM))
        #expect(stubborn.end(by: Clock.monotonic + .milliseconds(100)) == .signalled(SIGKILL))
    }

    @Test(arguments: ["/nonexistent", "/etc/passwd", "/"])
    func `that cannot be started is an error with its path`(path: String) throws {
        do {
            _ = try TiedProgram(path, [], output: 2)
            Issue.record("it was started")
        } catch {
            #expect(error.object == path && error.code != 0)
        }
    }
}

@Suite struct `A temporary folder` {
    @Test func `is for this user alone, and is deleted with everything in it but not behind links`()
        throws
    {
        let outside = try TemporaryFolder.make("kept-", in: NSTemporaryDirectory())
        defer { TemporaryFolder.delete(outside) }
        try Data("x".utf8).write(to: URL(fileURLWithPath: outside + "/file"))
        let folder = try TemporaryFolder.make("gone-", in: NSTemporaryDirectory())
        var facts = stat()
        stat(folder, &facts)
        try FileManager.default.createDirectory(
            atPath: folder + "/a/b/c", withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/a/b/file"))
        mkfifo(folder + "/pipe", 0o600)
        symlink(outside, folder + "/link")
        symlink(outside, folder + "/a/link")

        TemporaryFolder.delete(folder)
        TemporaryFolder.delete(folder)

        #expect(facts.st_mode & 0o777 == 0o700)
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(FileManager.default.fileExists(atPath: outside + "/file"))
    }

    @Test func `that cannot be made is an error with its place`() {
        #expect(throws: SystemError("mkdtemp", "/nonexistent", code: ENOENT)) {
            try TemporaryFolder.make("x", in: "/nonexistent")
        }
    }
}
