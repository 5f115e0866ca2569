// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel

extension CommandSpec {
    static let playlist = CommandSpec(
        "playlist", aliases: ["playlists"], summary: "List, show, save and add to playlists.",
        details: """
            A playlist is a file with one path per line (M3U, M3U8), in the folder that the setting \
            paths.playlists names. Files are written with your own rights.
            """,
        examples: [
            Example("playlist", "the names of all playlists"),
            Example("playlist save Party", "the queue as a new playlist"),
            Example("play --playlist Morning", "plays one"),
        ],
        subcommands: [playlistList, playlistShow, playlistSave, playlistAdd]
    ) { try listPlaylists($0) }

    private static let playlistList = CommandSpec(
        "list", aliases: ["ls"], summary: "List the playlists.",
        examples: [Example("playlist list", "one name per line")]
    ) { try listPlaylists($0) }

    private static func listPlaylists(_ session: Session) throws {
        let answer = try session.ask(.playlists(), PlaylistListing.init)
        session.show(answer.json) { answer.names.map { $0.plain() }.joined(separator: "\n") }
    }

    /// The argument that names a playlist.
    static let playlistName = ArgumentSpec(
        "NAME", help: "The playlist’s name.", completion: .names("playlists"))
}
