// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
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
        case .names(let client):
            let names = PlaylistFolder(path: lookup.settings.paths.playlists).names
            let answer = AnswerList(names.lazy.map(JSON.string)).answer("playlists")
            ask.post(.answered(client, answer))
        case .show(let client, let name): ask.post(.answered(client, show(name)))
        case .settings(let settings): lookup.settings = settings
        }
    }

    private func show(_ name: String) -> JSON {
        if let list = lookup.playlist(name) { return list.json }
        let near = lookup.playlists(near: name)
        let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
        let folder = lookup.settings.paths.playlists
        return ["error": .string("no playlist “\(name)” in \(folder)\(hint)")]
    }
}
