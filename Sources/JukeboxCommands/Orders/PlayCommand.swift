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
            line each. A lone number plays that position of the queue.

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
        var requests: [Order.Request]
        if line.words.isEmpty {
            requests = [wanted]
        } else if let paths = try PlayedPaths(line) {
            requests = paths.requests
        } else {
            requests = [try sentence(line)]
        }
        let placing = Placing(
            session: session, goal: try WaitOption.goal(line, PlayOption.wait),
            timeout: try line.seconds(WaitOption.timeout, in: 0...Checked.longestWait) ?? 3600)
        var rooms = try session.destinations([])
        if requests.count == 1, !line.has(PlayOption.noWait),
            let choice = try Choice.made(for: requests[0], in: rooms.first ?? nil, session)
        {
            requests = [choice.request]
            if order.mode == .append, let mode = choice.mode { order.mode = mode }
            if rooms == [nil], let room = choice.destination { rooms = [room] }
        }
        var orders: [Order] = []
        for request in requests {
            for room in rooms {
                order.verb = .play(request)
                order.destination = room
                orders.append(order)
            }
            if order.mode != .next { order.mode = .append }
        }
        try placing.place(orders)
    }

    private static func sentence(_ line: ParsedLine) throws -> Order.Request {
        let text = try line.texts().joined(separator: " ")
        if let problem = Checked.problem(text, "the sentence") { throw line.usage(problem) }
        return Order.Request(query: text)
    }
}
