// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import PipeDoor
import Testing

/// Named pipes under load, or without a server.
@Suite struct `A busy door` {
    @Test func `a request waits in the pipe while the server is started again`() throws {
        let door = try EchoDoor()
        try door.hold()
        door.stop()
        door.write("kept\n")
        #expect(
            trouble { () throws(PipeClient.Failure) in try door.client.send(Array("too".utf8)) }
                == 0)

        try door.start()
        door.wait { door.texts.count == 2 }

        #expect(door.texts == [Array("kept".utf8), Array("too".utf8)])
    }

    @Test func `a full pipe makes nobody wait for ever`() throws {
        let door = try EchoDoor()
        try door.hold()
        door.stop()
        var statuses: [Int32] = []
        for _ in 0..<17 {
            statuses.append(
                trouble { () throws(PipeClient.Failure) in
                    try door.client.send(
                        [UInt8](repeating: 7, count: 4094), within: .milliseconds(50))
                })
        }

        #expect(statuses.filter { $0 == 0 }.count == 16 && statuses.last == 75)
        try door.start()
        #expect(isAnswered(door))
    }

    @Test func `what is too long for a line ends with it, or with patience`() throws {
        let door = try EchoDoor()
        for _ in 0..<3 { door.write([UInt8](repeating: UInt8(ascii: "x"), count: 3500)) }
        door.wait { door.complaints.contains { $0.contains("half a request") } }

        door.write("whole\n")
        door.wait { !door.texts.isEmpty }

        #expect(door.texts == [Array("whole".utf8)])
    }

    @Test func `two servers do not share one folder`() throws {
        let door = try EchoDoor()

        #expect(throws: PipeFolder.Failure.self) {
            try PipeServer(door.folder).run(complain: { _ in }, handle: { _ in })
        }
        #expect(isAnswered(door))
    }

    @Test func `answers that are hoarded take no more memory than allowed`() throws {
        let door = try EchoDoor()
        let big = Data(repeating: 7, count: 10 << 20)
        var ends: [Int32] = []
        for number in 0..<20 {
            let path = door.folder.drop + "/hoard\(number)"
            try NamedPipe.make(path, mode: 0o660)
            ends.append(open(path, O_RDWR | O_NONBLOCK))
            try big.write(to: URL(fileURLWithPath: door.folder.drop + "/big\(number)"))
            door.write("reply=hoard\(number) deadline=86400 file=big\(number)\n")
        }
        // Only six of them fit into 64 MiB: the older ones are dropped.
        door.wait { door.complaints.count >= 14 }

        #expect(door.texts.count == 20)
        #expect(door.complaints.count { $0.hasPrefix("no reader took an answer") } >= 14)
        #expect(isAnswered(door))
        for end in ends { close(end) }
    }

    @Test func `noise of any kind is thrown away, and told`() throws {
        let door = try EchoDoor()
        door.write([0, 0, 0, 0x0A])
        door.write([0xFF, 0xFE, 0x0A])
        door.write("{\"id\":\n")
        for _ in 0..<20 { door.write([UInt8](repeating: UInt8(ascii: "x"), count: 3500)) }
        door.write("\n")
        #expect(isAnswered(door))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let count = Int.random(in: 1...300, using: &random)
            door.write((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        }

        #expect(isAnswered(door))
        #expect(door.complaints.contains { $0.contains("more than 4096 bytes") })
    }

    @Test func `a flood is worked off, and who asks in it is answered`() throws {
        let door = try EchoDoor()
        let flood = Thread {
            for _ in 0..<5000 { try? door.client.send(Array("x".utf8)) }
        }
        flood.start()

        #expect(isAnswered(door) && isAnswered(door))
        door.wait { door.texts.count >= 5002 }
        #expect(door.texts.count == 5002)
    }

    @Test func `what dead clients left is swept away at the next start`() throws {
        let door = try EchoDoor()
        door.stop()
        for name in ["r.old", "r.new"] {
            try NamedPipe.make(door.folder.drop + "/" + name, mode: 0o660)
        }
        FileManager.default.createFile(atPath: door.folder.drop + "/f.old", contents: nil)
        let before = Date(timeIntervalSinceNow: -7200)
        for name in ["r.old", "f.old"] {
            try FileManager.default.setAttributes(
                [.modificationDate: before], ofItemAtPath: door.folder.drop + "/" + name)
        }

        try door.start()

        let left = try FileManager.default.contentsOfDirectory(atPath: door.folder.drop)
        #expect(left == ["r.new"])
    }
}
