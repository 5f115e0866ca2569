// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// The names of the playlists, kept for when the daemon cannot be asked.
actor PlaylistMemory {
    private let ring: RingDoor
    private let asker: AskClient
    private var known: [String]?
    private var askedAt: MonotonicTime?

    init(ring: RingDoor, asker: AskClient) {
        self.ring = ring
        self.asker = asker
    }

    /// The names, by the alphabet; asked for anew where `asking`, or where none was ever known.
    ///
    /// - Returns: nil where nobody could ever be asked.
    func names(asking: Bool) async -> [String]? {
        guard asking || known == nil, ring.mayWait else { return known }
        // Many who ask within a second ask once.
        if let askedAt, Clock.monotonic - askedAt < .seconds(1) { return known }
        guard let answer = await asker.ask(.playlists, within: 80), answer["playlists"] != nil
        else {
            ring.waitedInVain()
            return known
        }
        known = (answer["playlists"]?.elements ?? []).compactMap(\.string)
        askedAt = Clock.monotonic
        return known
    }
}
