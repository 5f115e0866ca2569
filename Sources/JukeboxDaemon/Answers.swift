// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import PlaylistFiles
internal import Stores

/// Turns questions into answers.
struct Answers {
    let history: History
    let figures: Figures
    let progress: ScanProgress

    /// The answer; nil while the goal of the question is not reached and `isLast` is false.
    func answer(_ question: Question, _ lookup: Lookup, isLast: Bool) throws -> JSON? {
        switch question {
        case .order(let ticket, let goal, _):
            guard let facts = try history.order(ticket, counting: false) else {
                return goal != nil && !isLast ? nil : ["error": .string("no ticket \(ticket)")]
            }
            if let goal, !facts.status.isSettled(goal), !isLast { return nil }
            return try history.counted(facts).json
        case .orders(let count):
            var list = AnswerList(atMost: count)
            try history.eachOrder { list.add($0.json) }
            return list.answer("orders")
        case .queue(let name, let entry, let count):
            let name = lookup.settings.rules.destination(name)
            guard lookup.settings.destinations.contains(where: { $0.name == name }) else {
                let names = lookup.settings.destinations.map(\.name.text).joined(separator: ", ")
                return ["error": .string("no destination “\(name)”; there are: \(names)")]
            }
            return try queue(of: name, after: entry, atMost: count ?? 20_001)
        case .search(let text, let count):
            let tracks = try lookup.catalogue.search(text, atMost: count)
            return AnswerList(tracks.lazy.map { .object($0.members) }).answer("tracks")
        case .playlists, .playlist: return nil  // the playlists thread answers these
        case .library:
            let totals = try lookup.catalogue.totals()
            return [
                "tracks": .int(Int64(totals.tracks)), "artists": .int(Int64(totals.artists)),
                "albums": .int(Int64(totals.albums)), "unreadable": .int(Int64(totals.unreadable)),
                "away": .int(Int64(totals.away)), "duration_s": .int(totals.milliseconds / 1000),
                "scan": progress.json,
            ]
        case .news(let number, _): return try news(after: number, isLast: isLast)
        case .figures: return figures.json
        case .settings:
            return [
                "music": JSON(lookup.settings.paths.music),
                "playlists": .string(lookup.settings.paths.playlists),
                "state": .string(lookup.settings.paths.state),
            ]
        }
    }
}

extension Answers {
    /// The entries after one of them; the code `gone` if that one has left the queue.
    private func queue(
        of name: DestinationName, after entry: Int64?, atMost count: Int
    ) throws -> JSON {
        var list = AnswerList(atMost: count)
        var isFound = entry == nil
        try history.eachEntry(of: name) { id, track in
            guard isFound else {
                isFound = id.number == entry
                return true
            }
            return list.add(.object([.init("entry", .int(id.number))] + track.members))
        }
        guard isFound else {
            let error = "entry \(entry ?? 0) is not in the queue any more"
            return ["error": .string(error), "code": "gone"]
        }
        return list.answer("entries", [.init("destination", .string(name.text))])
    }

    /// The most news in one answer.
    private static let mostNews = 50

    private func news(after number: Int64?, isLast: Bool) throws -> JSON? {
        let last = try history.lastNews()
        guard let number else { return ["news": [], "last": .int(last)] }
        // A number above the last one is from a journal that was replaced.
        let news = try history.news(after: number > last ? 0 : number, atMost: Self.mostNews)
        if news.isEmpty, !isLast { return nil }
        let list = AnswerList(
            news.lazy.map {
                [
                    "id": .int($0.id), "outcome": .string($0.outcome.word),
                    "at": .string($0.at.rfc3339), "at_ms": .int($0.at.milliseconds),
                    "order": $0.order.json,
                ]
            })
        return list.answer("news", [.init("last", .int(last))])
    }
}

extension Playlist {
    var json: JSON {
        let texts = AnswerList(
            problems.lazy.map { ["line": .int(Int64($0.line)), "text": .string($0.text)] },
            bytes: Connection.longestAnswer / 4)
        let list = AnswerList(
            items.lazy.map { ["line": .int(Int64($0.line)), "path": .string($0.path.text)] },
            bytes: Connection.longestAnswer / 2)
        return list.answer("items", [.init("problems", .array(texts.elements))])
    }
}

extension Track {
    var members: [JSON.Member] {
        [
            .init("title", .string(title)), .init("artist", .string(artist)),
            .init("album", .string(album)), .init("path", .string(path.text)),
            .init("duration_s", milliseconds.map { .double(Double($0) / 1000) } ?? .null),
        ]
    }
}

extension History.OrderFacts {
    /// How far it has come.
    var status: OrderStatus {
        OrderStatus(
            outcome: outcome, trackCount: trackCount, hasPlayed: playing != nil,
            isDurable: durable != nil)
    }

    var json: JSON {
        [
            "ticket": .int(Int64(ticket.number)), "verb": .string(verb),
            "outcome": .string(outcome.word),
            "reason": reason.map {
                [
                    "code": .string($0.code.word), "text": .string($0.text),
                    "candidates": JSON($0.candidates),
                ]
            } ?? .null,
            "daemon": "up", "destination": JSON(destination),
            "track_count": .int(Int64(trackCount)),
            "tracks": .array(tracks.map { .object($0.members) }),
            "alternatives": JSON(alternatives), "skipped_lines": .int(Int64(skippedLines)),
            "silent": JSON(outcome == .queued ? silent : nil),
            "counts": counts.json,
            "failures": .array(
                failures.map { ["track": .string($0.track.spoken), "text": .string($0.text)] }),
            "times": [
                "submitted": .string(submitted.rfc3339), "accepted": .string(accepted.rfc3339),
                "durable": JSON(durable?.rfc3339), "playing": JSON(playing?.rfc3339),
                "finished": JSON(ended?.rfc3339),
            ],
        ]
    }
}

extension History.Counts {
    fileprivate var json: JSON {
        [
            "tracks": .int(Int64(tracks)), "heard": .int(Int64(heard)),
            "skipped": .int(Int64(skipped)), "failed": .int(Int64(failed)),
            "superseded": .int(Int64(superseded)), "cancelled": .int(Int64(cancelled)),
            "expired": .int(Int64(expired)), "open": .int(Int64(open)),
        ]
    }
}
