// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import Glibc
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

/// The options that every command has.
enum CommonOption {
    static let runtime = OptionSpec(
        "runtime", value: "DIR",
        help: "The runtime directory of the jukebox; otherwise $JUKEBOX_RUNTIME_DIR.",
        completion: .folders)
    static let json = OptionSpec("json", help: "Print JSON.")
    static let quiet = OptionSpec("quiet", letter: "q", help: "Print nothing but errors.")
    static let all = [json, quiet, runtime]

    /// For the commands that take rooms.
    static let to = OptionSpec(
        "to", value: "ROOM",
        help: "The room; several with commas, or “all”. Without it, the default room.",
        completion: .names("rooms"))
}

/// One call of the program: which jukebox it speaks to, and how it answers.
struct Session {
    let line: ParsedLine
    /// The runtime directory of the jukebox.
    let directory: String

    var json: Bool { line.has(CommonOption.json) }
    var quiet: Bool { line.has(CommonOption.quiet) }

    init(_ line: ParsedLine) throws {
        self.line = line
        directory = try Self.directory(line.text(CommonOption.runtime))
    }

    /// Which jukebox: the one that was named, otherwise this user's, otherwise the service.
    private static func directory(_ named: String?) -> String {
        if let named = named ?? variable("JUKEBOX_RUNTIME_DIR") { return named }
        let own = RuntimeDirectory.own(session: variable("XDG_RUNTIME_DIR"), uid: getuid())
        for folder in [own, RuntimeDirectory.byHand(uid: getuid())]
        where access(folder + "/ring", F_OK) == 0 { return folder }
        return RuntimeDirectory.service
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    func attach() throws -> Attachment {
        do throws(RingError) {
            return try Attachment(directory: directory)
        } catch {
            throw Failure.noJukebox(error.description)
        }
    }

    /// Asks the daemon; fails if it does not answer, or names an error.
    func ask<Answer>(
        _ question: Question, _ read: (JSON) -> Answer?, within seconds: Double = 5
    ) throws -> Answer {
        try answer(askOnce(question, read, within: .milliseconds(Int64(seconds * 1000))))
    }

    /// The daemon's answer; fails without one, and if it names an error.
    func answer<Answer>(_ result: Result<Answer, AskFailure>) throws -> Answer {
        switch result {
        case .success(let answer): return answer
        case .failure(let why):
            // The error of an attachment says where the ring was looked for.
            let isAlive = why == .notRunning ? try attach().daemonIsAlive : true
            throw why.failure(isAlive: isAlive)
        }
    }

    func askOnce<Answer>(
        _ question: Question, _ read: (JSON) -> Answer?, within span: MonotonicTime.Span
    ) -> Result<Answer, AskFailure> {
        Asker.ask(question, read, in: directory, within: span)
    }

    /// Puts an order into the ring; a full one is a failure at once.
    func send(_ order: Order) throws -> (receipt: Receipt, isUp: Bool) {
        var order = order
        order.by = order.by ?? Self.label
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

    /// The login name, as the label of orders; the environment is faster than the user database.
    private static var label: String? {
        Order.label(from: variable("LOGNAME") ?? variable("USER") ?? Accounts.ownName)
    }

    /// Prints an answer: its JSON with --json, nothing with --quiet, otherwise its words.
    func show(_ answer: JSON, words: () -> String) {
        if json {
            printJSON(answer.line)
        } else if !quiet {
            let text = words()
            if !text.isEmpty { say(text) }
        }
    }
}

extension CommandSpec {
    /// Makes a command of the jukebox, which acts within a session.
    init(
        _ name: String, aliases: [String] = [], summary: String, details: String = "",
        arguments: [ArgumentSpec] = [], options: [OptionSpec] = [], examples: [Example] = [],
        subcommands: [CommandSpec] = [], passesWordsThrough: Bool = false,
        act: @escaping @Sendable (Session) throws -> Void
    ) {
        self.init(
            name, aliases: aliases, summary: summary, details: details, arguments: arguments,
            options: options, examples: examples, subcommands: subcommands,
            passesWordsThrough: passesWordsThrough,
            run: { line in try act(Session(line)) })
    }
}
