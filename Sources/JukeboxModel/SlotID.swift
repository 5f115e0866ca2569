// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Where an order stood in the ring, which identifies it: no two orders have the same slot id.
public struct SlotID: Hashable, Sendable {
    /// Which ring file; never zero.
    public let epoch: UInt64
    /// Which slot: 0 to 255, or 256, the urgent one.
    public let slot: Int
    /// Which use of the slot; below 2^28.
    public let generation: UInt32

    /// Makes a slot id.
    public init(epoch: UInt64, slot: Int, generation: UInt32) {
        self.epoch = epoch
        self.slot = slot
        self.generation = generation
    }
}
