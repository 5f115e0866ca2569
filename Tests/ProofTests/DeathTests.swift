// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import CTracer
import Foundation
import JukeboxModel
import OrderRing
import Testing

/// A real client and a real adoption, killed after every single instruction.
@Suite(.serialized) struct `At every instruction` {
    @Test func `a client may die, and costs nobody anything`() throws {
        let home = try ProofHome()
        defer { home.end() }
        _ = try RingHost(directory: home.runtime)  // makes the files
        var deaths = 0
        var found = 0
        var after: Int64 = 0
        var length = 0

        try Traced.eachDeath(stride: Proof.isFull ? 1 : 199) { count in
            let title = "victim-\(count)"
            let client = try Traced(["enqueue", home.runtime, title])
            client.runToMark()
            let hasEnded = client.step(count)
            client.kill()
            length = max(length, client.done)
            deaths += 1

            // A fresh client and a fresh daemon find all as it should be.
            let host = try RingHost(directory: home.runtime)
            let next = try Attachment(directory: home.runtime)
            after += 1
            guard
                case .acknowledged = try next.enqueue(
                    Order(.pause, destination: DestinationName("r\(after)")))
            else {
                Issue.record("no room after \(count) instructions")
                return true
            }
            let orders = host.adoptAtStart()
            orders.forEach(host.free)
            #expect(orders.first?.order?.verb == .play(Order.Request(title: "warm")))
            _ = host.adopt() + host.adopt()
            let victims = orders.filter { $0.order?.verb == .play(Order.Request(title: title)) }
                .count
            let all = orders.dropFirst().map { $0.order?.destination?.text ?? "-" }
            #expect(next.takenSlots == 0, "a slot is lost after \(count) instructions")
            #expect(all == (victims == 1 ? ["-", "r\(after)"] : ["r\(after)"]), "\(count)")
            if hasEnded { #expect(victims == 1, "acknowledged, and not there") }
            found += victims
            return hasEnded
        }
        print(
            "death: a client of \(length) instructions was killed \(deaths) times; "
                + "its order was there \(found) times")
        #expect(found > 0 && found < deaths)
    }

    @Test func `a daemon may die after each change that it makes to the shared memory`() throws {
        for part in [AdoptionPart.taking, .freeing] {
            let adoption = try Adoption()
            let (deaths, length) = try adoption.cutEverywhere(part, stride: 1) { daemon, count in
                daemon.step(untilChange: count, of: adoption.shared)
            }
            print("death: \(part), \(length) instructions, was cut after \(deaths - 1) changes")
            #expect(deaths > 3)
        }
    }

    @Test func `a daemon may die at each system call of the journal`() throws {
        let adoption = try Adoption()
        let (deaths, length) = try adoption.cutEverywhere(.journalling, stride: 1) {
            $0.systemCalls($1)
        }
        print("death: journalling, \(length) entries and exits of system calls, cut at \(deaths)")
        #expect(deaths > 10)
    }

    @Test(arguments: [(AdoptionPart.taking, 7001, 307), (.freeing, 2003, 11)])
    func `a daemon may die between two changes`(_ part: AdoptionPart, small: Int, full: Int) throws
    {
        let adoption = try Adoption()
        let (deaths, length) = try adoption.cutEverywhere(part, stride: Proof.isFull ? full : small)
        {
            $0.step($1)
        }
        print("death: \(part), \(length) instructions, was cut at \(deaths) of them")
        #expect(deaths > 3)
    }
}

/// The parts of an adoption; the probe marks the beginning of each.
enum AdoptionPart: Int {
    case taking = 1
    case journalling = 2
    case freeing = 3
}

/// A ring, a journal, and daemons that adopt three orders and die.
private final class Adoption {
    private let home: ProofHome
    private let client: OrderRing.Attachment
    let shared: SharedPages

    init() throws {
        home = try ProofHome()
        _ = try RingHost(directory: home.runtime)
        client = try Attachment(directory: home.runtime)
        #expect(Traced.runUnmarked(["adopt", home.runtime, home.journal]) == 0)
        shared = try SharedPages(home.runtime)
    }

    /// Kills daemons in one part of their work, each a stride later, and lets a successor adopt.
    func cutEverywhere(
        _ part: AdoptionPart, stride: Int, _ advance: (Traced, Int) -> Bool
    ) throws -> (deaths: Int, length: Int) {
        var (deaths, length) = (0, 0)
        var told: [String] = []
        try Traced.eachDeath(stride: stride) { count in
            let titles = ["a", "b", "c"].map { "\(part)-\(count)-\($0)" }
            for title in titles {
                guard
                    case .acknowledged = try client.enqueue(
                        Order(.play(Order.Request(title: title))))
                else {
                    Issue.record("not acknowledged")
                    return true
                }
            }
            let daemon = try Traced(["adopt", home.runtime, home.journal])
            for _ in 0..<part.rawValue { daemon.runToMark() }
            let hasEnded = advance(daemon, count)
            daemon.kill()
            length = max(length, daemon.done)
            deaths += 1

            #expect(Traced.runUnmarked(["adopt", home.runtime, home.journal]) == 0)
            told += titles
            #expect(try home.orderedTitles(newest: 3) == titles, "after \(count) of \(part)")
            #expect(client.takenSlots == 0, "a slot is lost after \(count) of \(part)")
            return hasEnded
        }
        #expect(try home.orderedTitles() == told)
        return (deaths, length)
    }

    deinit { home.end() }
}

/// The pages of ring and board that a daemon writes to.
private final class SharedPages {
    static let size = 12_288
    let ring: UnsafeMutableRawPointer
    let board: UnsafeMutableRawPointer

    init(_ runtime: String) throws {
        func map(_ name: String) throws -> UnsafeMutableRawPointer {
            let file = open(runtime + "/" + name, O_RDONLY)
            defer { close(file) }
            guard let base = mmap(nil, Self.size, PROT_READ, MAP_SHARED, file, 0),
                base != MAP_FAILED
            else { throw POSIXError(.EIO) }
            return base
        }
        (ring, board) = (try map("ring"), try map("board"))
    }

    deinit {
        munmap(ring, Self.size)
        munmap(board, Self.size)
    }
}

/// A probe under the tracer.
private final class Traced {
    private let process: pid_t
    private(set) var done = 0

    init(_ words: [String]) throws {
        var arguments = ([Proof.programs + "/DeathProbe"] + words).map { strdup($0) }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        setenv("LD_BIND_NOW", "1", 1)
        process = tracer_start(arguments)
        guard process > 0 else { throw POSIXError(.ECHILD) }
    }

    /// Calls `body` with one more stride each time, until it reports that the program reached its
    /// end.
    static func eachDeath(stride: Int, _ body: (Int) throws -> Bool) throws {
        var count = 1
        while try !body(count) { count += stride }
    }

    func runToMark() { #expect(tracer_run(process) == TRACER_MARK) }

    /// True when it came to its next mark.
    func step(_ count: Int) -> Bool { tracer_step(process, count, &done) == TRACER_MARK }
    func systemCalls(_ count: Int) -> Bool { tracer_syscalls(process, count, &done) == TRACER_MARK }
    func step(untilChange count: Int, of shared: SharedPages) -> Bool {
        tracer_step_changes(
            process, shared.ring, shared.board, SharedPages.size, count, &done) == TRACER_MARK
    }
    func kill() { tracer_kill(process) }

    /// Runs a probe to its end, and says how it ended.
    static func runUnmarked(_ words: [String]) -> Int32 {
        Proof.run([Proof.programs + "/DeathProbe"] + words + ["--unmarked"])
    }
}
