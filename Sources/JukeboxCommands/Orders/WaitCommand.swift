// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JukeboxModel

extension CommandSpec {
    private static let goal = OptionSpec(
        "for", value: "GOAL", help: "resolved, queued, playing, finished (the default) or durable.",
        completion: .words(WaitOption.goals))

    static let wait = CommandSpec(
        "wait", summary: "Wait until an order has reached a goal.",
        details: """
            Ends with 0 when the goal is reached; 65 when the order ended otherwise (skipped, failed, \
            cancelled, superseded, expired, refused), 66 when only part of it was heard; 69 without \
            a jukebox at the end of the time, 75 when it has too many clients, 124 when the time is \
            up. Keeps waiting while the jukebox restarts. “finished” means that everything that was \
            ordered was heard to its end.
            """,
        arguments: [.ticket], options: [goal, WaitOption.timeout],
        examples: [
            Example("wait 7 && echo heard", "wait until all of it was heard"),
            Example("wait 7 --for playing --timeout 5", "wait for its first sound, 5 s at most"),
        ]
    ) { session in
        let line = session.line
        let wanted = try WaitOption.goal(line, goal) ?? .outcome(.finished)
        let timeout = try line.seconds(WaitOption.timeout, in: 0...Checked.longestWait) ?? 3600
        let standing = try session.wait(
            for: try Checked.ticket(line), until: wanted, within: timeout, isOurs: false)
        try session.tell(standing, wanted) { _ in nil }
    }
}

/// The options of waiting, for `wait` and `play`.
enum WaitOption {
    static let goals = ["resolved", "queued", "playing", "finished", "durable"]
    static let timeout = OptionSpec(
        "timeout", value: "SECONDS", help: "The longest wait, up to 86400; 3600.")

    static func goal(_ line: ParsedLine, _ option: OptionSpec) throws -> Question.Goal? {
        guard let text = try line.text(option) else { return nil }
        guard let goal = Question.Goal(word: text) else {
            throw line.usage(
                "“\(text)” cannot be waited for; say \(Listing.either(goals))"
                    + Nearest.hint(text, goals))
        }
        return goal
    }
}
