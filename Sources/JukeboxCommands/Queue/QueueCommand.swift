// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import Terminal

extension CommandSpec {
    static let queue = CommandSpec(
        "queue", aliases: ["list"], summary: "Show what will play.",
        details: """
            The numbers are positions: 1 is the next to play. “remove”, “move” and “jump” take them. \
            With --json, each song has its entry too, which stays the same when the song moves.
            """,
        arguments: [.room], options: [CommonOption.to],
        examples: [
            Example("queue", "the queue of the default room"),
            Example("queue all", "the queues of all rooms"),
        ],
        subcommands: rows(.clear, .crop, .shuffle, .undo) + [remove, move, jump]
    ) { session in
        var isFirst = true
        for name in try session.destinations(session.line.texts()) {
            let answer = try session.answer(
                Asker.queue(
                    of: name, isBrief: !session.json, in: session.directory, within: .seconds(5)))
            session.show(answer.json) { scene in
                let lines = QueueView(answer, session.room(answer.destination), scene).lines
                return isFirst ? lines : [Line()] + lines
            }
            isFirst = false
        }
    }
}

extension ArgumentSpec {
    /// A room after everything else.
    static let room = ArgumentSpec(
        "ROOM", .any,
        help: "The room; several with commas, or “all”. Without it, the default room.",
        completion: .names("rooms"))
}
