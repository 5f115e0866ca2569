// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

extension Histogram {
    /// The counts, without the bounds, which never change.
    public var json: JSON {
        [
            "counts": .array(counts.map { .int(Int64($0)) }), "count": .int(Int64(count)),
            "sum": .double(sum),
        ]
    }

    /// Reads a histogram; nil if the value is not one.
    public init?(_ json: JSON) {
        guard let count = json["count"]?.int, let sum = json["sum"]?.double else { return nil }
        let counts = json["counts"]?.elements.compactMap(\.int) ?? []
        self.init(counts: counts.map { Int($0) }, count: Int(count), sum: sum)
    }
}
