// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

// A snapshot has a fixed number of bytes on the board, and the names in it come from foreign tags,
// in which each control character takes six bytes as JSON.
extension JSON {
    /// The object as one line of at most `limit` bytes, at least 200.
    ///
    /// If it is longer, its texts are cut, the longest first. Members that still do not fit are
    /// left out from the end, so the first ones (name, state, device) are kept longest. A text that
    /// was cut ends in “…”.
    func fitted(to limit: Int) -> String {
        let whole = line
        guard whole.utf8.count > limit, case .object(let members) = self else { return whole }
        for budget in [400, 200, 100, 50, 20] {
            let shorter = cutting(to: budget).line
            if shorter.utf8.count <= limit { return shorter }
        }
        var kept: [Member] = []
        var count = 2
        for member in members.map({ Member($0.name, $0.value.cutting(to: 60)) }) {
            count += JSON.object([member]).line.utf8.count - 1
            guard count <= limit else { break }
            kept.append(member)
        }
        return JSON.object(kept).line
    }

    /// The value with every text in it cut to a number of bytes of JSON.
    private func cutting(to budget: Int) -> JSON {
        switch self {
        case .string(let text): .string(Self.cut(text, to: budget))
        case .array(let elements): .array(elements.map { $0.cutting(to: budget) })
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.cutting(to: budget)) })
        default: self
        }
    }

    private static func cut(_ text: String, to budget: Int) -> String {
        guard JSON.string(text).line.utf8.count - 2 > budget else { return text }
        var kept = ""
        var count = "…".utf8.count
        for scalar in text.unicodeScalars {
            count += JSON.string(String(scalar)).line.utf8.count - 2
            if count > budget { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept + "…"
    }
}
