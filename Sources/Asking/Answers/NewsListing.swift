// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// News of orders that began to play or ended: the answer to `news`.
public struct NewsListing: Equatable, Sendable {
    /// One piece of news.
    public struct News: Equatable, Sendable {
        /// Its number; later news has a higher one.
        public var number: Int64
        /// The outcome that was reached.
        public var outcome: Outcome
        /// When, in milliseconds since 1970, and as RFC 3339 writes it.
        public var milliseconds: Int64, at: String
        /// The order.
        public var order: OrderAnswer

        /// Makes a piece of news.
        public init(
            number: Int64, outcome: Outcome, milliseconds: Int64, at: String, order: OrderAnswer
        ) {
            self.number = number
            self.outcome = outcome
            self.milliseconds = milliseconds
            self.at = at
            self.order = order
        }

        init?(_ json: JSON) {
            guard let number = json["id"]?.int, let moment = json["at_ms"]?.int,
                let outcome = json.text("outcome").flatMap(Outcome.init(word:)),
                let order = json["order"].flatMap({ OrderAnswer($0) })
            else { return nil }
            self.number = number
            self.outcome = outcome
            milliseconds = moment
            at = json.text("at") ?? ""
            self.order = order
        }

        /// The news as an answer has it.
        public var json: JSON {
            [
                "id": .int(number), "outcome": .string(outcome.word), "at": .string(at),
                "at_ms": .int(milliseconds), "order": order.json,
            ]
        }
    }

    /// The news, the oldest first.
    public var news: [News]
    /// The number of the last news that there is; it may be later than these.
    public var last: Int64
    /// Whether more follow.
    public var hasMore: Bool

    /// Makes a page.
    public init(news: [News], last: Int64, hasMore: Bool) {
        self.news = news
        self.last = last
        self.hasMore = hasMore
    }

    /// Reads an answer; nil if it is not news.
    public init?(_ json: JSON) {
        guard let last = json["last"]?.int else { return nil }
        self.last = last
        news = (json["news"]?.elements ?? []).compactMap(News.init)
        hasMore = json["more"]?.bool ?? false
    }

    /// The page as an answer.
    public var json: JSON {
        [
            "last": .int(last), "news": .array(news.map(\.json)), "more": .bool(hasMore),
        ]
    }
}
