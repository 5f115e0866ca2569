// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import LinuxSystem
import SeededDice
import Synchronization
import Testing

@testable import JukeboxGateway

@Suite struct `A connection's clock` {
    private func after(_ events: [ConnectionClock.Event]) -> (
        ConnectionClock, [ConnectionClock.Timer]
    ) {
        var clock = ConnectionClock()
        let timers = events.map { clock.note($0) }
        return (clock, timers)
    }

    @Test func `gives a whole request ten seconds from its first byte`() {
        let (_, timers) = after([.bytes, .bytes, .head, .bytes, .bytes, .end])

        #expect(timers == [.start(.seconds(10)), .keep, .keep, .keep, .keep, .stop])
    }

    @Test func `starts again after each answer`() {
        let (clock, timers) = after([.bytes, .head, .end, .answerEnded, .bytes])

        #expect(timers.suffix(2) == [.start(.seconds(10)), .start(.seconds(10))])
        #expect(clock.phase == .receiving(hasHead: false))
    }

    @Test func `gives a client that was answered early one second to end its request`() {
        let (clock, timers) = after([.bytes, .head, .answerEnded, .bytes])

        #expect(clock.phase == .answeredEarly)
        #expect(timers.suffix(2) == [.start(.seconds(1)), .keep])
    }

    @Test func `gives a client ten seconds to take its answer`() {
        let (_, timers) = after([.bytes, .head, .end, .writable(false), .writable(true)])

        #expect(timers.suffix(2) == [.start(.seconds(10)), .stop])
    }

    @Test func `takes up a request that was sent together with the one before`() {
        let (clock, timers) = after([.bytes, .head, .end, .bytes, .answerEnded, .head])

        #expect(timers.last == .start(.seconds(10)))
        #expect(clock.phase == .receiving(hasHead: true))
    }

    @Test func `answers 408 only within a request that has no answer yet`() {
        #expect(!after([]).0.tellsTimeout)
        #expect(!after([.bytes]).0.tellsTimeout)
        #expect(after([.bytes, .head]).0.tellsTimeout)
        #expect(!after([.bytes, .head, .end]).0.tellsTimeout)
        #expect(!after([.bytes, .head, .answerEnded]).0.tellsTimeout)
    }
}

@Suite struct `The table of connections` {
    private final class Closed: Sendable {
        let numbers = Mutex<[Int]>([])
    }

    private let table = ConnectionTable(.init(all: 4, perAddress: 2))
    private let closed = Closed()

    private func come(_ number: Int, from ip: String) -> UInt64? {
        table.admit(
            ClientAddress(ip: ip), at: MonotonicTime(nanoseconds: Int64(number)),
            close: { closed.numbers.withLock { $0.append(number) } })
    }

    @Test func `lets one address have no more than its share`() {
        _ = come(1, from: "10.0.0.1")
        _ = come(2, from: "10.0.0.1")

        #expect(come(3, from: "10.0.0.1") != nil)
        #expect(closed.numbers.withLock { $0 } == [1], "the one that waited longest")
        #expect(table.count == 2)
    }

    @Test func `closes nothing that is being answered`() {
        let busy = [come(1, from: "10.0.0.1"), come(2, from: "10.0.0.1")].compactMap { $0 }
        for number in busy { table.note(number, waitsSince: nil) }

        #expect(come(3, from: "10.0.0.1") == nil)
        #expect(come(4, from: "10.0.0.2") != nil, "another address has its own share")
        #expect(closed.numbers.withLock { $0 }.isEmpty)
    }

    @Test func `takes the place of the address with the most connections when it is full`() {
        for (number, ip) in [(1, "10.0.0.9"), (2, "10.0.0.1"), (3, "10.0.0.1"), (4, "10.0.0.3")] {
            _ = come(number, from: ip)
        }

        #expect(come(5, from: "10.0.0.4") != nil)
        #expect(closed.numbers.withLock { $0 } == [2])
    }

    @Test func `forgets a connection that has left`() {
        let number = come(1, from: "10.0.0.1")
        table.leave(number ?? 0)
        table.leave(number ?? 0)

        #expect(table.count == 0)
        #expect(come(2, from: "10.0.0.1") != nil)
    }

    @Test func `counts one IPv6 network as one client`() {
        #expect(
            ClientAddress(ip: "2001:db8::1") == ClientAddress(ip: "2001:db8:0:0:9::2"))
        #expect(ClientAddress(ip: "2001:db8:0:1::1") != ClientAddress(ip: "2001:db8::1"))
        #expect(ClientAddress(ip: "::ffff:10.0.0.1") == ClientAddress(ip: "10.0.0.1"))
    }
}

@Suite struct `Unknown tokens` {
    @Test func `are logged once a minute, and have to wait after thirty`() {
        var limit = FailureLimit()
        let start = MonotonicTime(nanoseconds: 0)
        var verdicts: [FailureLimit.Verdict] = []
        for _ in 0..<40 { verdicts.append(limit.count("10.0.0.1", at: start)) }

        #expect(verdicts[0] == .log(failures: 1))
        #expect(verdicts[1..<30].allSatisfy { $0 == .pass })
        #expect(verdicts[30...].allSatisfy { $0 == .wait(seconds: 2) })
        #expect(limit.count("10.0.0.2", at: start) == .log(failures: 1))
        #expect(limit.count("10.0.0.1", at: start + .seconds(60)) == .log(failures: 40))
    }
}
