// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel

/// A request to play, in JSON: the order, and how long to wait for its names.
struct OrderRequest: Equatable {
    var order: Order
    /// Milliseconds; nil is the setting's.
    var wait: Int?
}

extension OrderRequest {
    static let known =
        "title, artist, album, playlist, path, query, destination, mode, durable, expire_s, wait_ms"

    /// The longest wait for a goal, in milliseconds: 10 minutes, well below the limits of proxies
    /// that allow long requests.
    static let longestWait: Int64 = 600_000
    /// The wait for a goal if the request names none, in milliseconds.
    static let usualGoalWait: Int64 = 10_000

    /// The goals to wait for.
    static let goals = ["resolved", "queued", "playing", "finished", "durable"]

    /// Reads a goal to wait for.
    static func goal(_ word: String?) throws(DeskError) -> Question.Goal? {
        guard let word else { return nil }
        guard goals.contains(word),
            let goal = Question.Goal(word: word)
        else {
            throw .invalid(
                "“\(word)” is not a goal; wait for resolved, queued, playing, finished or durable")
        }
        return goal
    }

    /// Reads a JSON object.
    init(_ bytes: [UInt8], idempotencyKey: String? = nil) throws(DeskError) {
        var body = try RequestBody(bytes)
        let wanted = Order.Request(
            title: try body.text("title"), artist: try body.text("artist"),
            album: try body.text("album"), playlist: try body.text("playlist"),
            path: try body.text("path", atMost: 4096, exact: true).map { EscapedPath(escaped: $0) },
            query: try body.text("query"))
        var mode = Order.Mode.append
        if let word = try body.text("mode") {
            guard let known = Order.Mode(word: word) else {
                throw .invalid("“mode” is “\(word)”; it must be append, next, now or replace")
            }
            mode = known
        }
        order = Order(
            .play(wanted),
            destination: try body.text("destination", atMost: 60).map(DestinationName.init),
            mode: mode, durable: try body.flag("durable") ?? false,
            expirySeconds: try body.whole("expire_s", 1...86_400).map(UInt32.init),
            idempotencyKey: idempotencyKey)
        wait = try body.whole("wait_ms", 0...10_000).map { Int($0) }
        try body.finish(known: Self.known)
        guard !wanted.isEmpty else {
            throw .invalid(
                "nothing is ordered; give at least one of title, artist, album, playlist, path, query"
            )
        }
    }

    /// Reads an Idempotency-Key header, with or without quotation marks.
    static func key(_ header: String?) throws(DeskError) -> String? {
        guard var key = header else { return nil }
        if key.count >= 2, key.first == "\"", key.last == "\"" {
            key = String(key.dropFirst().dropLast())
        }
        guard (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
        else {
            throw .invalid("Idempotency-Key must be 1 to 255 visible ASCII characters")
        }
        return key
    }
}
