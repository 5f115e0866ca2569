// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The parameters of an OAuth request, from a query or a form
/// (`application/x-www-form-urlencoded`).
///
/// A parameter without a value counts as omitted; repeated ones are refused (RFC 6749, 3.1).
struct FormFields: Equatable, Sendable {
    private var values: [String: String] = [:]
    /// The names that were given more than once.
    private(set) var duplicates: Set<String> = []
    /// Whether a part could not be decoded, or there are more than `most`.
    private(set) var isMalformed = false

    static let most = 50

    /// Reads `name=value&name=value`.
    init(_ text: String) {
        let pairs = text.split(separator: "&")
        isMalformed = pairs.count > Self.most
        for pair in pairs.prefix(Self.most) {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(sides[0]),
                let value = sides.count > 1 ? Self.decoded(sides[1]) : ""
            else {
                isMalformed = true
                continue
            }
            if values.updateValue(value, forKey: name) != nil { duplicates.insert(name) }
        }
    }

    /// The value of a parameter; nil if it is missing, empty or given more than once.
    subscript(name: String) -> String? {
        guard !duplicates.contains(name), let value = values[name], !value.isEmpty else {
            return nil
        }
        return value
    }

    /// Whether every parameter can be decoded and is given once.
    var isWellFormed: Bool { !isMalformed && duplicates.isEmpty }

    /// A form's text without `+` and `%XX`; nil if it is not UTF-8 or holds a NUL.
    static func decoded(_ text: some StringProtocol) -> String? {
        PercentCoding.decoded(Substring(String(text).replacing("+", with: " ")))
    }
}

extension String {
    /// Whether two texts have the same bytes; `==` also accepts canonically equivalent characters.
    func isSameText(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
