// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import JukeboxModel

extension ProgramSpec {
    /// The command line `jukebox`: every command is a row here.
    static let jukebox: ProgramSpec = ProgramSpec(
        "jukebox", usage: "[ROOM] COMMAND …",
        summary: "Orders music, and shows what plays. Alone, it shows every room.",
        version: jukeboxVersion, groups: groups, options: CommonOption.all,
        examples: [
            .init("play yesterday by the beatles", "a sentence, in English or Japanese"),
            .init("kitchen volume 40", "a room may come before or after"),
        ],
        closing: """
            Exit status: 0 done; 64 wrong usage; 65 refused, or ended otherwise; 66 only partly \
            heard; 69 no jukebox; 75 full, try again; 124 the time is up.
            """)

    private static let groups: [Group] = [
        Group(
            "Play", brief: "play MUSIC, pause, resume, toggle, stop, next, previous, seek 1:30",
            [.play] + CommandSpec.rows(.pause, .resume, .toggle, .stop, .next, .previous, .seek)),
        Group(
            "Loudness", brief: "volume 40, volume +5, mute, unmute",
            CommandSpec.rows(.volume, .mute, .unmute)),
        Group(
            "Look", brief: "status, current, rooms, queue",
            [.status, .current, .destinations, .queue]),
        Group(
            "Queue", brief: "jump 7, remove 2-5, move 4 1, clear, crop, shuffle, undo",
            CommandSpec.rows(.jump, .remove, .move, .clear, .crop, .shuffle, .undo)),
        Group(
            "Orders", brief: "orders, order TICKET, wait TICKET, cancel TICKET",
            [.orders, .order, .wait] + CommandSpec.rows(.cancel)),
        Group("Find", brief: "search WORD, browse artists", [.search, .browse]),
        Group("Lists", brief: "playlist list|show|save|add NAME", [.playlist]),
        Group(
            "Music", brief: "try FOLDER, library update, reload",
            [.trial, .library] + CommandSpec.rows(.reload)),
        Group(
            "Scripts", brief: "pipe ask, ring dump, completion SHELL, manual",
            [.pipe, .ring, .completion, .manual]),
    ]
}
