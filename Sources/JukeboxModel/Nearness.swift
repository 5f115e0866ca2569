// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Measures how near a misheard or mistyped name is to one that exists.
public enum Nearness {
    /// The nearest of some keys, best first; those that are far off are left out.
    ///
    /// Near is: one begins or ends with the other, or at most a third of the letters differ.
    public static func nearest<Name>(
        to key: String, among names: some Sequence<(key: String, name: Name)>, atMost count: Int = 3
    ) -> [Name] {
        let wanted = Array(key.unicodeScalars)
        var best: [(distance: Int, key: String, name: Name)] = []
        for candidate in names {
            let letters = Array(candidate.key.unicodeScalars)
            let limit =
                best.count < count
                ? max(1, max(wanted.count, letters.count) / 3) : best[count - 1].distance
            let starts =
                wanted.count > 2 && (candidate.key.hasPrefix(key) || candidate.key.hasSuffix(key))
            let distance = starts ? 1 : distance(wanted, letters, limit: limit)
            guard let distance, distance <= limit else { continue }
            let place = best.firstIndex { ($0.distance, $0.key) > (distance, candidate.key) }
            best.insert((distance, candidate.key, candidate.name), at: place ?? best.count)
            if best.count > count { best.removeLast() }
        }
        return best.map(\.name)
    }

    /// The nearest of some words, best first; those that are far off are left out.
    ///
    /// For commands, options and other words that are spelled in one way; a name that people give
    /// is compared by its folded key.
    public static func nearest(
        to word: String, among words: some Sequence<String>, atMost count: Int = 3
    ) -> [String] {
        nearest(to: word, among: words.lazy.map { (key: $0, name: $0) }, atMost: count)
    }

    /// How many letters differ between two texts; nil if more than `limit`.
    ///
    /// Two neighbours in the wrong order count as one letter.
    public static func distance(_ left: String, _ right: String, limit: Int) -> Int? {
        distance(Array(left.unicodeScalars), Array(right.unicodeScalars), limit: limit)
    }

    /// How many letters must be added, removed, replaced or swapped with their neighbour; nil if
    /// more than `limit`.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        var before: [Int] = []
        var last = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var row = [index + 1]
            row.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var best = min(
                    last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, row[column] + 1)
                if index > 0, column > 0, letter == right[column - 1], left[index - 1] == other {
                    best = min(best, before[column - 1] + 1)
                }
                row.append(best)
            }
            // A swap may skip a row, so two of them must be too far.
            if min(row.min() ?? 0, last.min() ?? 0) > limit { return nil }
            (before, last) = (last, row)
        }
        return last[right.count] <= limit ? last[right.count] : nil
    }
}
