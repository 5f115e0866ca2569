// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Glibc
import JukeboxModel

@main
struct JukeboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jukebox",
        abstract: "Orders music, and shows what plays.",
        discussion: """
              jukebox play --title Yesterday --to kitchen
              jukebox play yesterday by the beatles
              jukebox pause        jukebox volume 40      jukebox status
              jukebox queue        jukebox search beat
              jukebox wait 7 --for finished

            Exit status: 0 done, or the goal is reached; 64 wrong usage; 65 refused, or ended
            otherwise (skipped, failed, cancelled, superseded, expired); 66 only partly heard;
            69 no jukebox here; 75 full, try again; 124 time is up. “play” without --wait ends with 0
            once the order has a ticket, unless the order is refused.
            """,
        version: jukeboxVersion,
        subcommands: Order.Verb.Kind.allCases.compactMap(\.subcommand) + [
            Queue.self, ShowOrder.self, Orders.self, Wait.self, Status.self, Search.self,
            Destinations.self, Library.self, Playlist.self, RingCommand.self, PipeCommand.self,
        ])

    /// Lets `volume -12dB` and `seek -10` do without `--`: a hyphen before a digit is a minus sign.
    static func main() {
        var words = CommandLine.arguments.dropFirst().map { word in
            word.first == "-" && word.dropFirst().first?.isNumber == true
                ? "\u{2212}" + word.dropFirst() : word
        }
        // Said before the subcommand, it means the same as behind it.
        if words.first == "--runtime", words.count > 2 {
            setenv("JUKEBOX_RUNTIME_DIR", words[1], 1)
            words.removeFirst(2)
        }
        // Most calls are orders from scripts: they are read without the tree of all commands, which
        // costs a millisecond. Whatever is not plainly one (help, a mistake) goes the long way.
        if words.first == "play", let order = try? Play.parse(Array(words.dropFirst())) {
            do { try order.run() } catch { Play.exit(withError: error) }
            return
        }
        let names = configuration.subcommands.flatMap { command in
            [command._commandName] + command.configuration.aliases
        }
        if let first = words.first, first.first != "-", !(names + ["help"]).contains(first) {
            complain(
                "“\(first)” is not a command\(nearest(to: first, names)); there are: "
                    + names.joined(separator: ", "))
            Glibc.exit(64)
        }
        main(words)
    }

    /// `; did you mean “skip”?` for a word with one letter wrong, too many, missing or swapped.
    private static func nearest(to word: String, _ names: [String]) -> String {
        func cut(_ text: String) -> Set<String> {
            Set(text.indices.map { text.without(at: $0) } + [text])
        }
        let mine = cut(word)
        guard let name = names.first(where: { !mine.isDisjoint(with: cut($0)) }) else { return "" }
        return "; did you mean “\(name)”?"
    }
}

extension String {
    /// The text without the character at an index.
    fileprivate func without(at index: Index) -> String {
        String(self[..<index] + self[self.index(after: index)...])
    }
}
