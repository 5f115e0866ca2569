// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import Glibc
internal import JSONLines
internal import JukeboxModel

extension CommandSpec {
    static let playlistShow = CommandSpec(
        "show", summary: "Show the files of a playlist, and what is missing.",
        details: """
            Files that do not exist are marked “missing”, and lines that are no music of this \
            jukebox “skipped”, with the reason.
            """,
        arguments: [playlistName],
        examples: [Example("playlist show Morning", "its files, one per line")]
    ) { session in
        let name = try session.line.texts().first ?? ""
        let answer = try session.answer(
            Asker.playlist(name, in: session.directory, within: .seconds(5)))
        let contents = PlaylistContents(answer) { path in
            let bytes = path.bytes.map(CChar.init(bitPattern:)) + [0]
            // A folder that this user may not enter says nothing about the file.
            return access(bytes, F_OK) == 0 || errno != ENOENT && errno != ENOTDIR
        }
        session.show(contents.json) { contents.words(name) }
    }
}

/// The lines of a playlist in the order of the file, with what is wrong with them.
///
/// A pure value.
struct PlaylistContents {
    private let answer: PlaylistAnswer
    /// The numbers of the lines whose files do not exist.
    let missing: Set<Int>

    /// Looks at each file.
    init(_ answer: PlaylistAnswer, exists: (EscapedPath) -> Bool) {
        self.answer = answer
        missing = Set(
            answer.items.filter { !exists(EscapedPath(escaped: $0.text)) }.map(\.line))
    }

    /// The daemon's answer with the numbers of the lines that are missing.
    var json: JSON {
        guard case .object(let members) = answer.json else { return answer.json }
        return .object(
            members + [.init("missing", .array(missing.sorted().map { .int(Int64($0)) }))])
    }

    /// A line for each file and each problem, then the totals.
    func words(_ name: String) -> String {
        let items = answer.items.map { item in
            (item.line, item.text.plain() + (missing.contains(item.line) ? "  [missing]" : ""))
        }
        let problems = answer.problems.map { ($0.line, "[skipped: \($0.text.plain())]") }
        let lines = (items + problems).sorted { $0.0 < $1.0 }.map(\.1)
        return (lines + [totals(name)]).joined(separator: "\n")
    }

    private func totals(_ name: String) -> String {
        guard !answer.items.isEmpty || !answer.problems.isEmpty else {
            return "“\(name.plain())” is empty"
        }
        var parts = [answer.items.count == 1 ? "1 song" : "\(answer.items.count) songs"]
        if !missing.isEmpty { parts.append("\(missing.count) missing") }
        if !answer.problems.isEmpty { parts.append("\(answer.problems.count) skipped") }
        return parts.joined(separator: ", ")
    }
}
