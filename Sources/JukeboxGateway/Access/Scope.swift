// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// What a token allows; each scope includes the scopes before it.
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
