// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The facts of an order that has not ended, for the main thread.
struct OpenOrder {
    var slotID: SlotID
    var submitted: WallTime
    /// Whether it is a play and not a command.
    var isMusic: Bool
    var lookedUp: MonotonicTime?
    /// Whether its room began to play it as soon as its names were resolved.
    var startsAtOnce = false

    init(_ adopted: AdoptedOrder) {
        slotID = adopted.slotID
        submitted = adopted.submitted
        isMusic = !adopted.order.verb.isCommand
    }
}
