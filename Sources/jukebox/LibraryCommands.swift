// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import Glibc
import JukeboxModel
import OrderRing

struct Search: Subcommand {
    static let configuration = CommandConfiguration(
        abstract: "Search titles, artists and albums.", discussion: "  jukebox search beat")
    @Argument(help: "Part of a name.") var words: [String]
    @Option(help: "How many at most.") var count = 50
    @OptionGroup var common: Common

    func act() throws {
        let words = words.joined(separator: " ")
        let answer = try common.ask(.search(words, count: try Checked.count(count)))
        if common.json { return print(answer.line) }
        let tracks = answer["tracks"]?.elements ?? []
        if tracks.isEmpty { complain("nothing found for “\(words)”") }
        for track in tracks {
            let album = track["album"]?.string?.plain() ?? ""
            say(TrackAnswer(track).spoken + (album.isEmpty ? "" : "  (\(album))"))
        }
    }
}

struct Library: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look after the catalogue.", subcommands: [Update.self, Stats.self])

    struct Update: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: Order.Verb.Kind.update.row?.help ?? "")
        @Flag(help: "Forget the tracks of folders that are away.") var prune = false
        @Flag(help: "Do not wait for the end.") var noWait = false
        @OptionGroup var common: Common

        func act() throws {
            let receipt = try common.sendCommand(.updateLibrary(prune: prune))
            let ticket = Ticket(receipt.ticket)
            guard !noWait else {
                let answer = JSON.acknowledged(ticket.number, isUp: true)
                return common.json ? print(answer.line) : say("ticket \(ticket)")
            }
            while true {
                let question = Question.order(
                    ticket, until: .outcome(.finished), timeoutMilliseconds: 1000)
                let answer = try common.ask(question, within: 10)
                if Outcome(word: answer["outcome"]?.string ?? "")?.isTerminal == true {
                    finishLine()
                    let totals = try common.ask(.library)
                    let standing = Standing(answer: answer)
                    return try common.tell(standing, .outcome(.finished)) { _ in summary(totals) }
                }
                progress(try common.ask(.library))
            }
        }

        private func progress(_ answer: JSON) {
            guard !common.json, let scan = answer["scan"], scan != .null else { return }
            let read = scan["read"]?.int ?? 0
            let total = scan["to_read"]?.int ?? 0
            if isatty(1) == 1 {
                let filled = total > 0 ? Int(30 * read / total) : 0
                let bar =
                    String(repeating: "#", count: filled)
                    + String(repeating: ".", count: 30 - filled)
                print("\r[\(bar)] \(read) of \(total) files", terminator: "")
            } else {
                say("\(read) of \(total) files read")
            }
            fflush(nil)
        }

        private func finishLine() {
            if !common.json, isatty(1) == 1 { print("\r\u{1B}[K", terminator: "") }
        }
    }

    struct Stats: Subcommand {
        static let configuration = CommandConfiguration(abstract: "Say how much music there is.")
        @OptionGroup var common: Common

        func act() throws {
            let answer = try common.ask(.library)
            common.json ? print(answer.line) : say(summary(answer))
        }
    }
}

private func summary(_ totals: JSON) -> String {
    func count(_ name: String) -> Int64 { totals[name]?.int ?? 0 }
    var text = "\(count("tracks")) tracks, \(count("artists")) artists, \(count("albums")) albums"
    if count("unreadable") > 0 { text += ", \(count("unreadable")) unreadable files" }
    if count("away") > 0 { text += ", \(count("away")) away" }
    return text
}

struct Playlist: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the playlist files.", subcommands: [List.self, Show.self],
        defaultSubcommand: List.self)

    struct List: Subcommand {
        static let configuration = CommandConfiguration(abstract: "List the playlists.")
        @OptionGroup var common: Common

        func act() throws {
            let answer = try common.ask(.playlists)
            if common.json { return print(answer.line) }
            for name in answer["playlists"]?.elements ?? [] { say(name.string?.plain() ?? "") }
        }
    }

    struct Show: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a playlist, and the lines that are skipped.")
        @Argument(help: "The playlist's name.") var name: String
        @OptionGroup var common: Common

        func act() throws {
            let answer = try common.ask(.playlist(name))
            if common.json { return print(answer.line) }
            for item in answer["items"]?.elements ?? [] {
                say(item["path"]?.string?.plain() ?? "")
            }
            for problem in answer["problems"]?.elements ?? [] {
                complain(
                    "\(name):\(problem["line"]?.int ?? 0): \(problem["text"]?.string?.plain() ?? "")"
                )
            }
        }
    }
}
