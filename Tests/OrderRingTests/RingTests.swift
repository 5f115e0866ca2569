// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import OrderRing
import Testing

@Suite struct `The ring` {
    @Test func `an order that was acknowledged is adopted as it was sent`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        let sent = Order(
            .play(Order.Request(title: "天体観測", artist: "BUMP OF CHICKEN")),
            destination: DestinationName("kitchen"), mode: .now, durable: true, expirySeconds: 60,
            idempotencyKey: "k1")

        guard case .acknowledged(let receipt) = try client.enqueue(sent) else {
            Issue.record("not acknowledged")
            return
        }
        let found = host.adopt()

        #expect(found.map(\.order) == [sent])
        #expect(found.first?.ticket == receipt.ticket)
        #expect(found.first?.slotID == receipt.slotID)
    }

    @Test func `orders are adopted in the order of their tickets`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let clients = try (0..<4).map { _ in try Attachment(directory: runtime.path) }

        for index in 0..<40 { _ = try clients[index % 4].enqueue(order("\(index)")) }

        #expect(titles(host.adopt()) == (0..<40).map(String.init))
    }

    @Test func `a full ring says so at once and loses nothing`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        for index in 0..<256 {
            guard case .acknowledged = try client.enqueue(order("\(index)")) else {
                Issue.record("refused at \(index)")
                return
            }
        }

        #expect(try client.enqueue(order("too many")) == .full)

        let found = host.adopt()
        #expect(found.count == 256)
        for one in found { host.free(one) }
        guard case .acknowledged = try client.enqueue(order("again")) else {
            Issue.record("still full")
            return
        }
    }

    @Test func `pause has a slot of its own when the ring is full`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        for index in 0..<256 { _ = try client.enqueue(order("\(index)")) }

        guard case .acknowledged(let receipt) = try client.enqueue(Order(.pause), urgent: true)
        else {
            Issue.record("no room for pause")
            return
        }

        #expect(receipt.slotID.slot == 256)
        #expect(host.adopt().last?.order == Order(.pause))
    }

    @Test func `orders survive the daemon and are adopted by the next`() throws {
        let runtime = try Runtime()
        var host: RingHost? = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        _ = try client.enqueue(order("before"))
        #expect(client.daemonIsAlive)
        host = nil
        #expect(host == nil)
        #expect(!client.daemonIsAlive)
        _ = try client.enqueue(order("between"))

        let next = try RingHost(directory: runtime.path)

        #expect(titles(next.adopt()) == ["before", "between"])
    }

    @Test func `what was taken and not freed is found by the next daemon`() throws {
        let runtime = try Runtime()
        var host: RingHost? = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        _ = try client.enqueue(order("taken"))
        #expect(host?.adopt().count == 1)
        host = nil

        let next = try RingHost(directory: runtime.path)

        #expect(titles(next.adoptAtStart()) == ["taken"])
    }

    @Test func `an order that is too long is refused whole`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)

        #expect(try client.enqueue(order(String(repeating: "長", count: 700))) == .tooLong)
        #expect(host.adopt().isEmpty)
    }

    @Test func `a second daemon is refused with the pid of the first`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)

        #expect(throws: RingError.alreadyRunning(directory: runtime.path, pid: "\(getpid())")) {
            _ = try RingHost(directory: runtime.path)
        }
        _ = host.adopt()
    }

    @Test func `a damaged ring is set aside and a new one made`() throws {
        let runtime = try Runtime()
        try Data(count: 100).write(to: URL(fileURLWithPath: runtime.path + "/ring"))

        let host = try RingHost(directory: runtime.path)

        #expect(host.setAside != nil)
        #expect(FileManager.default.fileExists(atPath: runtime.path + "/ring.bad"))
        #expect(host.adopt().isEmpty)
    }

    /// Claims every slot for a writer whose lock is free: it died between claim and commit.
    private func claimAllForTheDead(_ runtime: Runtime) throws {
        let file = try #require(FileHandle(forUpdatingAtPath: runtime.path + "/ring"))
        let word: UInt64 = 1 << 60 | 0xDEAD
        try file.seek(toOffset: 1024)
        for _ in 0..<257 { file.write(withUnsafeBytes(of: word) { Data($0) }) }
    }

    @Test func `slots of writers that died are reclaimed by a client that finds no other`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        try claimAllForTheDead(runtime)

        guard case .acknowledged = try client.enqueue(order("alive")) else {
            Issue.record("the dead kept their slots")
            return
        }

        #expect(titles(host.adopt()) == ["alive"])
    }

    @Test func `slots of writers that died are reclaimed by the daemon at its second look`() throws
    {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        try claimAllForTheDead(runtime)

        _ = host.adopt()
        #expect(client.dump().slots.count == 257)
        _ = host.adopt()

        #expect(client.dump().slots.isEmpty)
    }

    @Test func `a board of another version is retired and replaced`() throws {
        let runtime = try Runtime()
        do { _ = try RingHost(directory: runtime.path).adopt() }
        let old = try #require(FileHandle(forUpdatingAtPath: runtime.path + "/board"))
        try old.seek(toOffset: 8)
        old.write(Data([9, 0]))

        let host = try RingHost(directory: runtime.path)

        try old.seek(toOffset: 24)
        #expect(try old.read(upToCount: 8) == Data(repeating: 0xFF, count: 8))
        #expect(try Attachment(directory: runtime.path).daemonIsAlive)
        _ = host.adopt()
    }

    @Test func `a reader that locks the board cannot keep the daemon out`() throws {
        let runtime = try Runtime()
        do { _ = try RingHost(directory: runtime.path) }
        let reader = try Descriptor.open(runtime.path + "/board", O_RDONLY)
        var lock = flock(l_type: Int16(F_RDLCK), l_whence: 0, l_start: 0, l_len: 1, l_pid: 0)
        #expect(fcntl(reader.number, 37, &lock) == 0)  // F_OFD_SETLK

        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)

        #expect(client.daemonIsAlive)
        guard case .acknowledged = try client.enqueue(Order(.pause)) else {
            Issue.record("not acknowledged")
            return
        }
        #expect(host.adopt().count == 1)
    }

    @Test func `a client that waits for room sleeps until there is some`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        for _ in 0..<256 { _ = try client.enqueue(Order(.pause)) }
        #expect(try client.enqueue(Order(.pause), waitingUpTo: .milliseconds(20)) == .full)
        let board = host.boardWriter
        nonisolated(unsafe) let daemon = host
        try NamedThread.start("daemon") {
            daemon.adopt().forEach(daemon.free)
            board.changed(.outcomes)
        }

        let result = try client.enqueue(Order(.pause), waitingUpTo: .seconds(10))

        guard case .acknowledged = result else {
            Issue.record("\(result)")
            return
        }
    }

    @Test func `the outcome of a receipt can be read from the board`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        guard case .acknowledged(let receipt) = try client.enqueue(order("a")) else { return }
        #expect(client.view.outcome(receipt) == nil)

        host.boardWriter.post(.playing, at: receipt.slotID)

        #expect(client.view.outcome(receipt) == .playing)
    }

    @Test func `snapshots are read whole`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)

        for number in 0..<10 {
            host.boardWriter.show(["name": "kitchen", "n": .int(Int64(number))], at: 3)
        }

        #expect(client.view.snapshots == [["name": "kitchen", "n": 9]])
    }

    @Test func `tickets go on above the highest that was ever given`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)

        host.raiseNextTicket(above: 4710)

        guard case .acknowledged(let receipt) = try client.enqueue(order("a")) else { return }
        #expect(receipt.ticket == 4711)
    }
}
