// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import LinuxSystem
import PipeDoor
import Testing

/// One client asks for more than its share; the others are answered.
@Suite struct `A door with a greedy client` {
    /// Makes a reply pipe for a user; only root can make one for another user.
    private func makePipe(_ name: String, in door: EchoDoor, of user: uid_t? = nil) throws {
        let path = door.folder.drop + "/" + name
        try NamedPipe.make(path, mode: 0o660)
        if let user { #expect(lchown(path, user, gid_t.max) == 0) }
    }

    @Test func `a ready answer whose pipe is not opened is dropped, whatever its deadline`() throws
    {
        let door = try EchoDoor()
        try makePipe("closed", in: door)

        door.write("reply=closed deadline=86400 hello\n")
        door.wait { !door.complaints.isEmpty }

        #expect(door.complaints == ["no reader took an answer: drop/closed"])
    }

    @Test func `a ready answer that is not read is dropped, whatever its deadline`() throws {
        let door = try EchoDoor()
        try makePipe("silent", in: door)
        let end = open(door.folder.drop + "/silent", O_RDWR | O_NONBLOCK)
        try Data(repeating: 7, count: 1 << 20).write(
            to: URL(fileURLWithPath: door.folder.drop + "/big"))

        door.write("reply=silent deadline=86400 file=big\n")
        door.wait { !door.complaints.isEmpty }

        #expect(door.complaints == ["no reader took an answer: drop/silent"])
        close(end)
    }

    @Test func `hundreds of answers that are not fetched keep nobody out`() throws {
        let door = try EchoDoor()
        for number in 0..<300 {
            try makePipe("closed\(number)", in: door)
            door.write("reply=closed\(number) deadline=86400 hello\n")
        }

        #expect(isAnswered(door))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make pipes of other users"))
    func `hundreds of waiting requests of a user keep no other user out`() throws {
        let door = try EchoDoor()
        for number in 0..<300 {
            try makePipe("wait\(number)", in: door, of: 4001)
            door.write("reply=wait\(number) deadline=86400 silence\n")
        }

        for _ in 0..<20 { #expect(isAnswered(door)) }
        #expect(door.texts.count { $0 == Array("silence".utf8) } == 64)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make pipes of other users"))
    func `a greedy client with many users keeps no other user out`() throws {
        let door = try EchoDoor()
        for number in 0..<600 {
            try makePipe("wait\(number)", in: door, of: 5000 + uid_t(number) % 10)
            door.write("reply=wait\(number) deadline=86400 silence\n")
        }

        for _ in 0..<20 { #expect(isAnswered(door)) }
    }

    @Test func `hundreds of waiting requests without a reply pipe keep nobody out`() throws {
        let door = try EchoDoor()
        for _ in 0..<600 { door.write("deadline=86400 silence\n") }

        for _ in 0..<20 { #expect(isAnswered(door)) }
        #expect(
            door.complaints.contains("too many requests are under way; the oldest was given up"))
    }

    @Test func `a request beyond the share of its user is told to try again`() throws {
        let door = try EchoDoor()
        for number in 0..<64 {
            try makePipe("wait\(number)", in: door)
            door.write("reply=wait\(number) deadline=86400 silence\n")
        }

        let refused = try #require(ask(door))

        #expect(refused.status == 75)
        #expect(String(decoding: refused.errors, as: UTF8.self).contains("at most 64"))
    }

    @Test func `the handler is told about a request whose time is up`() throws {
        let door = try EchoDoor()

        door.write("deadline=0.1 silence\n")
        door.wait { !door.abandoned.isEmpty }

        #expect(door.abandoned == [1])
    }
}
