// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel

extension CommandSpec {
    static let queue = CommandSpec(
        "queue", aliases: ["ls", "list"], summary: "Show what will play.",
        arguments: [
            ArgumentSpec(
                "ROOM", .any, help: "The room; without it, the default room.",
                completion: .names("rooms"))
        ],
        options: [CommonOption.to],
        examples: [Example("queue", "the queue of the default room")],
        subcommands: rows(.clear, .remove, .move)
    ) { session in
        for name in try session.destinations(session.line.texts()) {
            let answer = try session.answer(
                Asker.queue(of: name, in: session.directory, within: .seconds(30)))
            session.show(answer.json) {
                if answer.entries.isEmpty {
                    return "the queue of \(answer.destination.plain()) is empty"
                }
                return answer.entries.map { "\($0.entry ?? 0)\t\($0.spoken)" }
                    .joined(separator: "\n")
            }
        }
    }
}
