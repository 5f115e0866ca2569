// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

// The questions over the socket `ask` in the runtime directory. One JSON line in, one out. A
// question changes nothing. An unknown question is answered with `{"error":"…"}`.
//
//     {"ask":"order","ticket":7}                            answers at once
//     {"ask":"order","ticket":7,"until":"playing","timeout_ms":5000}   answers when it plays
//     {"ask":"orders","count":20}      {"ask":"orders","after":7}      those before ticket 7
//     {"ask":"queue","destination":"kitchen"}
//     {"ask":"queue","destination":"kitchen","after":31,"count":500}   the page after entry 31
//     {"ask":"queue","destination":"kitchen","brief":true}     rows of numbers and names
//     {"ask":"search","text":"beat"}
//     {"ask":"search","text":"beat year:1965-1970","count":20}
//     {"ask":"browse","kind":"artists"}   {"ask":"browse","kind":"artists","name":"Moby"}
//     {"ask":"browse","kind":"albums","after":100,"count":100}    without the first 100
//     {"ask":"find","request":{"query":"beethoven"}}       what an order would play, and what else
//     {"ask":"complete","text":"bee","kinds":["artist","title"]}      names that begin so
//     {"ask":"playlists"}              {"ask":"playlists","after":"Morning","count":50}
//     {"ask":"playlist","name":"Morning"}
//     {"ask":"playlist","name":"Morning","after":120,"count":50}       the page after line 120
//     {"ask":"news"}                   the number of the last news about an order
//     {"ask":"news","after":12,"timeout_ms":5000}    answers when there is later news
//     {"ask":"changes"}                the number of the last change
//     {"ask":"changes","after":12,"timeout_ms":5000}     answers when there is a later change
//     {"ask":"library"}                {"ask":"settings"}              {"ask":"figures"}
//
// An answer has at most 8 MiB. A list ends with `"more":true` if elements follow, because they would
// be too many or too long.
// One connection has one question at a time: the next is read after the answer was taken.
// Codes next to `error`: `busy` (too many connections: refused and closed), `gone` (the entry that
// `after` names has left the queue), `too_long` (a question over 64 KiB, or an answer over 8 MiB).

/// A question to the daemon.
public enum Question: Equatable, Sendable {
    /// The facts of a ticket; with a goal, once it is reached or can no longer be reached.
    case order(Ticket, until: Goal?, timeoutMilliseconds: Int64)
    /// The newest orders; with a ticket, those before it.
    case orders(count: Int, after: Ticket? = nil)
    /// The queue of a destination: the entries after one of them, at most `count`.
    ///
    /// A brief answer has a row for each entry, without album, file and ticket, and is read three
    /// times as fast.
    case queue(DestinationName?, after: Int64? = nil, count: Int? = nil, isBrief: Bool = false)
    /// The tracks that a search finds; `SearchText` says how it is written.
    case search(String, count: Int)
    /// All artists, albums or genres; with a name, the albums of the artist, the tracks of the album
    /// or the artists of the genre. With a number, without so many of the first.
    case browse(Browsed, name: String? = nil, count: Int = 100, after: Int64? = nil)
    /// What an order of these names would play, in a room; nothing is ordered.
    case find(Order.Request, in: DestinationName? = nil)
    /// The names of some kinds that begin with a text; no kinds are artists, albums and titles.
    case complete(String, kinds: [Completed] = [], count: Int = 200)
    /// The names of the playlists; with a name, those after it.
    case playlists(count: Int? = nil, after: String? = nil)
    /// The lines of a playlist; with a number, those after that line.
    case playlist(String, count: Int? = nil, after: Int64? = nil)
    /// The news of orders that began to play or ended, after a number, once there is any; nil asks
    /// for the last number only.
    case news(after: Int64?, timeoutMilliseconds: Int64)
    /// The changes of orders and queues after a number, once there are any; nil asks for the last
    /// number only.
    case changes(after: Int64?, timeoutMilliseconds: Int64)
    /// The size of the catalogue, and the progress of a scan.
    case library
    /// The daemon's folders.
    case settings
    /// The daemon's counters since its start.
    case figures

    /// How long the answer may take, in milliseconds; nil if it is given at once.
    public var patience: Int64? {
        switch self {
        case .order(_, _?, let timeout), .news(_?, let timeout), .changes(_?, let timeout): timeout
        default: nil
        }
    }

    /// What can be browsed.
    public enum Browsed: String, CaseIterable, Sendable {
        case artists, albums, genres
    }

    /// The kinds of names that can be completed.
    public enum Completed: String, CaseIterable, Sendable {
        case artist, album, title, genre, playlist
    }

    /// The words of all questions.
    public static let words = [
        "order", "orders", "queue", "search", "browse", "find", "complete", "playlists",
        "playlist", "news", "changes", "library", "settings", "figures",
    ]

    /// A goal to wait for.
    public enum Goal: Equatable, Sendable {
        /// An outcome, or one after it on the way.
        case outcome(Outcome)
        /// That the order is durable.
        case durable

        /// The word for it.
        public var word: String {
            switch self {
            case .outcome(let outcome): outcome.word
            case .durable: "durable"
            }
        }

        /// Finds a goal by its word.
        public init?(word: String) {
            if word == "durable" {
                self = .durable
            } else if let outcome = Outcome(word: word) {
                self = .outcome(outcome)
            } else {
                return nil
            }
        }
    }
}
