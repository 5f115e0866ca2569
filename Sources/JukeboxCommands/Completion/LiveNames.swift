// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import OrderRing

/// The names that exist now, for completion: each kind is a row.
struct LiveNames {
    let session: Session
    let rooms: RoomList?

    /// How long a daemon may take to answer; a shell waits for it.
    static let patience = MonotonicTime.Span.milliseconds(15)

    /// The kinds of names, by the words that the descriptions of commands use.
    enum Kind: String, CaseIterable {
        case rooms, tickets, playlists, artists, albums, titles, genres, music
    }

    /// The names of some kinds that begin with a prefix.
    ///
    /// - Parameters:
    ///   - kinds: The kinds.
    ///   - soFar: The words before the prefix, if a name may have several words.
    ///   - prefix: The beginning of the last word.
    /// - Returns: candidates for the last word.
    func candidates(
        _ kinds: [String], soFar: [String], prefix: String
    ) -> [Completing.Candidate] {
        let kinds = kinds.compactMap(Kind.init)
        let whole = (soFar + [prefix]).joined(separator: " ")
        let lead = soFar.isEmpty ? "" : soFar.joined(separator: " ") + " "
        return kinds.flatMap { names($0, whole) }.compactMap { candidate in
            let name = candidate.word
            guard name.count >= lead.count,
                RoomList.folded(String(name.prefix(lead.count))) == RoomList.folded(lead)
            else { return nil }
            return Completing.Candidate(
                Self.continued(prefix, String(name.dropFirst(lead.count))), candidate.note)
        }
    }

    /// The name, with its beginning as it was typed, so that shells keep what they show.
    private static func continued(_ typed: String, _ name: String) -> String {
        let start = name.prefix(typed.count)
        guard start.count == typed.count, start != typed, start.lowercased() == typed.lowercased()
        else { return name }
        return typed + name.dropFirst(typed.count)
    }

    private func names(_ kind: Kind, _ prefix: String) -> [Completing.Candidate] {
        switch kind {
        case .rooms: roomNames(prefix)
        case .tickets: tickets(prefix)
        case .playlists: playlists(prefix)
        case .artists: music([.artist], prefix)
        case .albums: music([.album], prefix)
        case .titles: music([.title], prefix)
        case .genres: music([.genre], prefix)
        case .music: music([], prefix)
        }
    }

    private func music(_ kinds: [Question.Completed], _ prefix: String) -> [Completing.Candidate] {
        let listing = session.askOnce(
            .complete(prefix, kinds: kinds), NameListing.init, within: Self.patience)
        guard case .success(let listing) = listing else { return [] }
        return listing.names.map { Completing.Candidate($0) }
    }

    /// The rooms; after a comma, the next of several.
    private func roomNames(_ prefix: String) -> [Completing.Candidate] {
        let cut = prefix.lastIndex(of: ",").map { prefix.index(after: $0) } ?? prefix.startIndex
        let (lead, last) = (String(prefix[..<cut]), RoomList.folded(String(prefix[cut...])))
        let rooms = (rooms?.rooms ?? []).map { ($0.name, $0.state) } + [("all", "every room")]
        return rooms.filter { RoomList.folded($0.0).hasPrefix(last) }.map {
            Completing.Candidate(lead + $0.0, $0.1)
        }
    }

    private func tickets(_ prefix: String) -> [Completing.Candidate] {
        let listing = session.askOnce(
            .orders(count: 50), OrderListing.init, within: Self.patience)
        guard case .success(let listing) = listing else { return [] }
        return listing.orders.map { order in
            let music = order.tracks.first?.spoken ?? order.verb
            return Completing.Candidate(
                "\(order.ticket)", "\(OrderWords.outcome(order)): \(music)")
        }.filter { $0.word.hasPrefix(prefix) }
    }

    private func playlists(_ prefix: String) -> [Completing.Candidate] {
        let listing = session.askOnce(.playlists(), PlaylistListing.init, within: Self.patience)
        guard case .success(let listing) = listing else { return [] }
        let folded = RoomList.folded(prefix)
        return listing.names.filter { RoomList.folded($0).hasPrefix(folded) }.map {
            Completing.Candidate($0)
        }
    }
}
