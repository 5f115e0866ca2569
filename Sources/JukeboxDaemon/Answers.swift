// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import Stores

/// Turns questions into answers.
struct Answers {
    let history: History
    let figures: Figures
    let progress: ScanProgress
    let changes: ChangeRing

    /// The answer; nil while the goal of the question is not reached and `isLast` is false.
    func answer(_ question: Question, _ lookup: Lookup, isLast: Bool) throws -> JSON? {
        switch question {
        case .order(let ticket, let goal, _): try order(ticket, until: goal, isLast: isLast)
        case .orders(let count, let ticket): try orders(atMost: count, before: ticket).json
        case .queue(let name, let entry, let count, let isBrief):
            try queue(
                of: name, after: entry.map(EntryID.init), atMost: count, isBrief: isBrief, lookup)
        case .search(let text, let count):
            try FindingAnswers(lookup).search(text, atMost: count)
        case .browse(let kind, let name, let count, let start):
            try FindingAnswers(lookup).browse(kind, name: name, atMost: count, after: start ?? 0)
        case .complete(let text, let kinds, let count):
            try FindingAnswers(lookup).complete(text, kinds, atMost: count).json
        case .playlists, .playlist, .find: JSON?.none  // the playlists thread answers these
        case .library: try library(lookup).json
        case .news(let number, _): try news(after: number, isLast: isLast)?.json
        case .changes(let number, _): try changes(after: number, isLast: isLast)?.json
        case .figures: figures.answer.json
        case .settings:
            FolderAnswer(
                music: lookup.settings.paths.music, playlists: lookup.settings.paths.playlists,
                state: lookup.settings.paths.state
            ).json
        }
    }

    private func order(
        _ ticket: Ticket, until goal: Question.Goal?, isLast: Bool
    ) throws -> JSON? {
        guard let facts = try history.order(ticket, counting: false) else {
            // Not with `?:`, in which nil would be JSON's null.
            if goal != nil, !isLast { return nil }
            return AskRefusal("no ticket \(ticket)").json
        }
        if let goal, !facts.status.isSettled(goal), !isLast { return nil }
        return OrderAnswer(try history.counted(facts)).json
    }

    private func orders(atMost count: Int, before ticket: Ticket?) throws -> OrderListing {
        var page = Page<OrderAnswer>(atMost: count, \.json)
        try history.eachOrder(before: ticket) { page.add(OrderAnswer($0)) }
        return OrderListing(orders: page.elements, hasMore: page.hasMore)
    }

    /// The entries after one of them; the code `gone` if that one has left the queue.
    private func queue(
        of name: DestinationName?, after entry: EntryID?, atMost count: Int?, isBrief: Bool,
        _ lookup: Lookup
    ) throws -> JSON {
        let name = lookup.settings.rules.destination(name)
        let known = lookup.settings.destinations.map(\.name)
        guard known.contains(name) else {
            return AskRefusal(lookup.settings.rules.refusal(of: name).text).json
        }
        var page = Page<QueuedTrack>(atMost: count, length: \.longestLine)
        let start = try history.eachEntry(of: name, after: entry, isBrief: isBrief) {
            page.add(QueuedTrack($0))
        }
        guard let start else {
            return AskRefusal(
                "entry \(entry?.number ?? 0) is not in the queue any more", code: "gone"
            ).json
        }
        var listing = QueueListing(
            destination: name.text, entries: page.elements, hasMore: page.hasMore)
        listing.number(after: start.waiting, current: start.current?.number)
        if entry == nil, !listing.hasMore {
            listing.total = listing.entries.count
            listing.milliseconds = listing.entries.reduce(0) { $0 + $1.track.countedLength }
        } else if entry == nil {
            let totals = try history.totals(of: name)
            listing.total = totals.count
            listing.milliseconds = totals.milliseconds
        }
        return isBrief ? listing.briefJSON : listing.json
    }

    private func library(_ lookup: Lookup) throws -> LibraryTotals {
        let totals = try lookup.catalogue.totals()
        return LibraryTotals(
            tracks: totals.tracks, artists: totals.artists, albums: totals.albums,
            unreadable: totals.unreadable, away: totals.away,
            seconds: totals.milliseconds / 1000, scan: progress.scan)
    }
}

// News and changes.
extension Answers {
    /// The most news or changes in one answer.
    private static let most = 50

    private func news(after number: Int64?, isLast: Bool) throws -> NewsListing? {
        let last = try history.lastNews()
        guard let number else { return NewsListing(news: [], last: last, hasMore: false) }
        // A number above the last one is from a journal that was replaced.
        let news = try history.news(after: number > last ? 0 : number, atMost: Self.most + 1)
        if news.isEmpty, !isLast { return nil }
        var page = Page<NewsListing.News>(atMost: Self.most, \.json)
        page.add(
            contentsOf: news.lazy.map {
                NewsListing.News(
                    number: $0.id, outcome: $0.outcome, milliseconds: $0.at.milliseconds,
                    at: $0.at.rfc3339, order: OrderAnswer($0.order))
            })
        return NewsListing(news: page.elements, last: last, hasMore: page.hasMore)
    }

    private func changes(after number: Int64?, isLast: Bool) throws -> ChangeListing? {
        guard let number else {
            return ChangeListing(
                changes: [], last: changes.last, hasGap: false, hasMore: false)
        }
        let found = changes.after(number, atMost: Self.most)
        if found.changes.isEmpty, !found.hasGap, !isLast { return nil }
        var facts: [Ticket: History.OrderFacts] = [:]
        var page = Page<ChangeListing.Change>(atMost: nil, \.json)
        var last = found.last
        for (number, change) in found.changes {
            let element: ChangeListing.Change
            switch change {
            case .queue(let name): element = .queue(name.text, revision: number)
            case .order(let ticket, let outcome):
                // An order that is forgotten already has nothing to tell.
                guard let known = try facts[ticket] ?? history.order(ticket) else { continue }
                facts[ticket] = known
                element = .order(OrderAnswer(known, asOf: outcome))
            }
            guard page.add(element) else { break }
            last = number
        }
        if !page.hasMore { last = found.last }
        return ChangeListing(
            changes: page.elements, last: last, hasGap: found.hasGap,
            hasMore: page.hasMore || found.hasMore)
    }
}

extension QueuedTrack {
    /// An entry without its position.
    fileprivate init(_ entry: History.QueueEntry) {
        self.init(
            TrackAnswer(entry.track, entry: entry.id), position: nil,
            ticket: entry.ticket.map { Int64(clamping: $0.number) },
            by: entry.label)
    }

    /// An upper bound for the bytes of its JSON, without making it.
    fileprivate var longestLine: Int {
        // The names of its members, and its numbers.
        300
            + [track.title, track.artist, track.album, track.path, by ?? ""].reduce(0) {
                $0 + $1.longestQuoted
            }
    }
}

extension TrackAnswer {
    /// Its length as it is counted: within a year, so that no sum overflows; 0 if it is unknown.
    fileprivate var countedLength: Int64 {
        min(max(0, milliseconds ?? 0), History.longestTrack)
    }
}

extension QueueListing {
    /// Numbers the entries of a page, except the current one.
    fileprivate mutating func number(after count: Int, current: Int64?) {
        var position = count
        for index in entries.indices where entries[index].entry != current {
            position += 1
            entries[index].position = position
        }
    }
}
