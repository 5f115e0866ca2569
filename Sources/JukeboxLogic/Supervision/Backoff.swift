// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The pauses between attempts: each twice as long as the one before, up to a limit.
struct Backoff: Hashable, Sendable {
    static let first = MonotonicTime.Span.milliseconds(200)
    static let longest = MonotonicTime.Span.seconds(30)

    private var attempts: Int64 = 0

    /// The pause before the next attempt.
    mutating func next() -> MonotonicTime.Span {
        defer { attempts = min(attempts + 1, 8) }
        return min(Self.first * (1 << attempts), Self.longest)
    }

    /// An attempt has succeeded.
    mutating func reset() { attempts = 0 }
}
