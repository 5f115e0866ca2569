// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import Names
internal import JSONLines
internal import JukeboxModel
internal import JukeboxSettings
internal import Logging
internal import PlaylistFiles
internal import Stores

/// Resolves the names of an order, with the same result for every door.
struct Lookup {
    var catalogue: Catalogue
    var settings: Settings
    var logger: Logger

    /// The most skipped lines of one list that are logged.
    static let loggedLines = 50

    /// The tracks of a long list that are looked up before its first one may play.
    static let firstPiece = 100

    /// Resolves names; returns also the files of a long list that are still to be looked up.
    func find(_ wanted: Order.Request) -> (Finding, SpokenContext, rest: [EscapedPath]) {
        do {
            guard let sentence = wanted.query else {
                let (finding, rest) = try find(names: wanted)
                return (finding, SpokenContext(playlist: wanted.playlist), rest)
            }
            let understanding = understanding
            if let command = understanding.command(sentence) {
                return (.command(command), SpokenContext(), [])
            }
            if let reading = understanding.read(sentence) {
                let (finding, rest) = try find(names: reading.wanted)
                var said = reading.said
                said.playlist = reading.wanted.playlist
                return (finding, said, rest)
            }
            if let found = try findByLastName(sentence) { return found }
            let guess = understanding.guess(sentence)
            if let command = understanding.command(sentence, anyRoom: true) {
                return (.command(command), SpokenContext(), [])
            }
            if let room = understanding.unknownRoom(sentence) {
                // The room is refused before this finding is looked at.
                let reason = Reason(.destination, "no destination “\(room)”")
                return (.nothing(reason), SpokenContext(in: room), [])
            }
            return (try nothing(wanted, perhaps: guess.wanted), guess.said, [])
        } catch {
            let reason = Reason(.unreadable, "the catalogue cannot be read: \(error)")
            return (.nothing(reason), SpokenContext(), [])
        }
    }

    private func find(names wanted: Order.Request) throws -> (Finding, rest: [EscapedPath]) {
        if let path = wanted.path { return (try find(path: path), []) }
        if let name = wanted.playlist {
            return try find(playlist: name) ?? (nothing(playlist: name), [])
        }
        return (try catalogue.find(wanted), [])
    }

    // MARK: Sentences

    private var understanding: Understanding { understanding(names) }

    private var names: NamesThatThereAre {
        NamesThatThereAre(
            catalogue: catalogue,
            playlists: PlaylistFolder(path: settings.paths.playlists).names, settings: settings)
    }

    private func understanding(_ names: any KnownNames) -> Understanding {
        Understanding(
            places: settings.destinations.map {
                SpokenDestination($0.name, nicknames: $0.nicknames)
            }, names: names)
    }

    /// Finds music by an artist whose last name a sentence says: “something by pachelbel”; nil if
    /// there is no such artist, or several.
    private func findByLastName(
        _ sentence: String
    ) throws -> (Finding, SpokenContext, rest: [EscapedPath])? {
        guard Folding.key(sentence).split(separator: " ").contains("by") else { return nil }
        let last = LastNames(try catalogue.artistKeys(), names)
        guard let reading = understanding(last).read(sentence), let artist = reading.wanted.artist
        else { return nil }
        var wanted = reading.wanted
        wanted.artist = last.artist(Folding.key(artist))
        let (finding, rest) = try find(names: wanted)
        return (finding, reading.said, rest)
    }

    /// The finding for a sentence without known names, with similar ones.
    private func nothing(_ wanted: Order.Request, perhaps guess: Order.Request) throws -> Finding {
        var candidates: [String] = []
        if let name = guess.playlist {
            candidates = playlists(near: name)
        } else if case .nothing(let reason) = try catalogue.find(guess) {
            candidates = reason.candidates
        }
        return .nothing(
            Reason(.notFound, "nothing found for \(wanted.spoken)", candidates: candidates))
    }

    // MARK: Paths

