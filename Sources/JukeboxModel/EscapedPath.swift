// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A file's path as text: UTF-8 in which `%`, control bytes and bytes that are not valid UTF-8 are
/// written `%XX`.
///
/// A path on Linux may hold any byte but NUL, and a text may not. The escaped form passes through
/// the ring, JSON, SQLite and logs unchanged and turns back into the same bytes. Two paths are
/// equal if their bytes are; nothing is normalised or repaired.
public struct EscapedPath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The escaped text.
    public let text: String

    /// Takes text that is already escaped, from a message or a database.
    public init(escaped text: String) {
        self.text = text
    }

    /// Escapes the bytes of a path.
    public init(bytes: some Collection<UInt8>) {
        // The work is done on a concrete type: generic code is not specialised across modules.
        self.init(array: Array(bytes))
    }

    private init(array bytes: [UInt8]) {
        // Most paths need no escape, and are taken over whole.
        if bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0x25 }),
            let plain = String(validating: bytes, as: UTF8.self)
        {
            self.text = plain
            return
        }
        var text = ""
        var decoder = UTF8.ForwardParser()
        var pending = bytes.makeIterator()
        scan: while true {
            switch decoder.parseScalar(from: &pending) {
            case .valid(let encoded):
                let scalar = UTF8.decode(encoded)
                if scalar.value < 0x20 || scalar.value == 0x7F || scalar == "%" {
                    text += Self.escape(UInt8(scalar.value))
                } else {
                    text.unicodeScalars.append(scalar)
                }
            case .emptyInput:
                break scan
            case .error:
                // The parser drops unreadable parts; this slow way keeps every byte.
                text = Self.escapedByHand(bytes)
                break scan
            }
        }
        self.text = text
    }

    /// The escaped text.
    public var description: String { text }

    /// The bytes of the path; a `%` that does not begin an escape stands for itself.
    public var bytes: [UInt8] {
        let source = Array(text.utf8)
        guard source.contains(UInt8(ascii: "%")) else { return source }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = Self.digit(source[index + 1]), let low = Self.digit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return bytes
    }

    /// The part after the last slash.
    public var lastComponent: String {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return text }
        return String(text[text.utf8.index(after: slash)...])
    }

    /// The folder that contains it, by name alone; nil for the root and for a bare name.
    public var parent: EscapedPath? {
        guard text.utf8.count > 1, let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            return nil
        }
        return EscapedPath(escaped: slash == text.startIndex ? "/" : String(text[..<slash]))
    }

    /// Whether it is the folder itself or inside it, by name alone; links are not followed.
    public func isInside(_ folder: EscapedPath) -> Bool {
        if self == folder { return true }
        let start = folder.text.utf8
        guard text.utf8.starts(with: start) else { return false }
        let slash = UInt8(ascii: "/")
        return start.last == slash || text.utf8.dropFirst(start.count).first == slash
    }

    /// Compares the bytes; as strings, two spellings of “é” would be equal.
    public static func == (one: EscapedPath, other: EscapedPath) -> Bool {
        one.text.utf8.elementsEqual(other.text.utf8)
    }

    /// Hashes the bytes, as the comparison does.
    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Sorts by bytes, as SQLite sorts the same texts.
    public static func < (one: EscapedPath, other: EscapedPath) -> Bool {
        one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }

    private static func escapedByHand(_ bytes: [UInt8]) -> String {
        var text = ""
        var index = 0
        while index < bytes.count {
            let length = sequenceLength(bytes, at: index)
            let plain = bytes[index] >= 0x20 && bytes[index] != 0x7F && bytes[index] != 0x25
            if length == 0 || !plain {
                text += escape(bytes[index])
                index += 1
            } else {
                // A checked sequence, so this decoding repairs nothing.
                text += String(decoding: bytes[index..<index + length], as: UTF8.self)
                index += length
            }
        }
        return text
    }

    /// The length of the valid UTF-8 sequence at `index`; zero if it is invalid.
    private static func sequenceLength(_ bytes: [UInt8], at index: Int) -> Int {
        let longest = min(4, bytes.count - index)
        for length in 1...longest {
            var decoder = UTF8.ForwardParser()
            var slice = Array(bytes[index..<index + length]).makeIterator()
            if case .valid(let encoded) = decoder.parseScalar(from: &slice),
                encoded.count == length
            {
                return length
            }
        }
        return 0
    }

    private static func escape(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var text = "%"
        text.unicodeScalars.append(digits[Int(byte >> 4)])
        text.unicodeScalars.append(digits[Int(byte & 15)])
        return text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
