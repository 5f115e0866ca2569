// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// The shared memory, ABI 1.0.
//
// Two files lie in the runtime directory and are mapped by every client.
//
// `ring` (530,432 bytes, written by clients and daemon): one page of control words, then 257
// slots of 2,048 bytes. 256 of them hold orders; the last is the urgent slot, for commands.
//
//     0     magic, ABI, size, epoch (random, never zero)
//     128   the next ticket
//     256   doorbell, a futex
//     1024  257 state words
//     4096  257 slots: ticket, submit time, uid, pid, format, flags, payload
//
// A state word holds 4 bits of state, 28 bits of generation and 32 bits that are the owner's token
// while it is WRITING, and the payload's length when it is READY or TAKEN. The claimer's token is
// part of the compare-and-swap that claims, so every claim has an owner. The owner holds a lock on
// byte 2^48 + token of the file: if the lock is free, it has died; if not, it is merely slow. No
// clock is needed.
//
// `board` (written by the daemon only): the state that clients read without a question.
//
//     0     magic, ABI, size, instance, the ring's epoch and inode, pid
//     256   asleep: the intake waits on the doorbell
//     512   changes, a futex; then one counter per subject
//     4096  1,024 outcome words, at slot * 4 + (generation & 3)
//     ...   32 destinations with four snapshots each, used in turn
//
// The daemon holds a lock on byte 0 of `board` for as long as it lives.

internal import COrderRing
public import JukeboxModel

/// A slot's state word, taken apart.
struct SlotWord: Equatable {
    enum State: UInt64 {
        case free = 0
        case writing = 1
        case ready = 2
        case taken = 3
    }

    let raw: UInt64

    init(raw: UInt64) { self.raw = raw }

    init(_ state: State, generation: UInt32, detail: UInt32 = 0) {
        raw = state.rawValue << 60 | UInt64(generation & Self.generationMask) << 32 | UInt64(detail)
    }

    static let generationMask: UInt32 = 0x0FFF_FFFF

    /// Nil for a number that is not a state, which only a hostile client writes.
    var state: State? { State(rawValue: raw >> 60) }
    var generation: UInt32 { UInt32(truncatingIfNeeded: raw >> 32) & Self.generationMask }
    /// The token of a writer, or the length of a payload.
    var detail: UInt32 { UInt32(truncatingIfNeeded: raw) }

    var freed: SlotWord { SlotWord(.free, generation: generation &+ 1) }
}

/// A client's proof that its order is in the ring: the ticket, and the slot that it was put in.
public struct Receipt: Hashable, Sendable {
    /// The order's ticket.
    public let ticket: UInt64
    /// Its slot.
    public let slotID: SlotID
}

/// The byte of the ring file that the owner of a token holds a lock on.
func tokenByte(_ token: UInt32) -> Int64 { (1 << 48) + Int64(token) }
