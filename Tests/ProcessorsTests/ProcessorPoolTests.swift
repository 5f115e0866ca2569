// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import PipeDoor
import Processors
import Testing

/// A pool on its own folder.
private final class PoolHome: @unchecked Sendable {
    let folder = PipeFolder(path: NSTemporaryDirectory() + "jukebox-pool-\(UUID().uuidString)")
    private let pool: ProcessorPool
    private let ended = DispatchSemaphore(value: 0)

    init(_ command: [String], parallel: Int = 4, timeout: Int64 = 10_000) throws {
        pool = try ProcessorPool(
            folder, command: command, parallel: parallel, timeoutMilliseconds: timeout)
        Thread.detachNewThread { [pool, ended] in
            try? pool.run { _ in }
            ended.signal()
        }
        let end = Date(timeIntervalSinceNow: 5)
        while Date() < end {
            if let pipe = try? NamedPipe.open(folder.orders, O_WRONLY) {
                _ = consume pipe
                break
            }
            usleep(2000)
        }
    }

    deinit { stop() }

    func stop() {
        pool.stop()
        ended.wait()
        ended.signal()
        try? FileManager.default.removeItem(atPath: folder.path)
    }

    func ask(_ text: String, within seconds: Int64 = 10) throws -> PipeAnswer {
        try PipeClient(folder).ask(Array(text.utf8), within: .seconds(seconds))
    }
}

@Suite struct `A command that is offered through pipes` {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `gives back what it said, what it complained of and its status`() throws {
        let pool = try PoolHome(["sh", "-c", "tr a-z A-Z; echo complaint >&2; exit 7"])

        let answer = try pool.ask("hello")

        #expect(text(answer.output) == "HELLO")
        #expect(text(answer.errors) == "complaint\n" && answer.status == 7)
    }

    @Test func `that is not there, or may not be run, is told as a shell tells it`() throws {
        let missing = try PoolHome(["no-such-command"]).ask("x")
        let forbidden = try PoolHome(["/etc/passwd"]).ask("x")

        #expect(
            missing.status == 127
                && text(missing.errors) == "no-such-command: No such file or directory\n")
        #expect(forbidden.status == 126 && text(forbidden.errors).contains("Permission denied"))
    }

    @Test func `that is killed tells by which signal`() throws {
        #expect(try PoolHome(["sh", "-c", "kill -TERM $$"]).ask("x").status == 128 + 15)
    }

    @Test func `is killed at its deadline, with all that it has started`() throws {
        let mark = NSTemporaryDirectory() + "jukebox-mark-\(UUID().uuidString)"
        let pool = try PoolHome(
            ["sh", "-c", "(sleep 2; touch \(mark)) & echo begun; sleep 60"], timeout: 300)
        let start = Date()

        let answer = try pool.ask("x")
        let took = Date().timeIntervalSince(start)
        usleep(2_200_000)

        #expect(answer.status == 124 && text(answer.output) == "begun\n" && took < 2)
        #expect(text(answer.errors).contains("the time is up"))
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test func `leaves nothing behind that outlives it`() throws {
        let mark = NSTemporaryDirectory() + "jukebox-mark-\(UUID().uuidString)"
        let pool = try PoolHome(["sh", "-c", "(sleep 1; touch \(mark)) & echo done"])

        let answer = try pool.ask("x")
        usleep(1_200_000)

        #expect(text(answer.output) == "done\n" && answer.status == 0)
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test func `is not waited for by what has slipped out of its group`() throws {
        let pool = try PoolHome(["sh", "-c", "setsid sleep 5 & echo done"])
        let start = Date()

        let answer = try pool.ask("x")

        #expect(text(answer.output) == "done\n" && answer.status == 0)
        #expect(Date().timeIntervalSince(start) < 4)
    }

    @Test func `may leave its input unread, or read it late`() throws {
        let big = String(repeating: "x", count: 1 << 20)

        #expect(try PoolHome(["true"]).ask(big).status == 0)
        let late = try PoolHome(["sh", "-c", "sleep 0.2; wc -c"]).ask(big)
        #expect(text(late.output).contains("1048576"))
    }

    @Test func `may say ten megabytes on both streams at once`() throws {
        let pool = try PoolHome([
            "sh", "-c",
            "head -c 10485760 /dev/zero & head -c 10485760 /dev/zero >&2 & cat >/dev/null; wait",
        ])

        let answer = try pool.ask(String(repeating: "y", count: 1 << 20), within: 60)

        #expect(answer.output.count == 10 << 20 && answer.errors.count == 10 << 20)
        #expect(answer.status == 0)
    }

    @Test func `that never stops talking is stopped`() throws {
        let answer = try PoolHome(["yes"]).ask("x", within: 60)

        #expect(answer.status == 137 && text(answer.errors).contains("more than 16 MiB"))
    }

    @Test func `runs many at once, and none sees another's text`() throws {
        let pool = try PoolHome(["sh", "-c", "sleep 0.3; cat"], parallel: 16)
        let answers = Answers()
        let start = Date()

        DispatchQueue.concurrentPerform(iterations: 16) { number in
            Thread.sleep(forTimeInterval: 0)
            if let answer = try? pool.ask("text \(number)") { answers.keep(number, answer) }
        }

        // However few threads ask at once, each has its own answer.
        #expect(answers.all.count == 16)
        for (number, answer) in answers.all { #expect(text(answer.output) == "text \(number)") }
        #expect(Date().timeIntervalSince(start) < 16 * 0.3 + 2)
    }

    @Test func `is taken in turns, however much one client asks`() throws {
        let log = NSTemporaryDirectory() + "jukebox-log-\(UUID().uuidString)"
        let pool = try PoolHome(["sh", "-c", "cat >> \(log); sleep 0.1"], parallel: 1)
        let client = PipeClient(pool.folder)
        for _ in 0..<100 { try client.send(Array("other ".utf8)) }

        let answer = try pool.ask("mine ", within: 30)

        #expect(answer.status == 0)
        let order = try String(contentsOfFile: log, encoding: .utf8).split(separator: " ")
        #expect(try #require(order.firstIndex(of: "mine")) < 50)
    }

    @Test func `is ended with its server`() throws {
        let mark = NSTemporaryDirectory() + "jukebox-mark-\(UUID().uuidString)"
        let pool = try PoolHome(["sh", "-c", "touch \(mark).begun; sleep 1; touch \(mark)"])
        Thread.detachNewThread {
            while !FileManager.default.fileExists(atPath: mark + ".begun") { usleep(2000) }
            pool.stop()
        }

        let answer = try? pool.ask("x", within: 3)
        usleep(1_100_000)

        #expect(answer == nil || answer?.status == 137)
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    private final class Answers: @unchecked Sendable {
        private let lock = NSLock()
        private var kept: [Int: PipeAnswer] = [:]
        var all: [Int: PipeAnswer] { lock.withLock { kept } }
        func keep(_ number: Int, _ answer: PipeAnswer) { lock.withLock { kept[number] = answer } }
    }
}
