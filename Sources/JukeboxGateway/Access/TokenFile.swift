// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto
internal import JSONLines
public import JukeboxModel
public import LinuxSystem

/// What a token allows; each scope allows what stands before it.
public enum Scope: Int, Comparable, CaseIterable, CustomStringConvertible, Sendable {
    /// Looking: what plays, queues, searches.
    case read
    /// Ordering music, and withdrawing orders.
    case play
    /// Pausing, skipping, volumes and queues.
    case control
    /// Everything.
    case admin

    /// Orders scopes by what they allow.
    public static func < (one: Scope, other: Scope) -> Bool { one.rawValue < other.rawValue }

    /// The word for it.
    public var description: String {
        switch self {
        case .read: "read"
        case .play: "play"
        case .control: "control"
        case .admin: "admin"
        }
    }

    /// Finds a scope by its word.
    public init?(word: String) {
        guard let scope = Self.allCases.first(where: { $0.description == word }) else { return nil }
        self = scope
    }
}

/// The file of tokens: one line each, `ID SCOPE SHA-256 DATE NAME`; the tokens themselves are
/// shown once and kept nowhere.
public struct TokenFile: Sendable {
    private let path: String

    /// Names the file.
    public init(path: String) { self.path = path }

    /// A token as the file knows it.
    public struct Entry: Equatable, Sendable {
        /// What it is called by when it is revoked.
        public var id: String
        /// What it allows.
        public var scope: Scope
        /// The SHA-256 of the token, in hexadecimal digits.
        public var hash: String
        /// When it was made.
        public var made: String
        /// What a person calls it.
        public var name: String

        init(id: String, scope: Scope, hash: String, made: String, name: String) {
            self.id = id
            self.scope = scope
            self.hash = hash
            self.made = made
            self.name = name
        }

        init?(line: Substring) {
            let parts = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
            guard parts.count == 5, let scope = Scope(word: String(parts[1])), parts[2].count == 64
            else { return nil }
            self.init(
                id: String(parts[0]), scope: scope, hash: String(parts[2]), made: String(parts[3]),
                name: String(parts[4]))
        }

        var line: String { "\(id) \(scope) \(hash) \(made) \(name)" }
    }

    /// The tokens that are good now.
    public var entries: [Entry] {
        guard let bytes = FileContents.read(path, atMost: 1 << 20, followingLinks: false) else {
            return []
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .compactMap(Entry.init(line:))
    }

    /// Makes a token of 256 bits.
    ///
    /// - Returns: the token, which is kept nowhere, and its entry.
    public func add(
        _ scope: Scope, name: String, at now: WallTime
    ) throws(SystemError) -> (token: String, entry: Entry) {
        let token = "jbx_" + Dice.hexadecimal(32)
        let entry = Entry(
            id: Dice.hexadecimal(4), scope: scope, hash: Self.hash(token), made: now.rfc3339,
            name: name.replacing("\n", with: " "))
        try write(entries + [entry])
        return (token, entry)
    }

    /// Takes a token back.
    ///
    /// - Returns: whether there was one of that id.
    public func revoke(_ id: String) throws(SystemError) -> Bool {
        let all = entries
        let kept = all.filter { $0.id != id }
        guard kept.count < all.count else { return false }
        try write(kept)
        return true
    }

    /// When the file was last written; nil where there is none.
    var modified: WallTime? { FileContents.modified(path) }

    private func write(_ entries: [Entry]) throws(SystemError) {
        try FileContents.replace(path, with: Array(entries.map { $0.line + "\n" }.joined().utf8))
    }

    static func hash(_ token: String) -> String {
        hexadecimal(Array(SHA256.hash(data: Array(token.utf8))))
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

/// The tokens in memory; the file is read again when it has changed.
actor TokenTable {
    private let file: TokenFile
    private var entries: [TokenFile.Entry] = []
    private var modified: WallTime?

    init(_ file: TokenFile) { self.file = file }

    /// Whether there is any token.
    var isEmpty: Bool { current().isEmpty }

    /// What a token allows; nil when it is not known.
    ///
    /// All hashes are compared in whole, so that the time tells nothing.
    func grant(_ token: String) -> (id: String, scope: Scope)? {
        let hash = TokenFile.hash(token).utf8
        var found: TokenFile.Entry?
        for entry in current() where Secrets.areSame(hash, entry.hash.utf8) { found = entry }
        return found.map { ($0.id, $0.scope) }
    }

    private func current() -> [TokenFile.Entry] {
        let now = file.modified
        if now != modified {
            entries = file.entries
            modified = now
        }
        return entries
    }
}
