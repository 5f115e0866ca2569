// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem
internal import Logging

extension PlayerChild {
    /// Kills a player and logs why; a repeated call does nothing.
    func kill(_ why: String, _ logger: Logger) {
        guard kill() else { return }
        logger.warning("player killed", metadata: ["destination": "\(name)", "why": "\(why)"])
    }

    /// Logs once that a killed player has not ended.
    func reportIfStuck(at now: MonotonicTime, _ logger: Logger) {
        guard isStuck(at: now) else { return }
        logger.error(
            "player cannot be killed; its destination waits until the kernel lets it end",
            metadata: ["destination": "\(name)"])
    }

    /// Kills the players that have not ended by themselves, and waits half a second at most.
    ///
    /// Players that cannot be killed are logged and abandoned.
    static func endAll(_ players: [PlayerChild], _ logger: Logger) {
        for player in players { _ = player.kill() }
        var left = players.filter { $0.ended() == nil }
        let end = Clock.monotonic + .milliseconds(500)
        while !left.isEmpty, Clock.monotonic < end {
            var watched = left.map(\.watchedEnd)
            poll(&watched, until: end)
            left.removeAll { $0.ended() != nil }
        }
        for player in left {
            logger.error(
                "player cannot be killed and is left behind",
                metadata: ["destination": "\(player.name)"])
        }
    }
}
