// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto
public import JukeboxModel
internal import LinuxSystem

/// The file of tokens, a line each (`TokenEntry`).
///
/// The tokens themselves are shown once and kept nowhere.
public struct TokenFile: Sendable {
    /// The path of the file.
    public let path: String

    /// Names the file, which need not exist.
    public init(path: String) { self.path = path }

    /// All tokens, including expired ones.
    ///
    /// - Throws: if the file exists and cannot be read.
    public func entries() throws(KeptFile.Failure) -> [TokenEntry] {
        Self.lines(of: try KeptFile.read(path)).compactMap(TokenEntry.init(line:))
    }

    /// Makes a token of 256 bits; other processes may do so at the same time.
    ///
    /// - Returns: the token, which is kept nowhere, and its entry.
    public func add(
        _ scope: Scope, name: String, expires: WallTime? = nil, rooms: [String]? = nil,
        at now: WallTime
    ) throws(KeptFile.Failure) -> (token: String, entry: TokenEntry) {
        let token = "jbx_" + Dice.hexadecimal(32)
        let name = String(
            String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        let entry = try KeptFile.change(path) { bytes throws(KeptFile.Failure) in
            let lines = Self.lines(of: bytes)
            let ids = Set(lines.map { $0.prefix { $0 != " " } })
            var id = Dice.hexadecimal(4)
            while ids.contains(id[...]) { id = Dice.hexadecimal(4) }
            let entry = TokenEntry(
                id: id, scope: scope, hash: Self.hash(token), made: now.rfc3339,
                expires: expires?.rfc3339, rooms: rooms, name: name)
            bytes = Self.bytes(of: lines + [entry.line[...]])
            return entry
        }
        return (token, entry)
    }

    /// Revokes a token.
    ///
    /// - Returns: whether a token had this id.
    public func revoke(_ id: String) throws(KeptFile.Failure) -> Bool {
        guard try KeptFile.read(path) != nil else { return false }
        return try KeptFile.change(path) { bytes throws(KeptFile.Failure) in
            let lines = Self.lines(of: bytes)
            let kept = lines.filter { !$0.hasPrefix(id + " ") }
            guard kept.count < lines.count else { return false }
            bytes = Self.bytes(of: kept)
            return true
        }
    }

    /// When each token was last used, to a minute, by its id (RFC 3339).
    public func lastUses() -> [String: String] { TokenUse.read(path) }

    /// Identifies a version of the file; nil if the file does not exist.
    var version: FileVersion? { FileVersion(path) }

    private static func lines(of bytes: [UInt8]?) -> [Substring] {
        String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n")
    }

    private static func bytes(of lines: [Substring]) -> [UInt8] {
        Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    static func hash(_ token: String) -> String {
        hexadecimal(Array(SHA256.hash(data: Array(token.utf8))))
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
