// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxLogic
internal import Names
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
    /// How far the first scan has come; nil if nobody tells.
    var progress: ScanProgress?

    /// The most skipped lines of one list that are logged.
    static let loggedLines = 50

    /// The tracks of a long list that are looked up before its first one may play.
    static let firstPiece = 100

    /// What the names of an order stand for.
    struct Resolution {
        /// The tracks; of a long list, the first ones.
        var answer: Catalogue.Answer
        /// What the sentence says besides names.
        var said = SpokenContext()
        /// The command that the sentence is.
        var command: SpokenCommand?
        /// The lines of the playlist that cannot be played.
        var skippedLines = 0
        /// The files of a long list that are still to be looked up.
        var rest: [EscapedPath] = []

        /// The same for the pure jukebox.
        var finding: Finding {
            if let command { return .command(command) }
            guard case .tracks(let tracks, let alternatives, _, _) = answer.finding else {
                return answer.finding
            }
            return .tracks(
                tracks, alternatives: alternatives, skippedLines: skippedLines,
                following: rest.count)
        }
    }

    /// Resolves names; returns also the files of a long list that are still to be looked up.
    func find(_ wanted: Order.Request) -> (Finding, SpokenContext, rest: [EscapedPath]) {
        do {
            let found = try resolve(wanted)
            return (found.finding, found.said, found.rest)
        } catch {
            let reason = Reason(.unreadable, "the catalogue cannot be read: \(error)")
            return (.nothing(reason), SpokenContext(), [])
        }
    }

    /// Resolves names, with all that they may mean.
    func resolve(_ wanted: Order.Request) throws -> Resolution {
        var found = try wanted.query.map { try resolve($0, wanted) } ?? resolve(named: wanted)
        if found.answer.reason?.code == .notFound, found.said.playlist == nil,
            let why = try whyNothingIsThere()
        {
            found.answer = Catalogue.Answer(reason: why)
        }
        return found
    }

    /// Resolves names that are told apart by their kinds.
    private func resolve(named wanted: Order.Request) throws -> Resolution {
        var found = try resolve(exactly: wanted)
        if found.answer.reason?.code == .notFound,
            let full = WordNames(catalogue, names).completed(wanted)
        {
            found = try resolve(exactly: full)
        }
        found.said.playlist = wanted.playlist
        return found
    }

    private func resolve(exactly wanted: Order.Request) throws -> Resolution {
        if let path = wanted.path { return Resolution(answer: try find(path: path)) }
        if let name = wanted.playlist {
            return try find(playlist: name) ?? Resolution(answer: nothing(playlist: name))
        }
        return Resolution(answer: try catalogue.match(wanted))
    }

    // MARK: Sentences

    private func resolve(_ sentence: String, _ wanted: Order.Request) throws -> Resolution {
        let names = names
        let understanding = understanding(names)
        if let command = understanding.command(sentence) {
            return Resolution(answer: Catalogue.Answer(), command: command)
        }
        if let reading = understanding.read(sentence) { return try resolve(reading) }
        let words = WordNames(catalogue, names)
        let loose = self.understanding(words)
        if let reading = loose.read(sentence),
            let full = words.completed(reading.wanted, of: sentence)
        {
            return try resolve(Reading(full, reading.said))
        }
        let guess = understanding.guess(sentence)
        if let command = understanding.command(sentence, anyRoom: true) {
            return Resolution(answer: Catalogue.Answer(), command: command)
        }
        if let room = loose.unknownRoom(sentence) {
            // The room is refused before this finding is looked at.
            let reason = Reason(.destination, "no destination “\(room)”")
            return Resolution(
                answer: Catalogue.Answer(reason: reason), said: SpokenContext(in: room))
        }
        return Resolution(answer: try nothing(wanted, perhaps: guess.wanted), said: guess.said)
    }

    private func resolve(_ reading: Reading) throws -> Resolution {
        var found = try resolve(exactly: reading.wanted)
        found.said = reading.said
        found.said.playlist = reading.wanted.playlist
        return found
    }

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

    /// The answer for a sentence without known names, with what may have been meant.
    private func nothing(
        _ wanted: Order.Request, perhaps guess: Order.Request
    ) throws -> Catalogue.Answer {
        var candidates: [Candidate] = []
        if let name = guess.playlist {
            candidates = self.candidates(near: name)
        } else if let artist = guess.artist, guess.title != nil || guess.album != nil {
            candidates = try self.candidates(near: guess, by: artist)
        } else if let name = guess.title ?? guess.album ?? guess.artist {
            candidates = try catalogue.similar(to: name, of: [.artist, .album, .title])
            let lists = self.candidates(near: name)
            let labels = Set(candidates.map(\.label))
            candidates += lists.filter { !labels.contains($0.label) }
        }
        let reason = Reason(.notFound, "nothing found for \(wanted.spoken)")
        return Catalogue.Answer(
            candidates: Array(candidates.prefix(Catalogue.mostCandidates)), reason: reason)
    }

    /// What may have been meant by a title or an album by an artist: the same by a similar artist, a
    /// similar one by the same artist, or else the similar artists.
    private func candidates(
        near guess: Order.Request, by artist: String
    ) throws -> [Candidate] {
        let artists = try catalogue.similar(to: artist, of: [.artist])
        let kind: MusicKind = guess.title == nil ? .album : .title
        let pieces = try catalogue.similar(to: guess.title ?? guess.album ?? "", of: [kind])
        var requests = artists.map { one in
            Order.Request(
                title: guess.title, artist: one.request.artist ?? artist, album: guess.album)
        }
        requests += pieces.map { one in
            Order.Request(title: one.request.title, artist: artist, album: one.request.album)
        }
        let found = try requests.compactMap { request -> Candidate? in
            guard let track = try catalogue.match(exactly: request) else { return nil }
            return Candidate(
                guess.title == nil ? "\(track.album) by \(track.artist)" : track.spoken, request)
        }
        return found.isEmpty ? artists : found
    }

    /// Why no name can be known: the library is empty, or is being read for the first time.
    private func whyNothingIsThere() throws -> Reason? {
        if let scan = progress?.firstScan {
            let files = scan.toRead > 0 ? ": \(scan.read) of \(scan.toRead) files" : ""
            return Reason(
                .scanning, "the library is still being read\(files); try again in a moment")
        }
        guard try catalogue.isEmpty() else { return nil }
        let folders = settings.paths.music.joined(separator: " or ")
        return Reason(
            .notFound,
            "the library is empty: put music into \(folders), then run jukebox library update")
    }

    // MARK: Paths

    private func find(path: EscapedPath) throws -> Catalogue.Answer {
        guard let path = inside(path) else {
            let folders = settings.paths.music.joined(separator: ", ")
            return Catalogue.Answer(
                reason: Reason(
                    .outside, "“\(path)” lies outside the music directories (\(folders))"))
        }
        if let track = try catalogue.track(at: path) { return playable([track], "“\(path)”") }
        let below = try catalogue.tracks(below: path)
        if !below.isEmpty { return Catalogue.Answer(tracks: below) }
        // No scan has seen this file yet; the player will tell whether it exists.
        if Self.isMP3(path) { return Catalogue.Answer(tracks: [Track(path: path)]) }
        return Catalogue.Answer(
            reason: Reason(.notFound, "nothing is known at “\(path)”"))
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

    static func isMP3(_ path: EscapedPath) -> Bool { path.text.lowercased().hasSuffix(".mp3") }

    private func playable(_ tracks: [Track], _ words: String) -> Catalogue.Answer {
        let kept = tracks.filter { Self.isMP3($0.path) }
        guard kept.isEmpty else { return Catalogue.Answer(tracks: kept) }
        return Catalogue.Answer(
            reason: Reason(.format, "\(words) is of a kind that cannot be played yet"))
    }
}
