// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
public import JukeboxModel

/// The contents of the ring at a moment, for diagnosis.
public struct RingDump: Sendable {
    /// The ring's epoch.
    public var epoch: UInt64
    /// The next ticket.
    public var nextTicket: UInt64
    /// Whether the intake sleeps.
    public var isAsleep: Bool
    /// Every slot that is not free.
    public var slots: [Slot]

    /// A slot that is not free.
    public struct Slot: Sendable {
        /// 0 to 255; 256 is the urgent one.
        public var index: Int
        /// `writing`, `ready`, `taken`, or `damaged`.
        public var state: String
        /// Which use of the slot.
        public var generation: UInt32
        /// The ticket; nil if none is written.
        public var ticket: UInt64?
        /// The order; nil if it is unreadable.
        public var order: Order?
    }
}

extension Attachment {
    /// Reads every slot that is not free; the ring may change meanwhile.
    public func dump() -> RingDump {
        let words = slotWords()
        return RingDump(
            epoch: epoch, nextTicket: nextTicket, isAsleep: intakeIsAsleep,
            slots: words.map { index, word in
                let isWritten = word.state == .ready || word.state == .taken
                let copy = isWritten ? copied(index, length: Int(word.detail)) : nil
                return RingDump.Slot(
                    index: index, state: word.state.map { "\($0)" } ?? "damaged",
                    generation: word.generation, ticket: copy?.ticket, order: copy?.order)
            })
    }
}
