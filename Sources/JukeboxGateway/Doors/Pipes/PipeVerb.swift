// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// A verb of the requests in plain words, and the words that may follow it.
struct PipeVerb {
    let name: String
    /// The keys of `key=value`.
    let settings: [String]
    /// The meaning of free words.
    let free: Free

    enum Free: Equatable {
        /// A search for music.
        case music
        /// A room.
        case room
        /// The value of a command, and then perhaps a room.
        case command(Order.Verb.Kind)
        /// The number of an order.
        case ticket
        case nothing
    }

    /// The commands of the table that the pipes take: all but those of administrators.
    static let commands = Order.Verb.Kind.allCases.filter { kind in
        kind.row.map { $0.scope < .admin } ?? false
    }

    static let all =
        [
            PipeVerb(
                name: "play",
                settings: [
                    "title", "artist", "album", "playlist", "path", "query", "to", "mode",
                    "durable", "expire", "wait",
                ], free: .music)
        ]
        + commands.map { kind in
            PipeVerb(
                name: kind.word, settings: kind.row?.takesRoom == true ? ["to"] : [],
                free: .command(kind))
        } + [
            PipeVerb(name: "status", settings: ["to"], free: .room),
            PipeVerb(name: "queue", settings: ["to"], free: .room),
            PipeVerb(name: "search", settings: [], free: .music),
            PipeVerb(name: "order", settings: [], free: .ticket),
            PipeVerb(name: "wait", settings: ["for"], free: .ticket),
            PipeVerb(name: "help", settings: [], free: .nothing),
        ]

    /// Finds a verb by its word, or by an alias of a command.
    static func named(_ name: String) -> PipeVerb? {
        let word = Order.Verb.Kind(command: name)?.word ?? name
        return all.first { $0.name == word }
    }

    /// The verb that was probably meant: at most two letters differ, and not half of the word.
    static func nearest(to word: String) -> String? {
        let limit = min(2, word.count / 2)
        let near = all.compactMap { verb in
            Nearness.distance(word, verb.name, limit: limit).map { (distance: $0, name: verb.name) }
        }
        return near.min { $0.distance < $1.distance }?.name
    }

    /// The requests in plain words, for people.
    static let help = """
        play title=Yesterday artist=The Beatles to=kitchen     or: play yesterday by the beatles
          also album=, playlist=, path=, query=; mode=append, next, now or replace;
          durable=yes or no; expire=60 (seconds)
          wait=resolved, durable, playing or finished: answer when it is so; exit status 65 if it
          ended otherwise, 66 if only part of it was heard, 124 when the time is up
        \(commands.compactMap(\.row).map(line).joined(separator: "\n"))
          with a room behind it: pause living room, volume 40 study, next to=kitchen
        status, status kitchen, queue, queue kitchen
        search beat, order 12, wait 12 for=finished
        A command may also be a sentence: turn it up in the kitchen, what's playing, 止めて
        A value with = in it stands in quotes: play title="x=y"

        """

    /// Returns the help of a command: its word, examples of its value, and its description.
    private static func line(_ row: CommandRow) -> String {
        let words = ([row.word] + row.aliases).joined(separator: ", ")
        let text = "\(words) \(row.value.examples.joined(separator: " | "))"
        let gap = String(repeating: " ", count: max(0, 28 - text.count))
        return "\(text)\(gap)  \(row.help)"
    }
}
