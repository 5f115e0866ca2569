// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem

// The piece after the current one. It is opened and decoded ahead, and its frames go into the
// device while the current piece still sounds. Until its first frame is heard, `follow` can replace
// it.
extension Player {
    /// The piece that will be heard after the current one, unless another command comes.
    var next: Piece? {
        guard timeline.current != nil else { return nil }
        return timeline.stretches.count > 1 ? timeline.last?.piece : waiting ?? following
    }

    /// Sets the piece after the entry `after`, and announces the piece that will really follow.
    func follow(_ piece: Piece?, after: EntryID) {
        if timeline.current?.piece.entry == after, next != piece {
            takeBack()
            waiting = nil
            following = piece
            if let piece, output?.isFast != true { fetcher.fetch(piece.path) }
        }
        announce(.following(next?.entry))
    }

    /// Updates the current piece from the device, because `follow` depends on it.
    func catchUp() {
        guard state == .playing else { return }
        syncPosition()
        if state == .playing { afterTheLast() }
    }

    /// Takes back the decoded frames of the next piece; none of them has been heard.
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
