// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// The names of the playlists, kept for when the daemon cannot be asked.
actor PlaylistMemory {
    private let desk: Desk
    private var known: [String]?
    private var askedAt: MonotonicTime?

    init(desk: Desk) { self.desk = desk }

    /// The names, by the alphabet; asked for anew where `asking`, or where none was ever known.
    ///
    /// - Returns: nil where nobody could ever be asked.
    func names(asking: Bool) async -> [String]? {
        guard asking || known == nil, desk.ring.mayWait else { return known }
        // Many who ask within a second ask once.
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
