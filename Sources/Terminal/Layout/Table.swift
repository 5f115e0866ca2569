// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Rows of cells in columns that are as wide as their widest cell, and narrower on a narrow screen.
///
/// If the rows do not fit, columns are shortened and then dropped, the least important first.
public struct Table: Sendable {
    /// How a column is laid out.
    public struct Column: Equatable, Sendable {
        /// The side of its texts.
        public var alignment: Alignment
        /// Its rank: columns of a low importance are shortened and dropped first.
        public var importance: Int
        /// The columns down to which it may be shortened; nil if it is shown whole or not at all.
        public var minimum: Int?

        /// Makes a column; by default it is shown whole or not at all.
        public init(
            _ alignment: Alignment = .left, importance: Int, minimum: Int? = nil
        ) {
            self.alignment = alignment
            self.importance = importance
            self.minimum = minimum
        }
    }

    /// The columns, from left to right.
    public let columns: [Column]
    /// The rows; a missing cell is empty, and a surplus one is not shown.
    public var rows: [[Line]]
    /// The spaces between two columns.
    public var gap = 2

    /// Makes a table.
    public init(_ columns: [Column], rows: [[Line]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// Lays the rows out.
    ///
    /// - Parameters:
    ///   - width: the most columns of a line; nil if nothing limits it.
    ///   - ellipsis: what ends a text that was cut.
    /// - Returns: a line for each row, without spaces at its end.
    public func lines(in width: Int?, ellipsis: String = "…") -> [Line] {
        let widths = widths(in: width)
        let spaces = Line(String(repeating: " ", count: gap))
        return rows.map { row in
            var line = Line()
            var pending = Line()  // spaces that are written only if something follows them
            var isFirst = true
            for (index, width) in widths.enumerated() where width > 0 {
                if !isFirst { pending += spaces }
                isFirst = false
                let cell =
                    index < row.count ? row[index].cut(to: width, ellipsis: ellipsis) : Line()
                let missing = Line(String(repeating: " ", count: max(0, width - cell.columns)))
                let isRight = columns[index].alignment == .right
                if isRight { pending += missing }
                if !cell.isEmpty {
                    line += pending + cell
                    pending = Line()
                }
                if !isRight { pending += missing }
            }
            return line
        }
    }

    /// The widths of the columns; 0 for one that is not shown.
    func widths(in limit: Int?) -> [Int] {
        var widths = columns.map { _ in 0 }
        for row in rows {
            for (index, cell) in zip(widths.indices, row) {
                widths[index] = max(widths[index], cell.columns)
            }
        }
        guard let limit else { return widths }
        let minimums = zip(columns, widths).map { min($0.minimum ?? $1, $1) }
        drop(until: limit, minimums, &widths)
        shorten(to: limit, minimums, &widths)
        return widths
    }

    private func total(_ widths: [Int]) -> Int {
        let shown = widths.filter { $0 > 0 }
        return shown.reduce(0, +) + gap * max(0, shown.count - 1)
    }

    /// Drops columns until what is left fits when it is as short as it may be.
    private func drop(until limit: Int, _ minimums: [Int], _ widths: inout [Int]) {
        var least = zip(widths, minimums).map { $0 > 0 ? $1 : 0 }
        while total(least) > limit {
            let shown = least.indices.filter { least[$0] > 0 }
            guard shown.count > 1 else { break }
            let victim = shown.reversed().min { columns[$0].importance < columns[$1].importance }
            guard let victim else { break }
            least[victim] = 0
            widths[victim] = 0
        }
    }

    /// Takes columns away from the least important cells, of equals from the widest.
    private func shorten(to limit: Int, _ minimums: [Int], _ widths: inout [Int]) {
        // The layout counts single columns: an endless cell must not make it count for long.
        for index in widths.indices { widths[index] = min(widths[index], max(0, limit)) }
        var excess = total(widths) - limit
        for level in Set(columns.map(\.importance)).sorted() {
            let members = columns.indices.filter { columns[$0].importance == level }
            while excess > 0 {
                let long = members.filter { widths[$0] > minimums[$0] }
                guard let widest = long.max(by: { widths[$0] < widths[$1] }) else { break }
                widths[widest] -= 1
                excess -= 1
            }
        }
    }
}
