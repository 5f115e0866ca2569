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
        let answer = try common.ask(
            .search(words, count: try Checked.count(count)), TrackListing.init)
        if common.json { return print(answer.json.line) }
        if answer.tracks.isEmpty { complain("nothing found for “\(words)”") }
        for track in answer.tracks {
            let album = track.album.plain()
            say(track.spoken + (album.isEmpty ? "" : "  (\(album))"))
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
                let answer = OrderAnswer.waiting(ticket, isUp: true)
                return common.json ? print(answer.json.line) : say("ticket \(ticket)")
            }
            while true {
                let question = Question.order(
                    ticket, until: .outcome(.finished), timeoutMilliseconds: 1000)
                let answer = try common.ask(question, { OrderAnswer($0) }, within: 10)
                if answer.outcome?.isTerminal == true {
                    finishLine()
                    let totals = try common.ask(.library, LibraryTotals.init)
                    let standing = Standing(answer: answer)
                    return try common.tell(standing, .outcome(.finished)) { _ in summary(totals) }
                }
                progress(try common.ask(.library, LibraryTotals.init))
            }
        }

        private func progress(_ totals: LibraryTotals) {
            guard !common.json, let scan = totals.scan else { return }
            let (read, total) = (scan.read, scan.toRead)
            if isatty(1) == 1 {
                let filled = total > 0 ? Int(30 * min(1, Double(read) / Double(total))) : 0
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
            let totals = try common.ask(.library, LibraryTotals.init)
            common.json ? print(totals.json.line) : say(summary(totals))
        }
    }
}

private func summary(_ totals: LibraryTotals) -> String {
    var text = "\(totals.tracks) tracks, \(totals.artists) artists, \(totals.albums) albums"
    if totals.unreadable > 0 { text += ", \(totals.unreadable) unreadable files" }
    if totals.away > 0 { text += ", \(totals.away) away" }
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
            let answer = try common.ask(.playlists(), PlaylistListing.init)
            if common.json { return print(answer.json.line) }
            for name in answer.names { say(name.plain()) }
        }
    }

    struct Show: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a playlist, and the lines that are skipped.")
        @Argument(help: "The playlist's name.") var name: String
        @OptionGroup var common: Common

        func act() throws {
            let answer = try common.answer(
                Asker.playlist(name, in: common.directory, within: .seconds(30)))
            if common.json { return print(answer.json.line) }
            for item in answer.items { say(item.text.plain()) }
            for problem in answer.problems {
                complain("\(name):\(problem.line): \(problem.text.plain())")
            }
        }
    }
}
