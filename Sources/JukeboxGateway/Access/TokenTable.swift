// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem

/// The rights that a known token gives.
struct Grant: Equatable, Sendable {
    /// The token's id.
    var id: String
    var scope: Scope
    /// The names of the rooms that it works for; nil for all rooms.
    var rooms: [String]?
    /// The name that a person gave the token.
    var name: String
}

/// The tokens in memory; the file is read again as soon as it has changed.
actor TokenTable {
    private let file: TokenFile
    private let use: TokenUse
    private var entries: [String: TokenEntry] = [:]
    private var version: FileVersion?

    init(_ file: TokenFile) {
        self.file = file
        use = TokenUse(tokens: file.path)
    }

    var isEmpty: Bool { current().isEmpty }

    /// Returns the rights of a token, and records its use; nil if it is unknown, revoked or
    /// expired.
    ///
    /// The search by hash leaks nothing: tokens are random, so a hash cannot be guessed byte by
    /// byte.
    func grant(_ token: String, at now: WallTime) -> Grant? {
        let hash = TokenFile.hash(token)
        guard let entry = current()[hash], Secrets.areSame(entry.hash.utf8, hash.utf8),
            !entry.hasExpired(at: now)
        else { return nil }
        use.note(entry.id, at: now)
        return Grant(id: entry.id, scope: entry.scope, rooms: entry.rooms, name: entry.name)
    }

    private func current() -> [String: TokenEntry] {
        let now = file.version
        if now != version {
            // A file that cannot be read grants nothing.
            let all = (try? file.entries()) ?? []
            entries = Dictionary(all.map { ($0.hash, $0) }, uniquingKeysWith: { one, _ in one })
            version = now
            use.keep(only: Set(all.map(\.id)))
        }
        return entries
    }
}
