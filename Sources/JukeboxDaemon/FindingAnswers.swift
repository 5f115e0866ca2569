// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel
internal import LinuxSystem
internal import Names
internal import Stores

/// The answers to the questions for names: `search`, `browse`, `complete` and `find`.
struct FindingAnswers {
    private let lookup: Lookup

    init(_ lookup: Lookup) { self.lookup = lookup }

    private var catalogue: Catalogue { lookup.catalogue }

    /// The tracks that are shown of what `find` finds.
    private static let firstTracks = 5

    func search(_ text: String, atMost count: Int) throws -> JSON {
        let wanted: SearchText
        do throws(SearchText.Fault) {
            wanted = try SearchText(text)
        } catch {
            return AskRefusal(error.text, code: "invalid").json
        }
        guard wanted != SearchText.nothing else {
            let hint = "say what to search for, such as: beat artist:moby year:1999-2005"
            return AskRefusal(hint, code: "invalid").json
        }
        let now = Clock.wall.nanoseconds / 1_000_000_000
        let found = try catalogue.search(wanted, atMost: count + 1, now: now)
        var page = Page<TrackAnswer>(atMost: count, \.json)
        page.add(contentsOf: found.tracks.lazy.map { TrackAnswer($0) })
        return TrackListing(
            tracks: page.elements, hasMore: page.hasMore, corrected: found.corrected
        ).json
    }

    // MARK: Browsing

    func browse(
        _ kind: Question.Browsed, name: String?, atMost count: Int, after start: Int64
    ) throws -> JSON {
        let first = Int(clamping: start)
        guard let name else { return try all(kind, from: first, atMost: count).json }
        let answer: BrowseAnswer
        switch kind {
        case .artists:
            let albums = try catalogue.albums(of: name, from: first, atMost: count + 1)
            answer = Self.page(albums, atMost: count)
        case .albums:
            let tracks = try catalogue.tracks(ofAlbum: name, from: first, atMost: count + 1)
            var page = Page<TrackAnswer>(atMost: count, \.json)
            page.add(contentsOf: tracks.lazy.map { TrackAnswer($0) })
            answer = BrowseAnswer(tracks: page.elements, hasMore: page.hasMore)
        case .genres:
            let artists = try catalogue.artists(ofGenre: name, from: first, atMost: count + 1)
            answer = Self.page(artists, atMost: count)
        }
        let isEmpty = answer.groups.isEmpty && answer.tracks.isEmpty
        return isEmpty && first == 0 ? try refusal(of: name, kind).json : answer.json
    }

    private func all(
        _ kind: Question.Browsed, from start: Int, atMost count: Int
    ) throws -> BrowseAnswer {
        let groups =
            switch kind {
            case .artists: try catalogue.artists(from: start, atMost: count + 1)
            case .albums: try catalogue.albums(from: start, atMost: count + 1)
            case .genres: try catalogue.genres(from: start, atMost: count + 1)
            }
        return Self.page(groups, atMost: count)
    }

    private static func page(_ groups: [Catalogue.Group], atMost count: Int) -> BrowseAnswer {
        var page = Page<BrowseAnswer.Group>(atMost: count, \.json)
        page.add(contentsOf: groups.lazy.map { BrowseAnswer.Group($0) })
        return BrowseAnswer(groups: page.elements, hasMore: page.hasMore)
    }

    private func refusal(of name: String, _ kind: Question.Browsed) throws -> AskRefusal {
        let near: [String]
        let word: String
        switch kind {
        case .artists: (word, near) = ("artist", try similar(name, .artist))
        case .albums: (word, near) = ("album", try similar(name, .album))
        case .genres:
            let names = try catalogue.genres(atMost: .max).map {
                (key: Folding.key($0.name), name: $0.name)
            }
            (word, near) = ("genre", Nearness.nearest(to: Folding.key(name), among: names))
        }
        let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
        return AskRefusal("no \(word) “\(name)”\(hint)", code: "unknown")
    }

    private func similar(_ name: String, _ kind: MusicKind) throws -> [String] {
        try catalogue.similar(to: name, of: [kind]).prefix(3).map(\.label)
    }

    // MARK: Completing

    func complete(
        _ text: String, _ kinds: [Question.Completed], atMost count: Int
    ) throws -> NameListing {
        var names: [String: String] = [:]
        for kind in Set(kinds.isEmpty ? [.artist, .album, .title] : kinds) {
            for name in try self.names(kind, beginningWith: text, atMost: count + 1) {
                names[Folding.key(name)] = names[Folding.key(name)].map { min($0, name) } ?? name
            }
        }
        let sorted = names.sorted { $0.key < $1.key }.map(\.value)
        return NameListing(names: Array(sorted.prefix(count)), hasMore: sorted.count > count)
    }

    private func names(
        _ kind: Question.Completed, beginningWith text: String, atMost count: Int
    ) throws -> [String] {
        switch kind {
        case .artist: try catalogue.names(.artist, beginningWith: text, atMost: count)
        case .album: try catalogue.names(.album, beginningWith: text, atMost: count)
        case .title: try catalogue.names(.title, beginningWith: text, atMost: count)
        case .genre: try catalogue.names(.genre, beginningWith: text, atMost: count)
        case .playlist: Array(lookup.playlists(beginningWith: text).prefix(count))
        }
    }

    // MARK: Finding

    /// What an order would play; reads playlist files.
    func find(_ request: Order.Request, in destination: DestinationName?) throws -> FindAnswer {
        guard !request.isEmpty else {
            var answer = FindAnswer(.nothing)
            answer.reason = Reason(.invalid, "the order names nothing to play")
            return answer
        }
        let rules = lookup.settings.rules
        let outcome = try lookup.resolve(request)
        var answer = FindAnswer(.nothing)
        let name = destination ?? outcome.said.destination
        answer.mode = outcome.said.mode
        answer.destination = (name.map { rules.destination($0) } ?? rules.defaultDestination).text
        if let name = name.map({ rules.destination($0) }), !rules.destinations.contains(name) {
            answer.destination = nil
            answer.reason = rules.refusal(of: name)
            return answer
        }
        if outcome.command != nil {
            answer.kind = .command
            return answer
        }
        answer.reason = outcome.answer.reason
        answer.candidates = outcome.answer.candidates.map {
            FindAnswer.Candidate(label: $0.label, request: $0.request)
        }
        guard answer.reason == nil else { return answer }
        answer.kind = outcome.said.playlist == nil ? .tracks : .playlist
        answer.count = outcome.answer.tracks.count + outcome.rest.count
        answer.tracks = outcome.answer.tracks.prefix(Self.firstTracks).map { TrackAnswer($0) }
        return answer
    }
}

extension TrackAnswer {
    /// A track with its year and genre.
    init(_ found: FoundTrack) {
        self.init(found.track)
        year = found.year > 0 ? found.year : nil
        genre = found.genre.isEmpty ? nil : found.genre
    }
}

extension BrowseAnswer.Group {
    init(_ group: Catalogue.Group) {
        self.init(
            name: group.name, artist: group.artist.isEmpty ? nil : group.artist,
            year: group.year > 0 ? group.year : nil, tracks: group.tracks, albums: group.albums)
    }
}
