// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// The list in an answer, cut where the answer would become too long.
struct AnswerList {
    private(set) var elements: [JSON] = []
    /// Bytes that are left; 64 KiB are kept for the rest of the answer.
    private var space: Int
    private let most: Int
    private var hasMore = false

    /// A list of at most `count` elements, and `bytes` bytes of JSON.
    init(atMost count: Int = .max, bytes: Int = Connection.longestAnswer - 65_536) {
        most = count
        space = bytes
    }

    init(
        _ elements: some Sequence<JSON>, bytes: Int = Connection.longestAnswer - 65_536
    ) {
        self.init(bytes: bytes)
        for element in elements where !add(element) { break }
    }

    /// Adds an element; false, and no change, if it does not fit.
    mutating func add(_ element: JSON) -> Bool {
        let length = element.longestLine + 1
        guard elements.count < most, length <= space else {
            hasMore = true
            return false
        }
        space -= length
        elements.append(element)
        return true
    }

    /// The answer, with `"more":true` when the list was cut.
    func answer(_ name: String, _ others: [JSON.Member] = []) -> JSON {
        let more = hasMore ? [JSON.Member("more", true)] : []
        return .object(others + [.init(name, .array(elements))] + more)
    }
}

extension JSON {
    /// An upper bound for the bytes of the value as JSON.
    fileprivate var longestLine: Int {
        switch self {
        case .null, .bool: 5
        case .int, .double: 32
        case .string(let text): Self.longest(text)
        case .array(let elements): elements.reduce(2) { $0 + $1.longestLine + 1 }
        case .object(let members):
            members.reduce(2) { $0 + Self.longest($1.name) + $1.value.longestLine + 2 }
        }
    }

    private static func longest(_ text: String) -> Int {
        text.utf8.reduce(2) { sum, byte in
            switch byte {
            case 0..<0x20, 0x7F: sum + 6
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): sum + 2
            default: sum + 1
            }
        }
    }
}
