// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
internal import JukeboxModel

extension Question {
    /// The question as a line of JSON.
    public var json: JSON {
        .object([.init("ask", .string(word))] + members.filter { $0.value != .null })
    }

    private var word: String {
        switch self {
        case .order: "order"
        case .orders: "orders"
        case .queue: "queue"
        case .search: "search"
        case .browse: "browse"
        case .find: "find"
        case .complete: "complete"
        case .playlists: "playlists"
        case .playlist: "playlist"
        case .news: "news"
        case .changes: "changes"
        case .library: "library"
        case .settings: "settings"
        case .figures: "figures"
        }
    }

    private var members: [JSON.Member] {
        switch self {
        case .order(let ticket, let goal, let timeout):
            [
                .init("ticket", .int(Int64(clamping: ticket.number))),
                .init("until", JSON(goal?.word)), .init("timeout_ms", .int(timeout)),
            ]
        case .orders(let count, let ticket):
            Self.page(count, ticket.map { .int(Int64(clamping: $0.number)) })
        case .queue(let name, let entry, let count, let isBrief):
            [.init("destination", JSON(name?.text))] + Self.page(count, entry.map(JSON.int))
                + (isBrief ? [.init("brief", true)] : [])
        case .search(let text, let count): [.init("text", .string(text))] + Self.page(count, nil)
        case .playlists(let count, let name): Self.page(count, name.map(JSON.string))
        case .playlist(let name, let count, let line):
            [.init("name", .string(name))] + Self.page(count, line.map(JSON.int))
        case .news(let number, let timeout), .changes(let number, let timeout):
            [.init("after", JSON(number)), .init("timeout_ms", .int(timeout))]
        case .browse(let kind, let name, let count, let start):
            [.init("kind", .string(kind.rawValue)), .init("name", JSON(name))]
                + Self.page(count, start.map(JSON.int))
        case .find(let request, let name):
            [.init("request", request.json), .init("destination", JSON(name?.text))]
        case .complete(let text, let kinds, let count):
            [.init("text", .string(text)), .init("kinds", JSON(kinds.map(\.rawValue)))]
                + Self.page(count, nil)
        case .library, .settings, .figures: []
        }
    }

    private static func page(_ count: Int?, _ after: JSON?) -> [JSON.Member] {
        [.init("count", JSON(count.map(Int64.init))), .init("after", after ?? .null)]
    }

    /// Reads a question; nil if it is unknown or incomplete.
    public init?(_ json: JSON) {
        switch json.text("ask") {
        case "order":
            guard let order = Self.order(json) else { return nil }
            self = order
        case "orders":
            self = .orders(count: Self.count(json) ?? 20, after: json.ticket("after"))
        case "queue":
            self = .queue(
                json.text("destination").map(DestinationName.init), after: json["after"]?.int,
                count: Self.count(json, atMost: 100_000), isBrief: json["brief"]?.bool ?? false)
        case "search":
            guard let text = json.text("text") else { return nil }
            self = .search(text, count: Self.count(json) ?? 50)
        case "browse", "find", "complete":
            guard let question = Self.finding(json) else { return nil }
            self = question
        case "playlists": self = .playlists(count: Self.count(json), after: json.text("after"))
        case "playlist":
            guard let name = json.text("name") else { return nil }
            self = .playlist(name, count: Self.count(json), after: json["after"]?.int)
        case "news":
            self = .news(after: json["after"]?.int, timeoutMilliseconds: Self.timeout(json))
        case "changes":
            self = .changes(after: json["after"]?.int, timeoutMilliseconds: Self.timeout(json))
        case "library": self = .library
        case "settings": self = .settings
        case "figures": self = .figures
        default: return nil
        }
    }

    /// Why a line is not a question, with the word that may have been meant.
    public static func refusal(of json: JSON?) -> AskRefusal {
        let text = "this is not a question that the jukebox knows"
        guard let word = json?.text("ask"), word.utf8.count < 100 else { return AskRefusal(text) }
        guard !words.contains(word) else {
            return AskRefusal("a part of the question “\(word)” is missing or wrong")
        }
        let near = Nearness.nearest(to: word, among: words, atMost: 1).first
        return AskRefusal(text + (near.map { "; did you mean “\($0)”?" } ?? ""))
    }

    private static func finding(_ json: JSON) -> Question? {
        switch json.text("ask") {
        case "browse":
            guard let kind = json.text("kind").flatMap(Browsed.init) else { return nil }
            return .browse(
                kind, name: json.text("name"), count: count(json) ?? 100,
                after: json["after"]?.int.map { max(0, $0) })
        case "find":
            guard let request = json["request"].map(Order.Request.init) else { return nil }
            return .find(request, in: json.text("destination").map(DestinationName.init))
        default:
            guard let text = json.text("text") else { return nil }
            let words = json.texts("kinds")
            let kinds = words.compactMap(Completed.init)
            guard kinds.count == words.count else { return nil }
            return .complete(text, kinds: kinds, count: count(json, atMost: 200) ?? 200)
        }
    }

    private static func order(_ json: JSON) -> Question? {
        guard let ticket = json.ticket("ticket") else { return nil }
        var goal: Goal?
        if let word = json.text("until") {
            guard let known = Goal(word: word) else { return nil }
            goal = known
        }
        return .order(ticket, until: goal, timeoutMilliseconds: timeout(json))
    }

    private static func timeout(_ json: JSON) -> Int64 {
        min(86_400_000, max(0, json["timeout_ms"]?.int ?? 0))
    }

    private static func count(_ json: JSON, atMost most: Int64 = 10_000) -> Int? {
        (json["count"]?.int).map { Int(min(most, max(1, $0))) }
    }
}
