// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel

extension CommandSpec {
    static let playlist = CommandSpec(
        "playlist", aliases: ["playlists"], summary: "Look at the playlist files.",
        examples: [Example("playlist show Morning", "its songs, and the lines that are skipped")],
        subcommands: [playlistList, playlistShow]
    ) { try listPlaylists($0) }

    private static let playlistList = CommandSpec(
        "list", aliases: ["ls"], summary: "List the playlists.",
        examples: [Example("playlist list", "one name per line")]
    ) { try listPlaylists($0) }

    private static func listPlaylists(_ session: Session) throws {
        let answer = try session.ask(.playlists(), PlaylistListing.init)
        session.show(answer.json) { answer.names.map { $0.plain() }.joined(separator: "\n") }
    }

    private static let playlistShow = CommandSpec(
        "show", summary: "Show a playlist, and the lines that are skipped.",
        arguments: [
            ArgumentSpec("NAME", help: "The playlist’s name.", completion: .names("playlists"))
        ],
        examples: [Example("playlist show Morning", "its songs, and the lines that are skipped")]
    ) { session in
        let name = try session.line.texts().first ?? ""
        let answer = try session.answer(
            Asker.playlist(name, in: session.directory, within: .seconds(30)))
        session.show(answer.json) { answer.items.map { $0.text.plain() }.joined(separator: "\n") }
        guard !session.json else { return }
        for problem in answer.problems {
            complain("\(name):\(problem.line): \(problem.text.plain())")
        }
    }
}
