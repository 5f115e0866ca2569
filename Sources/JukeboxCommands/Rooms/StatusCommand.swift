// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import OrderRing
internal import Terminal

extension CommandSpec {
    private static let watch = OptionSpec(
        "watch", letter: "w", help: "Go on showing; “q” or Ctrl-C ends it.")

    private static let room = ArgumentSpec(
        "ROOM", .any, help: "The room; several with commas. Without it, all of them.",
        completion: .names("rooms"))

    static let status = CommandSpec(
        "status", aliases: ["st"], summary: "Show what plays in every room.",
        details: """
            Problems come first, then a row for each room: its state, the song and its position, \
            the volume unless it is 100 %, what waits and how long that takes, and the next song.

            With --json --watch it prints a line for each change.
            """,
        arguments: [room], options: [watch, CommonOption.to],
        examples: [
            Example("status --watch", "goes on showing until “q”"),
            Example("status kitchen", "one room"),
        ]
    ) { session in
        let names = try session.roomNames().map { Set($0) }
        if session.line.has(watch) { return try StatusWatch(session, only: names).run() }
        let picture = BoardPicture(try session.attach(), directory: session.directory, only: names)
        session.show(picture.json) { picture.lines($0) }
    }

    static let current = CommandSpec(
        "current", aliases: ["now", "song"], summary: "Show the song that plays, in one line.",
        details: """
            For scripts and status bars: prints nothing if nothing plays. Without a room it is the \
            first that plays; with several, each line begins with the room.
            """,
        arguments: [room], options: [CommonOption.to],
        examples: [Example("current kitchen", "Yesterday by The Beatles")]
    ) { session in
        let names = try session.roomNames()
        let picture = BoardPicture(
            try session.attach(), directory: session.directory, only: names.map { Set($0) })
        let playing = picture.rooms.filter { $0.isUp && $0.room.state == "playing" }
        let shown = names == nil ? Array(playing.prefix(1)) : playing
        session.show(.array(shown.map(\.json))) { scene in
            shown.map { status in
                let song = RoomWords(status, scene).song
                return names?.count ?? 1 > 1 ? Line("\(status.room.name): ") + song : song
            }
        }
    }

    static let destinations = CommandSpec(
        "rooms", aliases: ["destinations", "outputs"], summary: "List the rooms.",
        examples: [Example("rooms", "one name per line")]
    ) { session in
        let names = RoomList(try session.attach()).rooms.map(\.name)
        session.show(JSON(names)) { _ in names.map { Line($0) } }
    }
}

extension Session {
    /// The rooms that the line names, by their names in the settings; nil if it names none.
    ///
    /// - Throws: `Failure` for a room that is not on the board.
    func roomNames() throws -> [String]? {
        guard let text = try destinationText(line.texts()) else { return nil }
        let list = RoomList(try attach())
        if let found = list.rooms(named: text) { return found.map(\.name) }
        let unknown =
            text.split(separator: ",").map(String.init)
            .first { list.rooms(named: $0) == nil } ?? text
        let hint = Nearest.hint(unknown, list.names)
        throw Failure.refused("“\(unknown)” is not a room\(hint.isEmpty ? "" : hint)")
    }
}
