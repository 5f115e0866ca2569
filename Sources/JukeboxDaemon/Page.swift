// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// A page of a long answer, cut where the answer would become too long.
struct Page<Element> {
    private(set) var elements: [Element] = []
    /// Whether an element did not fit.
    private(set) var hasMore = false
    private var space: Int
    private let most: Int
    private let length: (Element) -> Int

    /// A page of at most `count` elements, whose JSON has at most `bytes` bytes; 64 KiB of an answer
    /// are kept for its other members.
    init(
        atMost count: Int?, bytes: Int = Connection.longestAnswer - 65_536,
        _ json: @escaping (Element) -> JSON
    ) {
        self.init(atMost: count, bytes: bytes, length: { json($0).longestLine })
    }

    /// The same, with an upper bound for the bytes of an element's JSON.
    init(
        atMost count: Int?, bytes: Int = Connection.longestAnswer - 65_536,
        length: @escaping (Element) -> Int
    ) {
        most = count ?? .max
        space = bytes
        self.length = length
    }

    /// Adds an element; false, and no change, if it does not fit.
    mutating func add(_ element: Element) -> Bool {
        guard elements.count < most else {
            hasMore = true
            return false
        }
        let length = length(element) + 1
        guard length <= space else {
            hasMore = true
            return false
        }
        space -= length
        elements.append(element)
        return true
    }

    /// Adds elements until one does not fit.
    mutating func add(contentsOf elements: some Sequence<Element>) {
        for element in elements where !add(element) { return }
    }
}

extension JSON {
    /// An upper bound for the bytes of the value as JSON.
    fileprivate var longestLine: Int {
        switch self {
        case .null, .bool: 5
        case .int, .double: 32
        case .string(let text): text.longestQuoted
        case .array(let elements): elements.reduce(2) { $0 + $1.longestLine + 1 }
        case .object(let members):
            members.reduce(2) { $0 + $1.name.longestQuoted + $1.value.longestLine + 2 }
        }
    }
}

extension String {
    /// An upper bound for the bytes of the text as JSON.
    var longestQuoted: Int {
        utf8.reduce(2) { sum, byte in
            switch byte {
            case 0..<0x20, 0x7F: sum + 6
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): sum + 2
            default: sum + 1
            }
        }
    }
}
