// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Percent-encoding in paths, queries and forms (RFC 3986, and the URL standard's forms).
enum PercentCoding {
    /// The most parameters of a query or form; further ones are ignored.
    static let mostParameters = 50

    /// A part with its `%XX` decoded; nil if it is not UTF-8, or holds a NUL.
    static func decoded(_ part: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = part.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2,
                let value = UInt8(digits, radix: 16), value != 0
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The parameters of a query or a form, decoded, in their order.
    static func pairs(_ query: String?) -> [(name: String, value: String)] {
        (query ?? "").split(separator: "&").prefix(mostParameters).compactMap { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let plain = sides.map { decoded(Substring($0.replacing("+", with: " "))) }
            guard let name = plain.first ?? nil else { return nil }
            return (name, (plain.count > 1 ? plain[1] : "") ?? "")
        }
    }

    /// The parameters by their names; of several with one name, the last counts.
    static func parameters(_ query: String?) -> [String: String] {
        Dictionary(pairs(query).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}
