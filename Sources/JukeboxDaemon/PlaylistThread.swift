// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import PlaylistFiles

/// The playlists thread: reads playlist files for clients' questions.
///
/// The files may be on a share that hangs; then only these questions wait.
final class PlaylistThread {
    private let inbox: Mailbox<PlaylistMessage>
    private let ask: Mailbox<AskMessage>
    private var lookup: Lookup

    init(inbox: Mailbox<PlaylistMessage>, ask: Mailbox<AskMessage>, lookup: Lookup) {
        self.inbox = inbox
        self.ask = ask
        self.lookup = lookup
    }

    /// Runs as long as the process.
    func run() {
        while true {
            var watched = [Watched(inbox.number)]
            poll(&watched, until: nil)
            inbox.take().forEach(take)
        }
    }

    private func take(_ message: PlaylistMessage) {
        switch message {
        case .names(let client, let count, let name):
            ask.post(.answered(client, names(after: name, atMost: count).json))
        case .show(let client, let name, let count, let line):
            ask.post(.answered(client, show(name, after: line, atMost: count)))
        case .answer(let client, let question):
            ask.post(.answered(client, answer(question)))
        case .settings(let settings): lookup.settings = settings
        }
    }

    private func answer(_ question: Question) -> JSON {
        let answers = FindingAnswers(lookup)
        do {
            switch question {
            case .find(let request, let room): return try answers.find(request, in: room).json
            case .complete(let text, let kinds, let count):
                return try answers.complete(text, kinds, atMost: count).json
            default: return AskRefusal("this is not a question about playlists").json
            }
        } catch {
            return AskRefusal("the databases cannot be read: \(error)").json
        }
    }

    private func names(after name: String?, atMost count: Int?) -> PlaylistListing {
        let names = PlaylistFolder(path: lookup.settings.paths.playlists).names
        var page = Page<String>(atMost: count, JSON.string)
        page.add(contentsOf: names.lazy.filter { candidate in name.map { candidate > $0 } ?? true })
        return PlaylistListing(names: page.elements, hasMore: page.hasMore)
    }

    private func show(_ name: String, after line: Int64?, atMost count: Int?) -> JSON {
        if let list = lookup.playlist(name) {
            return list.answer(after: Int(clamping: line ?? 0), atMost: count).json
        }
        let near = lookup.playlists(near: name)
        let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
        let folder = lookup.settings.paths.playlists
        return AskRefusal("no playlist “\(name)” in \(folder)\(hint)").json
    }
}

extension Playlist {
    /// The lines after one of them.
    fileprivate func answer(after line: Int, atMost count: Int?) -> PlaylistAnswer {
        let lines =
            items.map { (line: $0.line, path: $0.path.text as String?, problem: "") }
            + problems.map { (line: $0.line, path: nil, problem: $0.text) }
        var page = Page<(line: Int, path: String?, problem: String)>(atMost: count) {
            ["line": .int(Int64($0.line)), "text": .string($0.path ?? $0.problem)]
        }
        page.add(
            contentsOf: lines.sorted { $0.line < $1.line }.drop { $0.line <= line })
        return PlaylistAnswer(
            items: page.elements.compactMap { one in
                one.path.map { .init(line: one.line, text: $0) }
            },
            problems: page.elements.filter { $0.path == nil }.map {
                .init(line: $0.line, text: $0.problem)
            },
            hasMore: page.hasMore)
    }
}
