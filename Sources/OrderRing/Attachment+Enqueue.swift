// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
internal import Glibc
public import JukeboxModel
internal import LinuxSystem

// How an order gets into the ring. Each line marked STEP touches the shared memory once; a client
// may die or be stopped at any of them. The tests explore all their interleavings with the daemon's
// steps in a model whose steps have the same names.
extension Attachment {
    /// Puts an order into the ring; with `urgent`, into the urgent slot, or into an ordinary one if
    /// that is taken.
    ///
    /// - Parameters:
    ///   - order: The order.
    ///   - urgent: Whether it is a command, which must get in even if the ring is full.
    /// - Returns: The result, at once.
    /// - Throws: `RingError` if the ring is gone; then nothing was put in.
    public func enqueue(_ order: Order, urgent: Bool = false) throws(RingError) -> Enqueued {
        guard OrderCoding.encode(order, into: &payload) else { return .tooLong }
        let result = try send(urgent: urgent)
        return urgent && result == .commandStands ? try send(urgent: false) : result
    }

    /// Puts an order into the ring; if the ring is full, sleeps until a slot is free.
    ///
    /// - Parameters:
    ///   - order: The order.
    ///   - span: The longest wait for a free slot.
    /// - Returns: The result; `full` if no slot became free in time.
    /// - Throws: `RingError` if the ring is gone; then nothing was put in.
    public func enqueue(
        _ order: Order, waitingUpTo span: MonotonicTime.Span
    ) throws(RingError) -> Enqueued {
        let end = Clock.monotonic + span
        while true {
            // Read before the attempt: a slot that is freed after it ends the wait at once.
            let changes = view.changes
            let result = try enqueue(order)
            let left = end - Clock.monotonic
            guard result == .full, left.nanoseconds > 0 else { return result }
            view.waitForChange(from: changes, atMost: left)
        }
    }

    private func send(urgent: Bool) throws(RingError) -> Enqueued {
        for _ in 0..<3 {
            guard !file.isTorn else {
                try attachAgain()
                continue
            }
            let ring = unsafe file.bound(to: ring.self)
            // STEP drawTicket
            let ticket = unsafe or_add64(ring.nextTicket, 1)
            guard let claimed = claim(ticket, urgent: urgent) else {
                // Otherwise a ring full of orders whose clients died before they rang would stay
                // full.
                Doorbell.announce(file, board)
                return urgent ? .commandStands : .full
            }
            unsafe write(ticket, to: ring.slot(claimed.slot))
            let ready = SlotWord(
                .ready, generation: claimed.word.generation, detail: UInt32(payload.count))
            // STEP commit (SYNC commit → adopt: the payload is written before the word says READY.)
            guard unsafe or_cas64(ring.state(claimed.slot), claimed.word.raw, ready.raw) == 1
            else { continue }
            Doorbell.announce(file, board)
            // STEP withdraw: a swap that fails says that the daemon has the order after all.
            if unsafe isAbandoned(ring),
                unsafe or_cas64(ring.state(claimed.slot), ready.raw, ready.freed.raw) == 1
            {
                try attachAgain()
                continue
            }
            return .acknowledged(
                Receipt(
                    ticket: ticket,
                    slotID: SlotID(
                        epoch: unsafe ring.pointee.epoch, slot: claimed.slot,
                        generation: ready.generation)))
        }
        return .full
    }

    /// Whether this ring was replaced, so that its orders may never be adopted.
    private func isAbandoned(_ ring: UnsafeMutablePointer<ring>) -> Bool {
        // STEP compareEpoch
        let shown = unsafe or_load64(board.bound(to: COrderRing.board.self).ringEpoch)
        if unsafe shown != ring.pointee.epoch, shown != 0 { return true }
        // STEP askWhetherAlive: a live daemon drains the ring that it replaces; a dead one does
        // not.
        guard !daemonIsAlive else { return false }
        // STEP compareFiles
        return !ringIsCurrent || !boardIsCurrent
    }

    private struct Claim {
        var slot: Int
        var word: SlotWord
    }

    private func claim(_ ticket: UInt64, urgent: Bool) -> Claim? {
        for attempt in 0..<2 {
            if attempt == 1 { reclaim() }
            if urgent {
                if let claim = claim(slot: RING_URGENT) { return claim }
                continue
            }
            for step in 0..<UInt64(RING_SLOTS) {
                if let claim = claim(slot: Int((ticket &+ step) & 255)) { return claim }
            }
        }
        return nil
    }

    private func claim(slot: Int) -> Claim? {
        let state = unsafe file.bound(to: ring.self).state(slot)
        // STEP look
        let word = unsafe SlotWord(raw: or_load64(state))
        guard word.state == .free else { return nil }
        let mine = SlotWord(.writing, generation: word.generation, detail: token)
        // STEP claim
        return unsafe or_cas64(state, word.raw, mine.raw) == 1 ? Claim(slot: slot, word: mine) : nil
    }

    private func write(_ ticket: UInt64, to slot: UnsafeMutablePointer<ring_slot>) {
        // STEP writeTicket
        unsafe slot.pointee.ticket = ticket
        unsafe slot.pointee.submitted = UInt64(Clock.wall.nanoseconds)
        unsafe slot.pointee.uid = user
        unsafe slot.pointee.pid = process
        unsafe slot.pointee.format = OrderCoding.format
        unsafe slot.pointee.flags = 0
        let place = unsafe UnsafeMutableRawPointer(slot) + 32
        // STEP writePayload
        unsafe payload.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe place.copyMemory(from: base, byteCount: source.count)
            }
        }
    }

    /// Frees the slots of writers that have died.
    private func reclaim() {
        // A fresh description: through the one that holds our own lock, that would read as free.
        guard let probe = try? Descriptor.open(directory + "/ring", O_RDONLY | O_NOFOLLOW) else {
            return  // then the ring stays full, which the caller says
        }
        let ring = unsafe file.bound(to: ring.self)
        for index in 0..<RING_ALL_SLOTS {
            let word = unsafe SlotWord(raw: or_load64(ring.state(index)))
            guard word.state == .writing,
                !FileLock.byteIsTaken(tokenByte(word.detail), of: probe.number)
            else { continue }
            // STEP reclaim
            _ = unsafe or_cas64(ring.state(index), word.raw, word.freed.raw)
        }
    }
}
