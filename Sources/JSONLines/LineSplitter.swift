// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Cuts a stream of bytes into lines, and never holds more than one line's limit.
///
/// A longer line is dropped whole and counted; reading continues after its end.
public struct LineSplitter: Sendable {
    private var pending: [UInt8] = []
    private var dropping = false
    private let limit: Int

    /// How many lines were too long and were dropped.
    public private(set) var dropped = 0

    /// Makes a splitter for lines of at most `limit` bytes.
    public init(limit: Int) {
        self.limit = limit
    }

    /// Takes in what was read, and returns the lines that are now complete.
    public mutating func feed(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            add(rest[..<end])
            if !dropping { lines.append(pending) }
            pending = []
            dropping = false
            rest = rest[(end + 1)...]
        }
        add(rest)
        return lines
    }

    private mutating func add(_ part: ArraySlice<UInt8>) {
        guard !dropping else { return }
        guard pending.count + part.count <= limit else {
            dropping = true
            dropped += 1
            pending = []
            return
        }
        pending.append(contentsOf: part)
    }

    /// Whether a line has begun that has no end yet.
    public var isWithinLine: Bool { dropping || !pending.isEmpty }
}
