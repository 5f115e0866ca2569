// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import Glibc
import JukeboxModel
import OrderRing

struct Play: Subcommand {
    static let configuration = CommandConfiguration(
        abstract: "Order music.",
        discussion: """
              jukebox play --artist "The Beatles" --title Yesterday --to kitchen
              jukebox play --album "Abbey Road" --now
              jukebox play --playlist Morning --replace
              jukebox play yesterday by the beatles in the kitchen next
              jukebox play キッチンで天体観測をかけて       a sentence, in English or Japanese

            Waits a moment for the names, so that it can say what it chose, and for playback only
            with --wait: --wait finished. Then it ends as “jukebox wait” does: 0 when the goal is
            reached, 65 when the order ended otherwise, 66 when only part of it was heard, 69 when
            there is no jukebox at the end of the time, 124 when the time is up.
            """)

    @Argument(help: "A sentence: music, a room, or a command such as “turn it up”.")
    var words: [String] = []
    @Option(help: "A song's name.") var title: String?
    @Option(help: "Who plays it.") var artist: String?
    @Option(help: "The record it is on.") var album: String?
    @Option(help: "A playlist's name.") var playlist: String?
    @Option(help: "A file or folder inside the music directories.") var path: String?
    @Option(help: "The destination; without it, the default one.") var to: String?
    @Flag(help: "Behind what plays, before the rest of the queue.") var next = false
    @Flag(help: "At once; afterwards the queue goes on.") var now = false
    @Flag(help: "At once, in place of all that is queued.") var replace = false
    @Flag(help: "Do not even wait for the names.") var noWait = false
    @Flag(help: "On the disk before this command ends.") var durable = false
    @Option(help: "Seconds that it may wait for the device, up to 86400.") var expire: UInt32?
    @Option(help: "Your own name for this order; a repeat with the same name is not placed again.")
    var idempotencyKey: String?
    @Option(help: "Wait for: resolved, queued, playing, finished, durable.") var wait: String?
    @Option(help: "The longest wait in seconds, with --wait.") var timeout: Double = 3600
    @OptionGroup var common: Common

    func validate() throws {
        if [next, now, replace].filter({ $0 }).count > 1 {
            throw ValidationError("choose one of --next, --now and --replace")
        }
        if !words.isEmpty, [title, artist, album, playlist, path].contains(where: { $0 != nil }) {
            throw ValidationError("give either free words or named ones, not both")
        }
        if let wait, Question.Goal(word: wait) == nil {
            throw ValidationError(
                "“\(wait)” cannot be waited for; say resolved, queued, playing, finished or durable"
            )
        }
        if wanted.isEmpty { throw ValidationError("say what to play; --help shows how") }
        let names = [
            ("the sentence", words.isEmpty ? nil : words.joined(separator: " ")),
            ("--title", title), ("--artist", artist), ("--album", album),
            ("--playlist", playlist), ("--to", to), ("--idempotency-key", idempotencyKey),
        ]
        for case (let what, let text?) in names {
            if let problem = Checked.problem(text, what) { throw ValidationError(problem) }
        }
        if path?.isEmpty == true { throw ValidationError("--path is empty") }
        if let problem = Checked.problem(timeout: timeout) { throw ValidationError(problem) }
        if let expire, !(1...86_400).contains(expire) {
            throw ValidationError("--expire takes 1 to 86400 seconds")
        }
    }

    private var wanted: Order.Request {
        Order.Request(
            title: title, artist: artist, album: album, playlist: playlist,
            path: path.map { EscapedPath(bytes: argumentBytes($0)) },
            query: words.isEmpty ? nil : words.joined(separator: " "))
    }

    private var mode: Order.Mode {
        if now { return .now }
        if replace { return .replace }
        return next ? .next : .append
    }

    func act() throws {
        let order = Order(
            .play(wanted), destination: try common.destination(to), mode: mode,
            durable: durable, expirySeconds: expire, idempotencyKey: idempotencyKey)
        let sent = try common.send(order)
        let ticket = Ticket(sent.receipt.ticket)
        var acknowledged = OrderAnswer.waiting(ticket, isUp: sent.isUp)
        acknowledged.destination = to
        if noWait { return common.json ? print(acknowledged.json.line) : say("ticket \(ticket)") }
        if let goal = wait.flatMap(Question.Goal.init) {
            let standing = try common.wait(
                for: ticket, until: goal, within: timeout, isOurs: true)
            let isOnItsWay = standing.answer.outcome?.isTerminal != true
            // The ticket is shown also if the goal is not reached.
            if !common.json, isOnItsWay { say(OrderWords.standing(standing.answer)) }
            return try common.tell(standing, goal) { isOnItsWay ? nil : OrderWords.standing($0) }
        }
        guard sent.isUp else { return show(acknowledged) }
        var answer = try common.wait(
            for: ticket, until: .outcome(.queued), within: durable ? 5 : 0.25, isOurs: true
        ).answer
        let isBad = answer.outcome.map { Self.bad.contains($0) } ?? false
        if durable, !isBad {
            answer = try common.wait(
                for: ticket, until: .durable, within: 5, isOurs: true
            ).answer
        }
        if common.json || !isBad { show(answer) }
        if isBad { throw Failure.refused(OrderWords.end(answer)) }
    }

    /// The outcomes that may come at once and are failures.
    private static let bad: Set<Outcome> = [.refused, .failed, .expired]

    private func show(_ answer: OrderAnswer) {
        if common.json { print(answer.json.line) } else { say(OrderWords.standing(answer)) }
    }
}

/// The bytes of an argument as they were typed: a file's name need not be UTF-8, and a `String` of
/// it has been repaired.
func argumentBytes(_ argument: String) -> [UInt8] {
    for index in 1..<max(1, Int(CommandLine.argc)) {
        guard let raw = CommandLine.unsafeArgv[index] else { continue }
        let bytes = Array(UnsafeBufferPointer(start: raw, count: strlen(raw))).map(
            UInt8.init(bitPattern:))
        for prefix in ["", "--path="] {
            let value = bytes.dropFirst(prefix.utf8.count)
            if String(decoding: value, as: UTF8.self) == argument { return Array(value) }
        }
    }
    return Array(argument.utf8)
}
