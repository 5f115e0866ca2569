// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel

/// Positions in a queue as people type them: `3`, `2-5`, `2-5,9`; 1 is the next to play.
struct Positions: Equatable {
    /// The ranges, sorted, without overlaps and with gaps between them.
    let ranges: [ClosedRange<Int>]

    /// The highest position that can be typed.
    static let highest = 1_000_000

    /// Reads positions; nil unless the words are exactly positions.
    init?(_ words: [String]) {
        var ranges: [ClosedRange<Int>] = []
        for word in words {
            for part in word.split(separator: ",", omittingEmptySubsequences: false) {
                guard let range = Self.range(part) else { return nil }
                ranges.append(range)
            }
        }
        guard !ranges.isEmpty else { return nil }
        self.ranges = Self.merged(ranges)
    }

    /// Reads one position.
    static func single(_ text: String) -> Int? { number(text[...]) }

    /// Whether a word looks like positions, and not like the name of a room.
    static func looksRight(_ word: String) -> Bool {
        !word.isEmpty
            && word.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2C || $0 == 0x2D }
    }

    private static func range(_ text: Substring) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = number(ends[0]) else { return nil }
        guard ends.count == 2 else { return first...first }
        guard let last = number(ends[1]), first <= last else { return nil }
        return first...last
    }

    private static func number(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
            (1...highest).contains(number)
        else { return nil }
        return number
    }

    private static func merged(_ ranges: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
        var merged: [ClosedRange<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// The last position.
    var last: Int { ranges.last?.upperBound ?? 0 }

    /// The spans of entries at these positions in a queue; nil if it has fewer.
    func spans(in entries: [QueuedTrack]) -> [EntrySpan]? {
        let waiting = entries.filter { !$0.isCurrent }.compactMap(\.entry)
        guard waiting.count >= last else { return nil }
        return ranges.map { range in
            EntrySpan(
                EntryID(waiting[range.lowerBound - 1]),
                through: EntryID(waiting[range.upperBound - 1]), count: range.count)
        }
    }
}

extension EntrySpan {
    /// The most bytes of spans in one order; a slot of the ring has 2016 for all fields.
    private static let mostBytes = 1700

    /// The spans in groups that fit into an order each.
    static func orders(_ spans: [EntrySpan]) -> [[EntrySpan]] {
        var groups: [[EntrySpan]] = []
        var space = 0
        for span in spans {
            let bytes = span.text.utf8.count + 1
            if bytes > space {
                groups.append([])
                space = mostBytes
            }
            groups[groups.count - 1].append(span)
            space -= bytes
        }
        return groups
    }
}
