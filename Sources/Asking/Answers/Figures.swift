// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// The daemon's counters since its start: the answer to `figures`.
public struct Figures: Equatable, Sendable {
    /// A count for each word, sorted by the words.
    public typealias Table = [(name: String, count: Int)]

    private var tables: [String: [String: Int]] = [:]
    /// How long it took to resolve names.
    public var resolved: Histogram?
    /// How long it took from an order to its first frame.
    public var audible: Histogram?

    /// Makes figures.
    public init(
        outcomes: [String: Int], restarts: [String: Int], underruns: [String: Int],
        resolved: Histogram?, audible: Histogram?
    ) {
        tables = ["outcomes": outcomes, "restarts": restarts, "underruns": underruns]
        self.resolved = resolved
        self.audible = audible
    }

    /// Reads an answer.
    public init?(_ json: JSON) {
        guard json["outcomes"] != nil else { return nil }
        func table(_ name: String) -> [String: Int] {
            guard case .object(let members)? = json[name] else { return [:] }
            return Dictionary(
                members.map { ($0.name, max(0, Int(clamping: $0.value.int ?? 0))) },
                uniquingKeysWith: { _, last in last })
        }
        self.init(
            outcomes: table("outcomes"), restarts: table("restarts"),
            underruns: table("underruns"), resolved: json["resolved"].flatMap(Histogram.init),
            audible: json["audible"].flatMap(Histogram.init))
    }

    /// How often an order of music got so far, by the outcome's word.
    public var outcomes: Table { table("outcomes") }
    /// How often a player ended unasked, by destination.
    public var restarts: Table { table("restarts") }
    /// How often a device ran dry, by destination.
    public var underruns: Table { table("underruns") }

    /// The figures as an answer.
    public var json: JSON {
        func counts(_ name: String) -> JSON {
            .object(table(name).map { .init($0.name, .int(Int64($0.count))) })
        }
        return [
            "outcomes": counts("outcomes"), "restarts": counts("restarts"),
            "underruns": counts("underruns"), "resolved": resolved?.json ?? .null,
            "audible": audible?.json ?? .null,
        ]
    }

    private func table(_ name: String) -> Table {
        (tables[name] ?? [:]).sorted { $0.key < $1.key }.map { (name: $0.key, count: $0.value) }
    }
}
