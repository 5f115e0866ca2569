// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import PipeDoor
import Testing

/// The known traps of named pipes, one test each.
@Suite struct `The traps of named pipes` {
    @Test func `without a reader nobody waits, and one that leaves is noticed`() throws {
        let door = try EchoDoor(starting: false)
        #expect(trouble { () throws(PipeClient.Failure) in try door.client.send([1]) } == 69)
        try door.folder.prepare()
        #expect(trouble { () throws(PipeClient.Failure) in _ = try door.client.ask([1]) } == 69)
        try door.start()
        Thread.detachNewThread {
            door.wait { !door.texts.isEmpty }
            door.stop()
        }

        let status = trouble { () throws(PipeClient.Failure) in
            _ = try door.client.ask(Array("silence".utf8), within: .seconds(20))
        }

        #expect(status == 69)
        door.wait { door.complaints.isEmpty }
    }

    @Test func `a writer that vanishes in the middle of a line spoils no other's`() throws {
        let door = try EchoDoor()
        door.write("half a requ")
        #expect(isAnswered(door))
        door.write("another ha")
        door.wait { door.complaints.contains { $0.contains("half a request") } }
        door.write("whole\n")
        door.wait { door.texts.contains(Array("whole".utf8)) }

        #expect(door.texts.contains(Array("whole".utf8)))
        #expect(door.complaints.contains { $0.contains("half a request") })
    }

    @Test func `lines of writers that write at once are never mixed`() throws {
        let door = try EchoDoor()
        DispatchQueue.concurrentPerform(iterations: 8) { writer in
            let letter = UInt8(ascii: "a") + UInt8(writer)
            for count in 0..<50 {
                let length = count % 2 == 0 ? 4094 : 40
                try? door.client.send([UInt8](repeating: letter, count: length))
            }
        }
        door.wait { door.texts.count == 400 }

        #expect(door.texts.count == 400)
        for text in door.texts { #expect(Set(text).count == 1 && [4094, 40].contains(text.count)) }
    }

    @Test func `ten megabytes come and go, and a file is taken away`() throws {
        let door = try EchoDoor()
        let text = (0..<10 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 11) }

        let answer = try door.client.ask(text, within: .seconds(60))
        let more = trouble { () throws(PipeClient.Failure) in
            let answer = try door.client.ask(text + [1], within: .seconds(20))
            if answer.status == 64 { throw .failed(String(decoding: answer.errors, as: UTF8.self)) }
        }

        #expect(answer.output == text && answer.status == 3)
        #expect(more == 73)  // one byte too many is refused, in words
        let left = try FileManager.default.contentsOfDirectory(atPath: door.folder.drop)
        #expect(left.isEmpty)
    }

    @Test func `a request without an answer fits into a line, or is refused`() throws {
        let door = try EchoDoor()

        let status = trouble { () throws(PipeClient.Failure) in
            try door.client.send([UInt8](repeating: 7, count: 4095))
        }

        #expect(status == 64)
        #expect(try FileManager.default.contentsOfDirectory(atPath: door.folder.drop).isEmpty)
    }

