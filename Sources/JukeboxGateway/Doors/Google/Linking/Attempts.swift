// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Wrong passwords: five are free, then the wait doubles with each.
struct Attempts: Equatable {
    private var failures = 0
    private var until: Int64 = 0

    static let free = 5
    /// The longest that one has to wait, in seconds.
    static let longest: Int64 = 900

    /// Returns after how many seconds the next attempt is allowed; nil for now.
    func wait(at now: WallTime) -> Int? {
        until > now.seconds ? Int(min(Self.longest, until - now.seconds)) : nil
    }

    mutating func failed(at now: WallTime) {
        failures += 1
        guard failures >= Self.free else { return }
        until = now.seconds + min(Self.longest, 30 << min(10, Int64(failures - Self.free)))
    }
}
