// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Wrong passwords: five are free, then each costs twice the time of the one before.
struct Attempts: Equatable {
    private var failures = 0
    private var until: Int64 = 0

    static let free = 5
    /// The longest that one has to wait, in seconds.
    static let longest: Int64 = 900

    /// After how many seconds one may be tried; nil for now.
    func wait(at now: WallTime) -> Int? {
        until > now.seconds ? Int(min(Self.longest, until - now.seconds)) : nil
    }

    mutating func failed(at now: WallTime) {
        failures += 1
        guard failures >= Self.free else { return }
        until = now.seconds + min(Self.longest, 30 << min(10, Int64(failures - Self.free)))
    }
}
