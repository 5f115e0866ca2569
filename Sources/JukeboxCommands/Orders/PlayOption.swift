// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import JukeboxModel

/// The options of `play`.
enum PlayOption {
    static let title = OptionSpec(
        "title", value: "TITLE", help: "A song’s name.", completion: .names("titles"))
    static let artist = OptionSpec(
        "artist", value: "ARTIST", help: "The artist.", completion: .names("artists"))
    static let album = OptionSpec(
        "album", value: "ALBUM", help: "The album.", completion: .names("albums"))
    static let playlist = OptionSpec(
        "playlist", value: "NAME", help: "A playlist’s name.", completion: .names("playlists"))
    static let path = OptionSpec(
        "path", value: "PATH", help: "A file or folder inside the music folders.",
        completion: .files)
    static let next = OptionSpec("next", help: "After the song that plays.")
    static let now = OptionSpec("now", help: "At once; afterwards the queue goes on.")
    static let replace = OptionSpec("replace", help: "At once, in place of the whole queue.")
    static let noWait = OptionSpec("no-wait", help: "Do not wait for the names.")
    static let durable = OptionSpec("durable", help: "Be on the disk before this command ends.")
    static let expire = OptionSpec(
        "expire", value: "SECONDS", help: "How long it may wait for sound, up to 86400.")
    static let key = OptionSpec(
        "idempotency-key", value: "KEY",
        help: "Your name for this order; a repeat within 24 hours is not placed again.")
    static let wait = OptionSpec(
        "wait", value: "GOAL", help: "Wait for \(Listing.either(WaitOption.goals)).",
        completion: .words(WaitOption.goals))

    static let names = [title, artist, album, playlist, path]
    static let modes = [next, now, replace]
    static let all =
        [CommonOption.to] + names + modes + [
            noWait, wait, WaitOption.timeout, durable, expire, key,
        ]

    /// The order of a line without its music, once for each room.
    static func order(_ line: ParsedLine) throws -> Order {
        let given = modes.filter(line.has)
        guard given.count <= 1 else {
            throw line.usage("choose one of --next, --now and --replace")
        }
        for option in names + [key] {
            guard let text = line.word(option)?.text else { continue }
            if option.name == path.name, !text.isEmpty { continue }
            if let problem = Checked.problem(text, "--\(option.name)") {
                throw line.usage(problem)
            }
        }
        var order = Order(.play(Order.Request()))
        order.mode = given.first.flatMap { Order.Mode(word: $0.name) } ?? .append
        order.durable = line.has(durable)
        order.expirySeconds = try line.number(expire, in: 1...86_400).map(UInt32.init)
        order.idempotencyKey = try line.text(key)
        return order
    }

    /// The music that the options name.
    static func request(_ line: ParsedLine) throws -> Order.Request {
        let given = names.filter(line.has).map(\.name)
        for name in [path.name, playlist.name] where given.contains(name) && given.count > 1 {
            throw line.usage("--\(name) names all of the music; give it alone")
        }
        return Order.Request(
            title: try line.text(title), artist: try line.text(artist),
            album: try line.text(album), playlist: try line.text(playlist),
            path: line.word(path).map { EscapedPath(bytes: $0.bytes) })
    }
}
