// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// The members of a request's JSON object; each is taken out once, and the rest is unknown.
struct RequestBody {
    /// The largest body, in bytes.
    static let limit = 64 << 10
    private var members: [JSON.Member]

    /// Reads a body; the error says what is wrong with it.
    init(_ bytes: [UInt8]) throws(DeskError) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .invalid("the body is not UTF-8")
        }
        guard let json = JSON(parsing: bytes) else {
            throw .invalid("the body is not valid JSON, or nests deeper than 32 levels")
        }
        guard case .object(let members) = json else {
            throw .invalid("the body must be a JSON object: {\"title\":\"Yesterday\"}")
        }
        var seen: Set<String> = []
        for member in members where !seen.insert(member.name).inserted {
            throw .invalid("“\(member.name)” is given twice")
        }
        self.members = members.filter { $0.value != .null }
    }

    private mutating func take(_ name: String) -> JSON? {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        return members.remove(at: index).value
    }

    /// Returns a text of at most `limit` characters (Unicode scalars); surrounding white space is
    /// ignored, unless it is `exact`.
    mutating func text(_ name: String, atMost limit: Int = 256, exact: Bool = false)
        throws(DeskError)
        -> String?
    {
        guard let value = take(name) else { return nil }
        guard let whole = value.string else { throw .invalid("“\(name)” must be a text") }
        let text = exact ? whole : Self.trimmed(whole)
        let length = text.unicodeScalars.count
        guard length <= limit else {
            throw .invalid("“\(name)” has \(length) characters; \(limit) is the most")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw .invalid("“\(name)” holds a control character, such as a line's end")
        }
        return text.isEmpty ? nil : text
    }

    /// A text without the white space around it, which scripts leave there.
    static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest.drop(while: \.isWhitespace))
    }

    /// A number within a range.
    mutating func number(
        _ name: String, _ range: ClosedRange<Double>
    ) throws(DeskError) -> Double? {
        guard let value = take(name) else { return nil }
        guard let number = value.double, range.contains(number) else {
            throw .invalid(
                "“\(name)” must be a number from \(brief(range.lowerBound)) to \(brief(range.upperBound))"
            )
        }
        return number
    }

    /// A whole number within a range.
    mutating func whole(_ name: String, _ range: ClosedRange<Int64>) throws(DeskError) -> Int64? {
        guard let value = take(name) else { return nil }
        // 1.0 is a whole number too.
        let whole = value.int ?? value.double.flatMap { Int64(exactly: $0) }
        guard let number = whole, range.contains(number) else {
            throw .invalid(
                "“\(name)” must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// True or false.
    mutating func flag(_ name: String) throws(DeskError) -> Bool? {
        guard let value = take(name) else { return nil }
        guard let flag = value.bool else { throw .invalid("“\(name)” must be true or false") }
        return flag
    }

    /// Refuses unknown members.
    func finish(known: String) throws(DeskError) {
        guard members.isEmpty else {
            let names = members.map { "“\($0.name)”" }.joined(separator: ", ")
            throw .invalid("unknown: \(names); known are \(known)")
        }
    }

    private func brief(_ number: Double) -> String {
        number == number.rounded() ? String(Int64(number)) : String(number)
    }
}
