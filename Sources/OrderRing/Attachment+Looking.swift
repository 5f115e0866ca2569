// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
internal import JukeboxModel

// The reading for `jukebox ring`; nothing here changes the ring.
extension Attachment {
    var epoch: UInt64 { unsafe file.bound(to: ring.self).pointee.epoch }
    var nextTicket: UInt64 { unsafe or_load64(file.bound(to: ring.self).nextTicket) }
    var intakeIsAsleep: Bool {
        unsafe or_load32(board.bound(to: COrderRing.board.self).asleep) != 0
    }

    /// The words of the slots that are not free.
    func slotWords() -> [(Int, SlotWord)] {
        let ring = unsafe file.bound(to: ring.self)
        return (0..<RING_ALL_SLOTS).compactMap { index in
            let word = unsafe SlotWord(raw: or_load64(ring.state(index)))
            return word.state == .free ? nil : (index, word)
        }
    }

    /// How many slots are not free.
    public var takenSlots: Int { slotWords().count }

    /// Whether an order with this ticket is in the ring: acknowledged, and not yet in the journal.
    public func holds(ticket: UInt64) -> Bool {
        slotWords().contains { index, word in
            (word.state == .ready || word.state == .taken)
                && copied(index, length: Int(word.detail)).ticket == ticket
        }
    }

    /// A private copy of a slot, decoded.
    func copied(_ index: Int, length: Int) -> (ticket: UInt64, order: Order?) {
        var copy = ring_slot()
        unsafe or_copy(&copy, file.bound(to: ring.self).slot(index), RING_SLOT_BYTES)
        guard length <= OrderCoding.limit else { return (copy.ticket, nil) }
        let bytes = unsafe withUnsafeBytes(of: &copy) { unsafe Array($0[32..<32 + length]) }
        return (copy.ticket, OrderCoding.decode(bytes[...]))
    }
}
