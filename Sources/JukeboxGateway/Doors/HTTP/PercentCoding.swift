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

    /// The parameters of a query by their names; of several with one name, the last counts.
    ///
    /// Nil if one of them cannot be decoded.
    static func parameters(_ query: String?) -> [String: String]? {
        var parameters: [String: String] = [:]
        for pair in (query ?? "").split(separator: "&").prefix(mostParameters) {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let plain = sides.compactMap { decoded(Substring($0.replacing("+", with: " "))) }
            guard plain.count == sides.count, let name = plain.first else { return nil }
            parameters[name] = plain.count > 1 ? plain[1] : ""
        }
        return parameters
    }
}
