// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Tells how near a misheard or mistyped name is to one that exists.
public enum Nearness {
    /// The nearest of some keys, best first; those that are far off are left out.
    ///
    /// Near is: one begins with the other, or at most a third of the letters differ.
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

    /// How many letters differ between two texts; nil when more than `limit`.
    public static func distance(_ left: String, _ right: String, limit: Int) -> Int? {
        distance(Array(left.unicodeScalars), Array(right.unicodeScalars), limit: limit)
    }

    /// How many letters have to be put in, taken out or exchanged; nil when more than `limit`.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            var least = row[0]
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = min(
                    diagonal + (letter == other ? 0 : 1), above + 1, row[column] + 1)
                diagonal = above
                least = min(least, row[column + 1])
            }
            if least > limit { return nil }
        }
        return row[right.count] <= limit ? row[right.count] : nil
    }
}
