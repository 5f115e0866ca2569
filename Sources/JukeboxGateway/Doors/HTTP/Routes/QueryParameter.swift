// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// A parameter that a route reads from the query.
///
/// A handler cannot read one that its row does not have, and the OpenAPI document is checked against
/// the rows.
struct QueryParameter: Equatable, Sendable {
    let name: String
    let value: Value
    var isRequired = false

    /// The values that are possible.
    enum Value: Equatable, Sendable {
        /// A whole number; `usual` replaces a missing one.
        case whole(ClosedRange<Int64>, usual: Int64?)
        /// A text of at most `atMost` characters (Unicode scalars).
        case text(atMost: Int)
        /// One of these words.
        case word([String])
        /// Some of these words, with commas between them.
        case words([String])
    }

    /// The most elements of a page, and its older name.
    static func limit(usual: Int64) -> [QueryParameter] {
        [
            QueryParameter(name: "limit", value: .whole(1...1000, usual: usual)),
            QueryParameter(name: "count", value: .whole(1...1000, usual: nil)),
        ]
    }

    /// The last element of the page before, as a number.
    static func after(_ range: ClosedRange<Int64>) -> QueryParameter {
        QueryParameter(name: "after", value: .whole(range, usual: nil))
    }

    /// The last element of the page before, as a name.
    static let afterName = QueryParameter(name: "after", value: .text(atMost: 200))

    static let search = QueryParameter(name: "q", value: .text(atMost: 256), isRequired: true)

    /// A goal to wait for, and the longest wait.
    static let waiting = [
        QueryParameter(name: "wait_for", value: .word(OrderRequest.goals)),
        QueryParameter(
            name: "wait_ms",
            value: .whole(0...OrderRequest.longestWait, usual: OrderRequest.usualGoalWait)),
    ]

    static let room = QueryParameter(name: "room", value: .text(atMost: 60))
    static let events = QueryParameter(name: "events", value: .words(EventFilter.words))
}
