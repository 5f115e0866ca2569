// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem

// What comes after the current piece. It is opened and decoded ahead, and goes into the device
// while the current piece is still sounding; as long as no frame of it was heard, `follow` can
// still replace it.
extension Player {
    /// What will be heard after the current piece, if nothing else is said.
    var next: Piece? {
        guard timeline.current != nil else { return nil }
        return timeline.stretches.count > 1 ? timeline.last?.piece : waiting ?? following
    }

    /// Names what comes after the piece of the entry `after`, and answers what will really come.
    func follow(_ piece: Piece?, after: EntryID) {
        if timeline.current?.piece.entry == after, next != piece {
            takeBack()
            waiting = nil
            following = piece
            if let piece, output?.isFast != true { fetcher.fetch(piece.path) }
        }
        announce(.following(next?.entry))
    }

    /// Brings the current piece up to date with the device, as `follow` depends on it.
    func catchUp() {
        guard state == .playing else { return }
        syncPosition()
        if state == .playing { afterTheLast() }
    }

    /// Takes back what was decoded ahead of the next piece; none of it has been heard.
    private func takeBack() {
        guard timeline.stretches.count > 1, let last = timeline.last else { return }
        if last.start < buffer.written {
            // Some of it is in the device, after the rest of the current piece, which is kept and
            // written again up to the boundary.
            output?.drop()
            buffer.rewind()
        }
        buffer.truncate(to: last.start)
        failures[last.piece.entry] = nil
        timeline.dropLast()
        decoder = nil
    }
}
