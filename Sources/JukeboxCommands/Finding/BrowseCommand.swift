// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JukeboxModel
internal import Terminal

extension CommandSpec {
    private static let count = OptionSpec("count", letter: "n", value: "N", help: "How many; 100.")
    private static let after = OptionSpec(
        "after", value: "N", help: "Leave out so many at the beginning.")

    static let browse = CommandSpec(
        "browse", aliases: ["ls"], summary: "Look through artists, albums and genres.",
        details: """
            Without a name it lists all of them. With a name it lists the albums of an artist, the \
            songs of an album, or the artists of a genre.
            """,
        examples: [
            Example("browse artists", "all artists"),
            Example("browse artists Moby", "the albums of an artist"),
            Example("browse genres jazz", "the artists of a genre"),
        ],
        subcommands: Question.Browsed.allCases.map(browse)
    ) { try browse(.artists, nil, $0) }

    private static func browse(_ kind: Question.Browsed) -> CommandSpec {
        let word = kind.rawValue
        let one = String(word.dropLast())
        let contents =
            switch kind {
            case .artists: "the albums of an artist"
            case .albums: "the songs of an album"
            case .genres: "the artists of a genre"
            }
        return CommandSpec(
            word, aliases: [one], summary: "List the \(word), or \(contents).",
            arguments: [
                ArgumentSpec(
                    "NAME", .any, help: "The name, in any spelling.", completion: .names(word))
            ], options: [count, after],
            examples: [
                Example("browse \(word)", "all \(word)"),
                Example("browse \(word) NAME", contents),
            ]
        ) { session in
            let name = try session.line.texts().joined(separator: " ")
            if !session.line.words.isEmpty, let problem = Checked.problem(name, "the name") {
                throw session.line.usage(problem)
            }
            try browse(kind, name.isEmpty ? nil : name, session)
        }
    }

    private static func browse(
        _ kind: Question.Browsed, _ name: String?, _ session: Session
    ) throws {
        let count = try session.line.number(count, in: 1...10_000) ?? 100
        let start = try session.line.number(after, in: 0...1_000_000_000) ?? 0
        let question = Question.browse(kind, name: name, count: count, after: Int64(start))
        let answer = try session.find(question, BrowseAnswer.init)
        session.show(answer.json) { scene in
            answer.tracks.isEmpty
                ? GroupTable(answer.groups, kind, isInside: name != nil).lines(scene)
                : TrackTable(answer.tracks).lines(scene)
        }
        let shown = answer.groups.count + answer.tracks.count
        if shown == 0 {
            session.note([start > 0 ? "there are no more" : "there are no \(kind.rawValue) yet"])
        } else if answer.hasMore {
            session.note(["there are more; go on with --after \(start + shown)"])
        }
    }
}

/// Artists, albums or genres in columns, with how much there is of each.
struct GroupTable {
    let groups: [BrowseAnswer.Group]
    /// Whether the groups are albums.
    private let areAlbums: Bool

    /// - Parameters:
    ///   - groups: The groups.
    ///   - kind: What was browsed.
    ///   - isInside: Whether the groups are what one of that kind holds.
    init(_ groups: [BrowseAnswer.Group], _ kind: Question.Browsed, isInside: Bool) {
        self.groups = groups
        areAlbums = isInside ? kind == .artists : kind == .albums
    }

    func lines(_ scene: Scene) -> [Line] {
        let table = Table(
            [
                .init(importance: 5, minimum: 12), .init(importance: 3, minimum: 8),
                .init(importance: 1), .init(.right, importance: 2), .init(.right, importance: 4),
            ], rows: groups.map(row))
        return table.lines(in: scene.screen.columns, ellipsis: scene.symbols.ellipsis)
    }

    private func row(_ group: BrowseAnswer.Group) -> [Line] {
        [
            Line(group.name.isEmpty ? "?" : group.name),
            Line(group.artist ?? (areAlbums ? "several artists" : ""), .cyan),
            Line(group.year.map { "\($0)" } ?? "", .dim),
            Line(group.albums.map { Self.counted($0, "album") } ?? "", .dim),
            Line(Self.counted(group.tracks, "song"), .dim),
        ]
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