    private func find(path: EscapedPath) throws -> Finding {
        guard let path = inside(path) else {
            let folders = settings.paths.music.joined(separator: ", ")
            return .nothing(
                Reason(.outside, "“\(path)” lies outside the music directories (\(folders))"))
        }
        if let track = try catalogue.track(at: path) { return playable([track], "“\(path)”") }
        let below = try catalogue.tracks(below: path)
        if !below.isEmpty { return .tracks(below) }
        // No scan has seen this file yet; the player will tell whether it exists.
        if Self.isMP3(path) { return .tracks([Track(path: path)]) }
        return .nothing(Reason(.notFound, "nothing is known at “\(path)”"))
    }

    /// The path with `.` and `..` resolved by name, if it lies in a music directory.
    private func inside(_ path: EscapedPath) -> EscapedPath? {
        let folder = EscapedPath(bytes: (settings.paths.music.first ?? "/").utf8)
        guard let clean = Playlist.path(of: path.bytes, in: folder) else { return nil }
        let isInside = settings.paths.music.contains {
            clean.isInside(EscapedPath(bytes: $0.utf8))
        }
        return isInside ? clean : nil
    }

    private static func isMP3(_ path: EscapedPath) -> Bool {
        path.text.lowercased().hasSuffix(".mp3")
    }

    private func playable(_ tracks: [Track], _ words: String) -> Finding {
        let kept = tracks.filter { Self.isMP3($0.path) }
        guard kept.isEmpty else { return .tracks(kept) }
        return .nothing(Reason(.format, "\(words) is of a kind that cannot be played yet"))
    }

    // MARK: Playlists

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
        let meant = wanted.query.flatMap(understanding.read)?.wanted ?? wanted
        guard let name = meant.playlist, let list = playlist(name) else { return [] }
        return list.items.dropFirst(count).map(\.path)
    }

    private func find(playlist name: String) throws -> (Finding, rest: [EscapedPath])? {
        guard let list = playlist(name) else { return nil }
        let problems = list.problems.map { "line \($0.line): \($0.text)" }
        for problem in problems.prefix(Self.loggedLines) {
            logger.warning(
                "playlist line skipped", metadata: ["playlist": "\(name)", "why": "\(problem)"])
        }
        guard !list.items.isEmpty else {
            let first = problems.first.map { "; " + $0 } ?? "; it is empty"
            let text = "no line of playlist “\(name)” can be played\(first)"
            return (.nothing(Reason(.notFound, text)), [])
        }
        let paths = list.items.map(\.path)
        let rest = Array(paths.dropFirst(Self.firstPiece))
        let tracks = try catalogue.tracks(at: Array(paths.prefix(Self.firstPiece)))
        return (.tracks(tracks, skippedLines: problems.count, following: rest.count), rest)
    }

    private func nothing(playlist name: String) -> Finding {
        let text = "no playlist “\(name)” in \(settings.paths.playlists)"
        return .nothing(Reason(.notFound, text, candidates: playlists(near: name)))
    }

    /// The names of playlists that are similar to a name.
    func playlists(near name: String) -> [String] {
        let names = PlaylistFolder(path: settings.paths.playlists).names
        return Nearness.nearest(
            to: Folding.key(name), among: names.map { (key: Folding.key($0), name: $0) })
    }
}

/// The names in the catalogue and of the playlists.
private struct NamesThatThereAre: KnownNames {
    let catalogue: Catalogue
    let playlists: [String: String]
    let settings: Settings

    init(catalogue: Catalogue, playlists: [String], settings: Settings) {
        self.catalogue = catalogue
        self.playlists = Dictionary(
            playlists.map { (Folding.key($0), $0) }, uniquingKeysWith: { first, _ in first })
        self.settings = settings
    }

    func hasTrack(title: String?, artist: String?, album: String?) -> Bool {
        // If the catalogue cannot be read, the lookup that follows reports it.
        (try? catalogue.hasTrack(title: title, artist: artist, album: album)) ?? true
    }

    func playlist(_ key: String) -> String? {
        playlists[key]
            ?? settings.playlist(nicknamed: key).flatMap { playlists[Folding.key($0)] }
    }
}
