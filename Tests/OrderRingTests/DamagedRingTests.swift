// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import OrderRing
import Testing

@Suite struct `A damaged ring` {
    @Test func `orders in a ring with a damaged header are salvaged`() throws {
        let runtime = try Runtime()
        do {
            let host = try RingHost(directory: runtime.path)
            _ = try Attachment(directory: runtime.path).enqueue(order("saved"))
            #expect(host.setAside == nil)
        }
        let file = try #require(FileHandle(forUpdatingAtPath: runtime.path + "/ring"))
        file.write(Data(repeating: 0xEE, count: 8))

        let host = try RingHost(directory: runtime.path)
        let found = host.salvage()

        #expect(titles(found) == ["saved"])
        for one in found { host.free(one) }
        #expect(host.salvage().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: runtime.path + "/ring.bad"))
    }

    @Test func `a ring that is cut short under the daemon is replaced, not fatal`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        truncate(runtime.path + "/ring", 0)

        _ = host.adopt()
        #expect(try host.replaceIfTorn() != nil)

        guard case .acknowledged = try client.enqueue(order("after")) else {
            Issue.record("the client did not find the new ring")
            return
        }
        #expect(titles(host.adopt()) == ["after"])
    }

    /// Overwrites a word of the ring's file, as any member of the group can.
    private func scribble(_ runtime: Runtime, _ value: UInt64, at offset: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: runtime.path + "/ring"))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: withUnsafeBytes(of: value) { Data($0) })
    }

    @Test(arguments: [0, 8, 16])
    func `a head that was scribbled over costs a new ring, and no order`(word: Int) throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        _ = try client.enqueue(order("before"))
        try scribble(runtime, 0xDEAD_BEEF_DEAD_BEEF, at: word)

        let left = try #require(try host.replaceIfTorn())
        let fresh = try Attachment(directory: runtime.path)
        _ = try fresh.enqueue(order("fresh"))
        _ = try client.enqueue(order("old client"))

        #expect(titles(left) == ["before"])
        for found in left { host.free(found) }
        #expect(titles(host.adopt()).sorted() == ["fresh", "old client"])
        #expect(try host.replaceIfTorn() == nil)
    }

    @Test func `a client that meets a scribbled head wakes the daemon, which makes a new ring`()
        throws
    {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        try scribble(runtime, 1, at: 0)
        let woken = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            host.wait(atMost: .seconds(10))
            _ = try? host.replaceIfTorn()
            woken.signal()
        }

        var client: OrderRing.Attachment?
        for _ in 0..<50 where client == nil { client = try? Attachment(directory: runtime.path) }

        #expect(client != nil)
        #expect(woken.wait(timeout: .now() + 5) == .success)
    }

    @Test func `slots that nobody took are freed again`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        for slot in 0..<257 { try scribble(runtime, 3 << 60, at: 1024 + slot * 8) }
        #expect(try client.enqueue(order("x")) == .full)

        host.freeWhatNobodyTook()

        _ = try client.enqueue(order("y"))
        #expect(titles(host.adopt()) == ["y"])
    }

    @Test func `scribbles over every word crash nobody and the ring is usable afterwards`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        let file = try #require(FileHandle(forUpdatingAtPath: runtime.path + "/ring"))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            try file.seek(toOffset: 1024)
            file.write(Data((0..<(257 * 8)).map { _ in UInt8.random(in: 0...255, using: &random) }))
            for found in host.adopt() { host.free(found) }
            _ = try client.enqueue(order("x"))
        }
        try file.seek(toOffset: 1024)
        file.write(Data(count: 257 * 8))

        _ = try client.enqueue(order("after"))

        #expect(titles(host.adopt()) == ["after"])
    }
}
