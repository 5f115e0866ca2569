// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension JSON {
    /// Reads one value; nil if the text is not exactly one valid JSON value (RFC 8259), nests
    /// deeper than 32 levels, or is not UTF-8.
    public init?(parsing bytes: some Collection<UInt8>) {
        var reader = JSONReader(bytes: Array(bytes))
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        guard reader.atEnd else { return nil }
        self = value
    }

    /// Reads one value from a text; nil under the same conditions.
    public init?(parsing text: String) {
        self.init(parsing: text.utf8)
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var atEnd: Bool { index == bytes.count }
    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            index += 1
        }
    }

    mutating func value(depth: Int) -> JSON? {
        guard depth < 32 else { return nil }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""): return string().map(JSON.string)
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func take(_ byte: Character) -> Bool {
        skipSpace()
        guard next == byte.asciiValue else { return false }
        index += 1
        return true
    }

    private mutating func word(_ word: String, _ value: JSON) -> JSON? {
        guard bytes[index...].starts(with: word.utf8) else { return nil }
        index += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) -> JSON? {
        index += 1
        var members: [JSON.Member] = []
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\""), let name = string(), take(":"),
                let value = value(depth: depth + 1)
            else { return nil }
            members.append(JSON.Member(name, value))
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSON? {
        index += 1
        var elements: [JSON] = []
        if take("]") { return .array([]) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
        } while take(",")
        return take("]") ? .array(elements) : nil
    }

    private mutating func number() -> JSON? {
        if let whole = plainNumber() { return .int(whole) }
        let start = index
        while let byte = next,
            (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
        {
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = digits.utf8.first, (0x30...0x39).contains(first),
            digits == "0" || first != 0x30 || digits.dropFirst().first.map(".eE".contains) == true,
            text.utf8.last.map({ (0x30...0x39).contains($0) }) == true
        else { return nil }
        if let whole = Int64(text) { return .int(whole) }
        guard !text.contains(".e"), !text.contains(".E"), let real = Double(text), real.isFinite
        else { return nil }
        return .double(real)
    }

    /// Reads a number of a few digits and nothing else; nil (and nothing read) for any other.
    private mutating func plainNumber() -> Int64? {
        var value: Int64 = 0
        var end = index
        while end < bytes.count, (0x30...0x39).contains(bytes[end]), end - index < 19 {
            guard end - index < 18 else { return nil }
            value = value * 10 + Int64(bytes[end] - 0x30)
            end += 1
        }
        let digits = end - index
        guard digits > 0, digits == 1 || bytes[index] != 0x30 else { return nil }
        if end < bytes.count, [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(bytes[end]) { return nil }
        index = end
        return value
    }

    private mutating func string() -> String? {
        index += 1
        let start = index
        while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\\") {
            index += 1
            // Without an escape the text is taken over whole.
            if byte == UInt8(ascii: "\"") {
                return String(validating: bytes[start..<index - 1], as: UTF8.self)
            }
        }
        var plain = Array(bytes[start..<index])
        while let byte = next {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(validating: plain, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard escape(into: &plain) else { return nil }
            case 0..<0x20:
                return nil
            default:
                plain.append(byte)
            }
        }
        return nil
    }

    private mutating func escape(into plain: inout [UInt8]) -> Bool {
        guard let kind = next else { return false }
        index += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(kind)
        case UInt8(ascii: "b"): plain.append(8)
        case UInt8(ascii: "f"): plain.append(12)
        case UInt8(ascii: "n"): plain.append(10)
        case UInt8(ascii: "r"): plain.append(13)
        case UInt8(ascii: "t"): plain.append(9)
        case UInt8(ascii: "u"):
            guard let scalar = unicodeEscape() else { return false }
            plain.append(contentsOf: String(Character(scalar)).utf8)
        default: return false
        }
        return true
    }

    /// Reads `XXXX`, and a low surrogate after a high one; a lone surrogate is an error.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let first = fourDigits() else { return nil }
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard next == UInt8(ascii: "\\"), index + 1 < bytes.count,
            bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        index += 2
        guard let second = fourDigits(), (0xDC00..<0xE000).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func fourDigits() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                return nil
            }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }
}
