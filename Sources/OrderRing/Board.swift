// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
public import JSONLines
public import JukeboxModel
internal import LinuxSystem

/// Writes the board; the main thread and the intake thread each have one.
public struct BoardWriter: @unchecked Sendable {
    // Unchecked: outcome words and counters are atomic; snapshots are the main thread's alone.
    private let map: MappedFile

    init(map: MappedFile) { self.map = map }

    /// Posts the outcome of an order from an ordinary slot.
    ///
    /// The outcome of an urgent order, or of one from a replaced ring, is not on the board: clients
    /// ask for it by ticket.
    public func post(_ outcome: Outcome, at slotID: SlotID) {
        let board = unsafe map.bound(to: board.self)
        guard slotID.slot < RING_SLOTS, unsafe or_load64(board.ringEpoch) == slotID.epoch
        else { return }
        let word = UInt64(slotID.generation) << 32 | UInt64(outcome.rawValue)
        unsafe or_store64(board.outcome(outcomeIndex(slotID)), word)
    }

    /// Shows a destination's snapshot in a row of the table, 0 to 31; another index does nothing.
    ///
    /// One that is too long is cut, so that the board always shows the newest state. A daemon that
    /// is killed while it writes damages only a buffer that is not current.
    public func show(_ snapshot: JSON, at index: Int) {
        guard index < BOARD_DESTINATIONS else { return }
        let bytes = Array(snapshot.fitted(to: BOARD_SNAPSHOT_BYTES - 16).utf8)
        let place = unsafe map.bound(to: board.self).destination(index)
        let sequence = unsafe or_load64(word(place)) + 1
        let buffer = unsafe buffer(place, sequence)
        unsafe or_store64(word(buffer), 0)
        unsafe (buffer + 8).storeBytes(of: UInt32(bytes.count), as: UInt32.self)
        unsafe bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe (buffer + 16).copyMemory(from: base, byteCount: source.count)
            }
        }
        unsafe or_store64(word(buffer), sequence)
        unsafe or_store64(word(place), sequence)
    }

    /// Shows whether the journal cannot be written now, so that orders wait in the ring.
    public func showDiskTrouble(_ isTrouble: Bool) {
        let word = unsafe diskTrouble(map)
        unsafe or_store32(word, isTrouble ? 1 : 0)
        changed(.options)
    }

    /// Empties a row of the table.
    public func clear(at index: Int) {
        guard index < BOARD_DESTINATIONS else { return }
        unsafe or_store64(word(map.bound(to: board.self).destination(index)), 0)
    }

    /// Counts a change and wakes the clients that wait for one.
    public func changed(_ subject: Subject) {
        let board = unsafe map.bound(to: board.self)
        _ = unsafe or_add32(board.counter(subject), 1)
        _ = unsafe or_add32(board.changes, 1)
        unsafe Futex.wake(board.changes)
    }

    /// The board, including the rows of an earlier daemon.
    public var view: BoardView { BoardView(map: map) }
}

/// Reads the board without a system call or a lock, also while the daemon writes.
public struct BoardView {
    private let map: MappedFile

    init(map: MappedFile) { self.map = map }

    /// The process id that the daemon has written.
    public var pid: UInt32 { unsafe map.bound(to: board.self).pointee.pid }

    /// Whether the journal cannot be written now, so that orders wait in the ring.
    public var hasDiskTrouble: Bool { unsafe or_load32(diskTrouble(map)) != 0 }

    /// Returns the outcome of a receipt's order; nil if it has not ended, or its word was reused.
    public func outcome(_ receipt: Receipt) -> Outcome? {
        let slotID = receipt.slotID
        let board = unsafe map.bound(to: board.self)
        guard slotID.slot < RING_SLOTS else { return nil }
        let word = unsafe or_load64(board.outcome(outcomeIndex(slotID)))
        // The words are emptied before another ring's epoch is shown.
        guard unsafe or_load64(board.ringEpoch) == slotID.epoch,
            UInt32(truncatingIfNeeded: word >> 32) == slotID.generation
        else { return nil }
        return Outcome(rawValue: UInt8(truncatingIfNeeded: word))
    }

    /// The number of changes; wraps round.
    public var changes: UInt32 { unsafe or_load32(map.bound(to: board.self).changes) }

    /// Waits until the number of changes differs from `count`, or the span is over.
    public func waitForChange(from count: UInt32, atMost span: MonotonicTime.Span) {
        unsafe Futex.wait(map.bound(to: board.self).changes, while: count, atMost: span)
    }

    /// The destinations' snapshots, in the settings' order.
    public var snapshots: [JSON] {
        (0..<BOARD_DESTINATIONS).compactMap(snapshot)
    }

    private func snapshot(_ index: Int) -> JSON? {
        let place = unsafe map.bound(to: board.self).destination(index)
        for _ in 0..<8 {
            let sequence = unsafe or_load64(word(place))
            if sequence == 0 { return nil }
            let source = unsafe buffer(place, sequence)
            let before = unsafe or_load64(word(source))
            var copy = [UInt64](repeating: 0, count: BOARD_SNAPSHOT_BYTES / 8)
            unsafe or_copy(&copy, source, BOARD_SNAPSHOT_BYTES)
            or_fence()
            guard before == sequence, unsafe or_load64(word(source)) == sequence else { continue }
            return unsafe copy.withUnsafeBytes { bytes in
                let length = Int(UInt32(truncatingIfNeeded: copy[1]))
                guard length <= bytes.count - 16 else { return nil }
                return unsafe JSON(parsing: bytes[16..<16 + length])
            }
        }
        return nil
    }
}

/// The index of a slot's outcome word: the last four uses of a slot have one each.
private func outcomeIndex(_ slotID: SlotID) -> Int {
    slotID.slot * 4 + Int(slotID.generation & 3)
}

private func diskTrouble(_ map: MappedFile) -> UnsafeMutablePointer<UInt32> {
    unsafe (map.base + 44).assumingMemoryBound(to: UInt32.self)
}

private func word(_ place: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt64> {
    unsafe place.assumingMemoryBound(to: UInt64.self)
}

private func word(_ place: UnsafeMutablePointer<board_destination>) -> UnsafeMutablePointer<UInt64>
{
    unsafe word(UnsafeMutableRawPointer(place))
}

private func buffer(
    _ place: UnsafeMutablePointer<board_destination>, _ sequence: UInt64
) -> UnsafeMutableRawPointer {
    let index = Int(sequence % UInt64(BOARD_SNAPSHOTS))
    return unsafe UnsafeMutableRawPointer(place) + 8 + index * BOARD_SNAPSHOT_BYTES
}