    @Test func `a reader that never reads holds nobody else up`() throws {
        let door = try EchoDoor()
        let silent = door.folder.drop + "/silent"
        try NamedPipe.make(silent, mode: 0o660)
        let end = open(silent, O_RDWR | O_NONBLOCK)
        try Data(repeating: 7, count: 1 << 20).write(
            to: URL(fileURLWithPath: door.folder.drop + "/big"))

        door.write("reply=silent deadline=0.2 file=big\n")
        for _ in 0..<20 { #expect(isAnswered(door)) }
        door.wait { door.complaints.contains("no reader took an answer: drop/silent") }

        #expect(door.complaints == ["no reader took an answer: drop/silent"])
        close(end)
    }

    @Test func `a reader that leaves in the middle of its answer harms nobody`() throws {
        let door = try EchoDoor()
        let path = door.folder.drop + "/short"
        try NamedPipe.make(path, mode: 0o660)
        let end = open(path, O_RDWR | O_NONBLOCK)
        try Data(repeating: 7, count: 1 << 20).write(
            to: URL(fileURLWithPath: door.folder.drop + "/big"))

        door.write("reply=short file=big\n")
        door.wait { NamedPipe.waiting(end) > 4096 }
        close(end)  // SIGPIPE for a writer
        door.wait { !door.complaints.isEmpty }

        #expect(isAnswered(door))
    }

    @Test func `an answer that nobody fetched is not taken for the next one`() throws {
        let door = try EchoDoor()
        door.write("id=1 first\n")
        door.wait { door.texts.count == 1 }
        usleep(20_000)
        let end = open(door.folder.replies, O_RDONLY | O_NONBLOCK)
        door.write("id=2 second\n")
        var reader = PipeAnswerReader(id: "2")
        var answer: PipeAnswer?
        door.wait {
            var bytes: [UInt8] = []
            if case .bytes = readBytes(end, into: &bytes, limit: 4096) {
                answer = reader.feed(bytes)
            }
            return answer != nil
        }

        #expect(answer?.output == Array("second".utf8))
        close(end)
    }

    @Test func `who is not answered in time is told so`() throws {
        let door = try EchoDoor()
        let path = door.folder.drop + "/r"
        try NamedPipe.make(path, mode: 0o660)
        let end = open(path, O_RDWR | O_NONBLOCK)
        door.write("id=9 reply=r deadline=0.1 silence\n")
        var all: [UInt8] = []
        door.wait {
            _ = readBytes(end, into: &all, limit: 4096)
            return !all.isEmpty
        }

        #expect(String(decoding: all, as: UTF8.self) == "#9\n2:the time is up\n=9 exit=124\n")
        #expect(
            trouble { () throws(PipeClient.Failure) in
                let answer = try door.client.ask(Array("silence".utf8), within: .milliseconds(100))
                if answer.status == 124 { throw .late }
            } == 124)
        close(end)
    }

    @Test(arguments: ["file", "folder", "link"])
    func `what is no pipe is not served, and nothing is lost`(kind: String) throws {
        let door = try EchoDoor(starting: false)
        try FileManager.default.createDirectory(
            atPath: door.folder.path, withIntermediateDirectories: true)
        chmod(door.folder.path, 0o750)
        switch kind {
        case "file":
            FileManager.default.createFile(atPath: door.folder.orders, contents: Data("x".utf8))
        case "folder": mkdir(door.folder.orders, 0o755)
        default: symlink("/dev/null", door.folder.orders)
        }

        #expect(throws: PipeFolder.Failure.self) { try door.folder.prepare() }
        #expect(trouble { () throws(PipeClient.Failure) in try door.client.send([1]) } == 69)
    }

    @Test func `a folder that others can write into is refused`() throws {
        let door = try EchoDoor(starting: false)
        try FileManager.default.createDirectory(
            atPath: door.folder.path, withIntermediateDirectories: true)
        chmod(door.folder.path, 0o777)

        #expect(throws: PipeFolder.Failure.self) { try door.folder.prepare() }
    }

    @Test func `a folder that holds other things is left as it is`() throws {
        let door = try EchoDoor(starting: false)
        try FileManager.default.createDirectory(
            atPath: door.folder.path, withIntermediateDirectories: true)
        chmod(door.folder.path, 0o755)
        FileManager.default.createFile(atPath: door.folder.path + "/passwd", contents: nil)

        #expect(throws: PipeFolder.Failure.self) { try door.folder.prepare() }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: door.folder.path) == ["passwd"])
    }

    @Test func `no link leads out of the folder`() throws {
        let door = try EchoDoor()
        let secret = door.folder.path + "/secret"
        FileManager.default.createFile(atPath: secret, contents: Data("secret".utf8))
        symlink(secret, door.folder.drop + "/soft")
        link(secret, door.folder.drop + "/hard")
        mkdir(door.folder.drop + "/folder", 0o755)
        let outside = door.folder.path + "/outside"
        try NamedPipe.make(outside, mode: 0o660)
        let end = open(outside, O_RDWR | O_NONBLOCK)
        symlink(outside, door.folder.drop + "/pipe")

        try NamedPipe.make(door.folder.drop + "/mine", mode: 0o660)
        for name in ["soft", "hard", "folder", "missing", "pipe"] {
            door.write("reply=mine file=\(name)\n")
        }
        door.write("reply=pipe hello\n")
        door.write("reply=hard hello\n")
        door.wait { door.complaints.count == 12 }

        // Five files that were refused, five answers that were never read, two replies without a
        // pipe.
        #expect(door.complaints.count == 12, "\(door.complaints)")
        #expect(!door.texts.contains(Array("secret".utf8)))
        #expect(NamedPipe.waiting(end) == 0)
        #expect(try String(contentsOfFile: secret, encoding: .utf8) == "secret")
        #expect(isAnswered(door))
        close(end)
    }
}
