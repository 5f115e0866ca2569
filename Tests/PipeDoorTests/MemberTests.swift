// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import LinuxSystem
import PipeDoor
import Testing

/// The attacks of one member on another, and on the server, that the kernel prevents.
@Suite(.enabled(if: geteuid() == 0, "only root can become another user"))
struct `A member of the group` {
    private let door: EchoDoor

    init() throws {
        door = try EchoDoor()
        for path in ["", "/orders", "/replies", "/lock", "/drop"] {
            #expect(lchown(door.folder.path + path, uid_t.max, 12345) == 0)
        }
        chmod(door.folder.drop, 0o3730)
    }

    /// Runs a script as a member, and returns its exit status.
    private func member(_ user: String, _ script: String) throws -> Int32 {
        let process = try start(user, script)
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func start(
        _ user: String, _ script: String, output: FileHandle = .nullDevice
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = [
            "--reuid", user, "--regid", "12345", "--clear-groups", "/bin/sh", "-c",
            "cd \(door.folder.path) && { \(script)\n}",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    @Test func `cannot keep a server from starting with a lock`() throws {
        try door.hold()
        door.stop()
        let news = Pipe()
        let script = "exec 8>orders 9<lock; flock -n 8 && flock -n 9 && echo locked; exec sleep 60"
        let thief = try start("4001", script, output: news.fileHandleForWriting)
        defer { thief.terminate() }
        #expect(news.fileHandleForReading.availableData == Data("locked\n".utf8))

        #expect(try member("4001", "exec 9<server.lock") != 0)
        #expect(try member("4001", "exec 9>server.lock") != 0)
        #expect(try member("4001", "rm -f server.lock") != 0)
        try door.start()

        #expect(isAnswered(door), "\(door.complaints)")
    }

    @Test func `cannot open or list another member's reply pipe, and the server can`() throws {
        let script = """
            mkfifo -m 660 drop/r.1; exec 3<>drop/r.1
            printf 'id=1 reply=r.1 hello\\n' >orders; head -n 2 <&3 | grep -q hello
            """
        #expect(try member("4001", script) == 0)
        #expect(try member("4001", "exec 3<>drop/r.1") == 0)

        #expect(try member("4002", "exec 3<>drop/r.1") != 0)
        #expect(try member("4002", "timeout 2 sh -c 'cat drop/r.1'") == 1)
        #expect(try member("4002", "rm -f drop/r.1; test ! -e drop/r.1") != 0)
        #expect(try member("4002", "ls drop") != 0)
    }

    @Test func `cannot have another member's file read`() throws {
        #expect(try member("4001", "umask 007; printf secret >drop/f.1") == 0)
        let thief = "mkfifo -m 660 drop/r.2; exec 3<>drop/r.2; "
        let stolen = thief + "printf 'id=1 reply=r.2 file=f.1\\n' >orders; head -n 3 <&3"

        #expect(try member("4002", stolen + " | grep -q 'owner'") == 0)
        #expect(try member("4002", "ln drop/f.1 drop/f.2") != 0)
        #expect(door.texts.isEmpty)
        #expect(try String(contentsOfFile: door.folder.drop + "/f.1", encoding: .utf8) == "secret")
    }

    @Test func `has its own file read and removed`() throws {
        let script = """
            umask 027; printf 'my text' >drop/f.1; mkfifo -m 660 drop/r.1; exec 3<>drop/r.1
            printf 'id=1 reply=r.1 file=f.1\\n' >orders; head -n 2 <&3 | grep -q 'my text'
            """

        #expect(try member("4001", script) == 0)
        #expect(door.texts == [Array("my text".utf8)])
        #expect(!FileManager.default.fileExists(atPath: door.folder.drop + "/f.1"))
    }

    @Test func `cannot borrow a file through a link or open it to everybody`() throws {
        let script = """
            mkfifo -m 660 drop/r.1; exec 3<>drop/r.1
            printf x >drop/f.1; ln drop/f.1 drop/f.2; ln -s f.1 drop/f.3
            printf y >drop/f.4; chmod 666 drop/f.4; mkdir drop/f.5
            for n in 1 2 3 4 5; do printf "reply=r.1 file=f.$n\\n" >orders; done
            printf 'file=f.1\\n' >orders
            head -n 15 <&3
            """

        #expect(try member("4001", script) == 0)
        door.wait { door.complaints.count == 6 }
        #expect(door.complaints.count == 6 && door.texts.isEmpty, "\(door.complaints)")
    }
}
