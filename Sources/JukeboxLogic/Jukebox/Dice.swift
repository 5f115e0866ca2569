// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A sequence of numbers that looks random and is decided by its seed alone (SplitMix64).
struct Dice: Hashable, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The next number from 0 to `limit - 1`; the limit must be positive.
    mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        // The high half of a product: as even as a queue needs it.
        return Int(bits.multipliedFullWidth(by: UInt64(limit)).high)
    }
}
