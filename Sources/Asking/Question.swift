// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

// The questions over the socket `ask` in the runtime directory. One JSON line in, one out. A
// question changes nothing. An unknown question is answered with `{"error":"…"}`.
//
//     {"ask":"order","ticket":7}                            answers at once
//     {"ask":"order","ticket":7,"until":"playing","timeout_ms":5000}   answers when it plays
//     {"ask":"orders","count":20}      {"ask":"queue","destination":"kitchen"}
//     {"ask":"queue","destination":"kitchen","after":31,"count":500}   the page after entry 31
//     {"ask":"search","text":"beat"}   {"ask":"playlists"}   {"ask":"playlist","name":"Morning"}
//     {"ask":"news"}                   the number of the last news about an order
//     {"ask":"news","after":12,"timeout_ms":5000}    answers when there is later news
//     {"ask":"library"}                {"ask":"settings"}              {"ask":"figures"}
//
// An answer has at most 8 MiB. A list that would be longer is cut, and `"more":true` says so.
// One connection has one question at a time: the next is read after the answer was taken.
// Codes next to `error`: `busy` (too many connections: refused and closed), `gone` (the entry that
// `after` names has left the queue), `too_long` (a question over 64 KiB, or an answer over 8 MiB).

/// A question to the daemon.
public enum Question: Equatable, Sendable {
    /// The facts of a ticket; with a goal, once it is reached or can no longer be reached.
    case order(Ticket, until: Goal?, timeoutMilliseconds: Int64)
    /// The newest orders.
    case orders(count: Int)
    /// The queue of a destination: the entries after one of them, at most `count`.
    case queue(DestinationName?, after: Int64? = nil, count: Int? = nil)
    /// The tracks whose names contain a text.
    case search(String, count: Int)
    /// The names of the playlists.
    case playlists
    /// The lines of a playlist.
    case playlist(String)
    /// The news of orders that began to play or ended, after a number, once there is any; nil asks
    /// for the last number only.
    case news(after: Int64?, timeoutMilliseconds: Int64)
    /// The size of the catalogue, and the progress of a scan.
    case library
    /// The daemon's folders.
    case settings
    /// The daemon's counters since its start.
    case figures

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

    /// The question as a line of JSON.
    public var json: JSON {
        switch self {
        case .order(let ticket, let goal, let timeout):
            [
                "ask": "order", "ticket": .int(Int64(clamping: ticket.number)),
                "until": JSON(goal?.word), "timeout_ms": .int(timeout),
            ]
        case .orders(let count): ["ask": "orders", "count": .int(Int64(count))]
        case .queue(let name, let entry, let count):
            [
                "ask": "queue", "destination": JSON(name?.text), "after": JSON(entry),
                "count": JSON(count.map(Int64.init)),
            ]
        case .search(let text, let count):
            ["ask": "search", "text": .string(text), "count": .int(Int64(count))]
        case .playlists: ["ask": "playlists"]
        case .playlist(let name): ["ask": "playlist", "name": .string(name)]
        case .news(let number, let timeout):
            ["ask": "news", "after": JSON(number), "timeout_ms": .int(timeout)]
        case .library: ["ask": "library"]
        case .settings: ["ask": "settings"]
        case .figures: ["ask": "figures"]
        }
    }

    /// Reads a question; nil if it is unknown or incomplete.
    public init?(_ json: JSON) {
        switch json["ask"]?.string {
        case "order":
            guard let number = json["ticket"]?.int, (0..<Int64(Ticket.limit)).contains(number)
            else { return nil }
            var goal: Goal?
            if let word = json["until"]?.string {
                guard let known = Goal(word: word) else { return nil }
                goal = known
            }
            self = .order(
                Ticket(UInt64(number)), until: goal, timeoutMilliseconds: Self.timeout(json))
        case "orders": self = .orders(count: Self.count(json, 20))
        case "queue":
            self = .queue(
                json["destination"]?.string.map(DestinationName.init), after: json["after"]?.int,
                count: json["count"]?.int.map { Int(min(100_000, max(1, $0))) })
        case "search":
            guard let text = json["text"]?.string else { return nil }
            self = .search(text, count: Self.count(json, 50))
        case "playlists": self = .playlists
        case "playlist":
            guard let name = json["name"]?.string else { return nil }
            self = .playlist(name)
        case "news":
            self = .news(after: json["after"]?.int, timeoutMilliseconds: Self.timeout(json))
        case "library": self = .library
        case "settings": self = .settings
        case "figures": self = .figures
        default: return nil
        }
    }

    private static func timeout(_ json: JSON) -> Int64 {
        min(86_400_000, max(0, json["timeout_ms"]?.int ?? 0))
    }

    /// How long the answer may take, in milliseconds; nil if it is given at once.
    public var patience: Int64? {
        switch self {
        case .order(_, _?, let timeout), .news(_?, let timeout): timeout
        default: nil
        }
    }

    private static func count(_ json: JSON, _ usual: Int) -> Int {
        Int(min(10_000, max(1, json["count"]?.int ?? Int64(usual))))
    }
}
