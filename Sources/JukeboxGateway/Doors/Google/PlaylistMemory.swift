// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// The names of the playlists, kept for the times when the daemon is down.
actor PlaylistMemory {
    private let desk: Desk
    private var known: [String]?
    private var askedAt: MonotonicTime?

    init(desk: Desk) { self.desk = desk }

    /// Returns the names in alphabetical order; asks the daemon if `asking`, or if they are not yet
    /// known.
    ///
    /// - Returns: nil if the daemon has never answered.
    func names(asking: Bool) async -> [String]? {
        guard asking || known == nil, desk.ring.mayWait else { return known }
        // Requests within the same second share one question.
        if let askedAt, Clock.monotonic - askedAt < .seconds(1) { return known }
        guard case .success(let answer) = await desk.asker.ask(.playlists(), within: 80),
            let list = PlaylistListing(answer)
        else {
            desk.ring.waitedInVain()
            return known
        }
        known = list.names
        askedAt = Clock.monotonic
        return known
    }
}
