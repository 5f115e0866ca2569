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

            Waits a moment for the names, so that it can say what it chose; never for playback,
            unless told: --wait finished.
            """)

    @Argument(help: "A sentence: what, by whom, in which room; as one would say it.")
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
    @Option(help: "Seconds that it may wait for the device.") var expire: UInt32?
    @Option(help: "Your own name for this order: a second one of that name is none.")
    var idempotencyKey: String?
    @Option(help: "Wait for: resolved, queued, playing, finished, durable.") var wait: String?
    @Option(help: "At most so many seconds, with --wait.") var timeout: Double = 3600
    @OptionGroup var common: Common

    func validate() throws {
        if [next, now, replace].filter({ $0 }).count > 1 {
            throw ValidationError("choose one of --next, --now and --replace")
        }
        if !words.isEmpty, [title, artist, album, playlist, path].contains(where: { $0 != nil }) {
            throw ValidationError("give either free words or named ones, not both")
        }
        if let wait, Question.Goal(word: wait) == nil {
            throw ValidationError("“\(wait)” is nothing to wait for")
        }
        if wanted.isEmpty { throw ValidationError("say what to play; --help shows how") }
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
            .play(wanted), destination: to.map(DestinationName.init), mode: mode,
            durable: durable, expirySeconds: expire, idempotencyKey: idempotencyKey)
        let sent = try common.send(order)
        if noWait {
            let members: JSON = [
                "ticket": .int(Int64(sent.receipt.ticket)), "outcome": "acknowledged",
                "reason": nil, "daemon": .string(sent.isUp ? "up" : "down"),
                "destination": JSON(to), "track_count": 0, "tracks": [], "alternatives": [],
            ]
            print(common.json ? members.line : "ticket \(sent.receipt.ticket)")
            return
        }
        var goal = Question.Goal.outcome(.queued)
        if durable { goal = .durable }
        if let named = wait.flatMap(Question.Goal.init) { goal = named }
        let seconds = wait != nil ? timeout : durable ? 5 : 0.25
        try common.tell(
            sent.receipt, isUp: sent.isUp, until: goal, within: seconds, words: describe)
    }

    private func describe(_ answer: JSON) -> String {
        let ticket = answer["ticket"]?.int ?? 0
        let count = answer["track_count"]?.int ?? 0
        let first = answer["tracks"]?.elements.first.map(DestinationStatus.spoken) ?? "nothing yet"
        let place = answer["destination"]?.string.map { " in \($0)" } ?? ""
        let more = count > 1 ? " and \(count - 1) more" : ""
        var text = "ticket \(ticket) \(answer["outcome"]?.string ?? "?"): \(first)\(more)\(place)"
        let others = answer["alternatives"]?.elements.compactMap(\.string) ?? []
        let skipped = answer["skipped_lines"]?.int ?? 0
        if skipped > 0 {
            let lines = skipped == 1 ? "1 line" : "\(skipped) lines"
            text += "\n  \(lines) of the playlist skipped; `jukebox playlist show` says why"
        }
        if !others.isEmpty { text += "\n  also: \(others.joined(separator: "; "))" }
        return text
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
