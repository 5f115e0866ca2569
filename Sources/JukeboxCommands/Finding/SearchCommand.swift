// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel

extension CommandSpec {
    private static let count = OptionSpec("count", letter: "n", value: "N", help: "How many; 50.")

    static let search = CommandSpec(
        "search", summary: "Search titles, artists and albums.",
        arguments: [ArgumentSpec("WORD", .some, help: "Part of a name.")], options: [count],
        examples: [Example("search beat", "everything with “beat” in a name")]
    ) { session in
        let words = try session.line.texts().joined(separator: " ")
        let count = try session.line.number(count, in: 1...10_000) ?? 50
        let answer = try session.ask(.search(words, count: count), TrackListing.init)
        session.show(answer.json) {
            answer.tracks.map { track in
                let album = track.album.plain()
                return track.spoken + (album.isEmpty ? "" : "  (\(album))")
            }.joined(separator: "\n")
        }
        if answer.tracks.isEmpty, !session.json { complain("nothing found for “\(words)”") }
    }
}
