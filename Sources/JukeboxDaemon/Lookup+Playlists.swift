// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import Logging
internal import Names
internal import PlaylistFiles
internal import Stores

extension Lookup {
    /// Reads a list by its name, or by one that folds to it; lines outside the music folders or
    /// without an MP3 are among its problems.
    func playlist(_ name: String) -> Playlist? {
        let folder = PlaylistFolder(path: settings.paths.playlists)
        let key = Folding.key(name)
        guard
            var list = folder.read(name)
                ?? (folder.names.first { Folding.key($0) == key }
                ?? settings.playlist(nicknamed: key)).flatMap(folder.read)
        else { return nil }
        let folders = settings.paths.music.map { EscapedPath(bytes: $0.utf8) }
        let items = list.items
        list.items = []
        for item in items {
            if folders.contains(where: item.path.isInside), Self.isMP3(item.path) {
                list.items.append(item)
            } else {
                let text = "“\(item.path)” is no MP3 in the music directories"
                list.problems.append(.init(line: item.line, text: text))
            }
        }
        list.problems.sort { $0.line < $1.line }
        return list
    }

    /// The files of a list after its first `count`.
    func paths(of wanted: Order.Request, after count: Int) -> [EscapedPath] {
        let named = wanted.query.flatMap { _ in try? resolve(wanted).said.playlist }
        guard let name = named ?? wanted.playlist, let list = playlist(name) else { return [] }
        return list.items.dropFirst(count).map(\.path)
    }

    /// The tracks of a list; nil if there is no such list.
    func find(playlist name: String) throws -> Resolution? {
        guard let list = playlist(name) else { return nil }
        let problems = list.problems.map { "line \($0.line): \($0.text)" }
        for problem in problems.prefix(Self.loggedLines) {
            logger.warning(
                "playlist line skipped", metadata: ["playlist": "\(name)", "why": "\(problem)"])
        }
        guard !list.items.isEmpty else {
            let first = problems.first.map { "; " + $0 } ?? "; it is empty"
            let text = "no line of playlist “\(name)” can be played\(first)"
            return Resolution(answer: Catalogue.Answer(reason: Reason(.notFound, text)))
        }
        let paths = list.items.map(\.path)
        let rest = Array(paths.dropFirst(Self.firstPiece))
        let tracks = try catalogue.tracks(at: Array(paths.prefix(Self.firstPiece)))
        return Resolution(
            answer: Catalogue.Answer(tracks: tracks), skippedLines: problems.count, rest: rest)
    }

    /// The answer for a list that does not exist.
    func nothing(playlist name: String) -> Catalogue.Answer {
        let text = "no playlist “\(name)” in \(settings.paths.playlists)"
        return Catalogue.Answer(
            candidates: candidates(near: name), reason: Reason(.notFound, text))
    }

    /// The names of playlists that are similar to a name.
    func playlists(near name: String) -> [String] {
        Nearness.nearest(to: Folding.key(name), among: keyedPlaylists)
    }

    /// The names of playlists that begin with a text, sorted.
    func playlists(beginningWith text: String) -> [String] {
        let key = text.allSatisfy { $0 == " " } ? "" : Folding.key(text)
        return keyedPlaylists.filter { $0.key.hasPrefix(key) }.map(\.name)
    }

    /// The playlists that may have been meant by a name.
    func candidates(near name: String) -> [Candidate] {
        playlists(near: name).map { Candidate($0, Order.Request(playlist: $0)) }
    }

    private var keyedPlaylists: [(key: String, name: String)] {
        PlaylistFolder(path: settings.paths.playlists).names.map { (Folding.key($0), $0) }
    }
}
