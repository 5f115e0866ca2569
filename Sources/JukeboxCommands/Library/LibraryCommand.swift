// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import Glibc
internal import JSONLines
internal import JukeboxModel

extension CommandSpec {
    static let library = CommandSpec(
        "library", summary: "Look after the catalogue of the music.",
        examples: [Example("library update", "look for new music")],
        subcommands: [libraryUpdate, libraryStats]
    ) { try stats($0) }

    private static let prune = OptionSpec(
        "prune", help: "Forget the tracks of folders that are away.")
    private static let noWait = OptionSpec("no-wait", help: "Do not wait for the end.")

    private static let libraryStats = CommandSpec(
        "stats", summary: "Show how much music there is.",
        examples: [Example("library stats", "counts of tracks, artists and albums")]
    ) { try stats($0) }

    private static func stats(_ session: Session) throws {
        let totals = try session.ask(.library, LibraryTotals.init)
        session.show(totals.json) { summary(totals) }
    }

    static let libraryUpdate = CommandSpec(
        "update", summary: "Look for new, changed and removed music.", options: [prune, noWait],
        examples: [Example("library update", "waits for the end, with a progress bar")]
    ) { session in
        let ticket = try session.sendCommand(
            .updateLibrary(prune: session.line.has(prune)))
        guard !session.line.has(noWait) else {
            let answer = OrderAnswer.waiting(ticket, isUp: true)
            return session.show(answer.json) { "ticket \(ticket)" }
        }
        let question = Question.order(
            ticket, until: .outcome(.finished), timeoutMilliseconds: 1000)
        while true {
            let answer = try session.ask(question, { OrderAnswer($0) }, within: 10)
            guard answer.outcome?.isTerminal == true else {
                progress(session, try session.ask(.library, LibraryTotals.init))
                continue
            }
            finishLine(session)
            let totals = try session.ask(.library, LibraryTotals.init)
            let standing = Standing(answer: answer)
            return try session.tell(standing, .outcome(.finished)) { _ in summary(totals) }
        }
    }

    private static func progress(_ session: Session, _ totals: LibraryTotals) {
        guard !session.json, !session.quiet, let scan = totals.scan else { return }
        let (read, total) = (scan.read, scan.toRead)
        if isatty(1) == 1 {
            let filled = total > 0 ? Int(30 * min(1, Double(read) / Double(total))) : 0
            let bar =
                String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
            print("\r[\(bar)] \(read) of \(total) files", terminator: "")
        } else {
            say("\(read) of \(total) files read")
        }
        fflush(nil)
    }

    private static func finishLine(_ session: Session) {
        if !session.json, isatty(1) == 1 { print("\r\u{1B}[K", terminator: "") }
    }

    private static func summary(_ totals: LibraryTotals) -> String {
        var text = "\(totals.tracks) tracks, \(totals.artists) artists, \(totals.albums) albums"
        if totals.unreadable > 0 { text += ", \(totals.unreadable) unreadable files" }
        if totals.away > 0 { text += ", \(totals.away) away" }
        return text
    }
}
