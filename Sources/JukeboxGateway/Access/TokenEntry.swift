// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// A token as its file knows it: one line, `ID SCOPE SHA-256 FACTS NAME`.
///
/// The facts are separated by semicolons: the creation time, then optionally
/// `expires=2027-01-31T12:00:00.000Z` and `rooms=kitchen,living%20room`. A token without these
/// never expires and works for all rooms.
public struct TokenEntry: Equatable, Sendable {
    /// The id that `token revoke` takes.
    public var id: String
    /// The rights that it gives.
    public var scope: Scope
    /// The SHA-256 of the token, in hexadecimal digits.
    public var hash: String
    /// When it was made (RFC 3339).
    public var made: String
    /// When it expires (RFC 3339); nil: never.
    public var expires: String?
    /// The names of the rooms that it works for; nil for all rooms.
    public var rooms: [String]?
    /// The name that a person gave it.
    public var name: String

    /// Whether it has expired.
    public func hasExpired(at now: WallTime) -> Bool {
        // Both are UTC in the same format, so they can be compared as texts.
        expires.map { $0 <= now.rfc3339 } ?? false
    }

    init(
        id: String, scope: Scope, hash: String, made: String, expires: String? = nil,
        rooms: [String]? = nil, name: String
    ) {
        self.id = id
        self.scope = scope
        self.hash = hash
        self.made = made
        self.expires = expires
        self.rooms = rooms
        self.name = name
    }

    /// Reads a line; nil if any part is unreadable, because a limit that cannot be read must not be
    /// ignored.
    init?(line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, let scope = Scope(word: String(parts[1])), parts[2].utf8.count == 64
        else { return nil }
        let facts = parts[3].split(separator: ";", omittingEmptySubsequences: false)
        self.init(
            id: String(parts[0]), scope: scope, hash: String(parts[2]), made: String(facts[0]),
            name: String(parts[4]))
        for fact in facts.dropFirst() {
            if fact.hasPrefix("expires="), Self.isMoment(fact.dropFirst(8)) {
                expires = String(fact.dropFirst(8))
            } else if fact.hasPrefix("rooms=") {
                rooms = fact.dropFirst(6).split(separator: ",").map { Self.decoded($0) }
            } else {
                return nil
            }
        }
    }

    var line: String {
        var facts = made
        if let expires { facts += ";expires=" + expires }
        if let rooms { facts += ";rooms=" + rooms.map(Self.encoded).joined(separator: ",") }
        return "\(id) \(scope) \(hash) \(facts) \(name)"
    }

    private static func isMoment(_ text: Substring) -> Bool {
        text.wholeMatch(of: /[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z/)
            != nil && text.utf8.count == 24
    }

    /// Percent-encodes the characters of a room's name that separate parts of a line.
    private static func encoded(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            if scalar.value <= 0x20 || "%;,".unicodeScalars.contains(scalar) {
                text += "%" + TokenFile.hexadecimal([UInt8(scalar.value)])
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2,
                let value = UInt8(digits, radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
