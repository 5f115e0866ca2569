// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// What the main thread must know of an order that has not ended.
struct OpenOrder {
    var slotID: SlotID
    var submitted: WallTime
    /// Whether it orders music, and is no command.
    var isMusic: Bool
    var lookedUp: MonotonicTime?
    /// Whether its room began to play it as soon as it was found.
    var startsAtOnce = false

    init(_ adopted: AdoptedOrder) {
        slotID = adopted.slotID
        submitted = adopted.submitted
        isMusic = !adopted.order.verb.isCommand
    }
}
