// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import OrderRing

extension CommandSpec {
    static let play = CommandSpec(
        "play", aliases: ["add"], summary: "Order music.",
        details: """
            The words are a sentence in English or Japanese: music, and perhaps a room and a mode \
            (“next”, “now”). Files and folders are ordered one by one; “-” reads them from stdin, a \
            line each. A lone number plays that position of the queue, \
            if there is one.

            Waits up to a quarter of a second for the names, to print what was chosen. With --wait \
            it waits for playback and ends as “jukebox wait” does.
            """,
        arguments: [
            ArgumentSpec(
                "MUSIC", .any, help: "A sentence, files and folders, or a position in the queue.",
                completion: .several([.names("music"), .files]))
        ],
        options: PlayOption.all,
        examples: [
            Example("play yesterday by the beatles in the kitchen next", "a sentence"),
            Example("play --album \"Abbey Road\" --now", "an album, at once"),
            Example("play --playlist Morning --replace", "in place of the queue"),
            Example("play ~/Music/*.mp3 --to study", "files, in this order"),
            Example("play キッチンで天体観測をかけて", "a sentence in Japanese"),
        ],
        act: play)

    @Sendable private static func play(_ session: Session) throws {
        let line = session.line
        var order = try PlayOption.order(line)
        let wanted = try PlayOption.request(line)
        guard line.words.isEmpty || wanted.isEmpty else {
            throw line.usage("give either free words or named ones, not both")
        }
        guard !line.words.isEmpty || !wanted.isEmpty else {
            throw line.usage("say what to play, or “resume” to go on after a pause")
        }
        if wanted.isEmpty, order.mode == .append, line.words.count == 1, line.words[0].isUTF8,
            try session.jumped(to: line.texts())
        {
            return
        }
        var requests = try requests(line, wanted)
        var rooms = try session.destinations([])
        if requests.count == 1, !line.has(PlayOption.noWait),
            let choice = try Choice.made(for: requests[0], in: rooms.first ?? nil, session)
        {
            requests = [choice.request]
            if order.mode == .append, let mode = choice.mode { order.mode = mode }
            if rooms == [nil], let room = choice.destination { rooms = [room] }
        }
        guard requests.count * rooms.count == 1 || order.idempotencyKey == nil else {
            throw line.usage("--idempotency-key is for one order, and this line places several")
        }
        let placing = Placing(
            session: session, goal: try WaitOption.goal(line, PlayOption.wait),
            timeout: try line.seconds(WaitOption.timeout, in: 0...Checked.longestWait) ?? 3600)
        try placing.place(orders(requests, rooms, like: order))
    }

    private static func requests(
        _ line: ParsedLine, _ wanted: Order.Request
    ) throws -> [Order.Request] {
        if line.words.isEmpty { return [wanted] }
        if let paths = try PlayedPaths(line) { return paths.requests }
        return [try sentence(line)]
    }

    /// The orders that make some music play in its order, in each room.
    ///
    /// What goes directly after the current song is placed from the last to the first.
    static func orders(
        _ requests: [Order.Request], _ rooms: [DestinationName?], like order: Order
    ) -> [Order] {
        let first = requests.prefix(1).map { ($0, order.mode) }
        let rest: [(Order.Request, Order.Mode)] =
            switch order.mode {
            case .append, .replace: requests.dropFirst().map { ($0, .append) }
            case .next, .now: requests.dropFirst().reversed().map { ($0, .next) }
            }
        return (order.mode == .next ? rest + first : first + rest).flatMap { request, mode in
            rooms.map { room in
                var order = order
                order.verb = .play(request)
                order.mode = mode
                order.destination = room
                return order
            }
        }
    }

    private static func sentence(_ line: ParsedLine) throws -> Order.Request {
        let text = try line.texts().joined(separator: " ")
        if let problem = Checked.problem(text, "the sentence") { throw line.usage(problem) }
        return Order.Request(query: text)
    }
}
