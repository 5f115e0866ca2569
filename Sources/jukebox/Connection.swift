// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import Glibc
import JukeboxModel
import LinuxSystem
import OrderRing

/// The words that end a command early, with their exit status (sysexits.h).
struct Failure: Error {
    var status: Int32
    var text: String

    static func usage(_ text: String) -> Failure { Failure(status: 64, text: text) }
    static func noJukebox(_ text: String) -> Failure { Failure(status: 69, text: text) }
    static func refused(_ text: String) -> Failure { Failure(status: 65, text: text) }
    static let timeUp = Failure(status: 124, text: "time is up")
    static let down = Failure.noJukebox(
        "the jukebox is not running; only orders can be left for it")
}

/// Options that every subcommand has.
struct Common: ParsableArguments {
    @Option(help: "The runtime directory of the jukebox (JUKEBOX_RUNTIME_DIR).")
    var runtime: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// Which jukebox: the one that was named, else ours, else the service.
    var directory: String {
        if let runtime { return runtime }
        if let named = variable("JUKEBOX_RUNTIME_DIR") { return named }
        let own = RuntimeDirectory.own(session: variable("XDG_RUNTIME_DIR"), uid: getuid())
        for folder in [own, RuntimeDirectory.byHand(uid: getuid())]
        where access(folder + "/ring", F_OK) == 0 { return folder }
        return RuntimeDirectory.service
    }

    private func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    func attach() throws -> Attachment {
        do throws(RingError) {
            return try Attachment(directory: directory)
        } catch {
            throw Failure.noJukebox(error.description)
        }
    }

    func ask<Answer>(
        _ question: Question, _ read: (JSON) -> Answer?, within seconds: Double = 5
    ) throws -> Answer {
        try answer(askOnce(question, read, within: .milliseconds(Int64(seconds * 1000))))
    }

    /// The daemon's answer; fails if there is none, or if it names an error.
    func answer<Answer>(_ result: Result<Answer, AskFailure>) throws -> Answer {
        switch result {
        case .success(let answer): return answer
        case .failure(let why):
            // The error of an attachment says where the ring was looked for.
            let isAlive = why == .notRunning ? try attach().daemonIsAlive : true
            throw why.failure(isAlive: isAlive)
        }
    }

    /// Asks once.
    func askOnce<Answer>(
        _ question: Question, _ read: (JSON) -> Answer?, within span: MonotonicTime.Span
    ) -> Result<Answer, AskFailure> {
        Asker.ask(question, read, in: directory, within: span)
    }

    /// Puts an order into the ring; a full one is said at once.
    func send(_ order: Order) throws -> (receipt: Receipt, isUp: Bool) {
        let attachment = try attach()
        let result: Attachment.Enqueued
        do throws(RingError) {
            result = try attachment.enqueue(order, urgent: order.verb.isCommand)
        } catch {
            throw Failure.noJukebox(error.description)
        }
        let isUp = attachment.daemonIsAlive
        switch result {
        case .acknowledged(let receipt): return (receipt, isUp)
        case .full, .commandStands:
            throw Failure(
                status: 75,
                text: isUp
                    ? "the ring is full; try again in a moment"
                    : "the ring is full, and the jukebox is not running")
        case .tooLong:
            throw Failure.refused("the order is too long: \(OrderCoding.limit) bytes is the most")
        }
    }
}

/// A subcommand: says its failure on stderr and ends with the status that fits.
protocol Subcommand: ParsableCommand {
    func act() throws
}

extension Subcommand {
    func run() throws {
        do {
            try act()
        } catch let failure as Failure {
            complain(failure.text)
            throw ExitCode(failure.status)
        }
    }
}
