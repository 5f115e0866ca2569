// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

extension Room {
    mutating func spawn(_ rules: Jukebox.Rules, at now: MonotonicTime) -> [Effect] {
        supervision.spawned(at: now)
        readable = rules.music
        output = rules.outputs[name]
        return [.spawn(name)]
    }

    /// Whether it needs a player with another device, or with another sandbox for the next piece.
    func needsOtherPlayer(_ rules: Jukebox.Rules) -> Bool {
        // Its device was changed while it was being started.
        if hasOtherOutput(rules) { return true }
        guard audibleIntent == .playing, let current = queue.current, mirror.loaded != current.id
        else {
            return false
        }
        return !canRead(current.track.path) && readable != rules.music
    }

    /// Whether its player has a device that is no longer the destination's.
    func hasOtherOutput(_ rules: Jukebox.Rules) -> Bool { output != rules.outputs[name] }

    /// Ends the player, so that it is started again with the present settings.
    mutating func replacePlayer(at now: MonotonicTime) -> [Effect] {
        guard supervision.isUp else { return [] }
        supervision.leave(at: now)
        return [.say(name, mirror.command(.quit))]
    }
}
