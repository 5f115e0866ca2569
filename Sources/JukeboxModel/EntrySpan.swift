// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Entries that follow each other in a queue, from one through another.
///
/// A client that knows how many they are says so. Then a queue that has changed meanwhile loses
/// nothing: the command fails.
public struct EntrySpan: Hashable, Sendable {
    /// The first entry.
    public var first: EntryID
    /// The last entry; the same as `first` for one alone.
    public var last: EntryID
    /// How many entries the client has seen from the first through the last; nil: any number.
    public var count: Int?

    /// Makes a span from one entry through another.
    public init(_ first: EntryID, through last: EntryID, count: Int? = nil) {
        self.first = first
        self.last = last
        self.count = count
    }

    /// Makes a span of one entry.
    public init(_ entry: EntryID) {
        self.init(entry, through: entry)
    }

    /// The span as the ring and the pipes write it: `12`, `12-15`, `12-15/4`.
    public var text: String {
        guard first != last else { return "\(first)" }
        return "\(first)-\(last)" + (count.map { "/\($0)" } ?? "")
    }

    /// Reads spans that are separated by commas.
    ///
    /// - Returns: the spans; nil if the text is not exactly one span or more.
    public static func list(_ text: String) -> [EntrySpan]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let spans = parts.compactMap(EntrySpan.init)
        return spans.count == parts.count ? spans : nil
    }

    /// Writes spans, separated by commas.
    public static func text(_ spans: [EntrySpan]) -> String {
        spans.map(\.text).joined(separator: ",")
    }

    private init?(_ text: Substring) {
        let counted = text.split(separator: "/", omittingEmptySubsequences: false)
        let ends = counted[0].split(separator: "-", omittingEmptySubsequences: false)
        guard counted.count <= 2, ends.count <= 2, let first = Self.number(ends[0]),
            let last = ends.count == 2 ? Self.number(ends[1]) : first
        else { return nil }
        self.init(EntryID(first), through: EntryID(last))
        guard counted.count == 2 else { return }
        guard ends.count == 2, let count = Self.number(counted[1]) else { return nil }
        self.count = Int(clamping: count)
    }

    /// A whole number from 1 on.
    private static func number(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(text), number > 0
        else { return nil }
        return number
    }
}
