// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import OrderRing
internal import Synchronization

/// The gateway's place at the ring: attached when it is first needed, and again after a failure.
///
/// Nothing here waits: an enqueue is a few atomic operations.
final class RingDoor: Sendable {
    private let directory: String
    private let state = Mutex(State())

    /// Unchecked, because an attachment is for one thread at a time: only the lock's holder has it.
    private struct State: @unchecked Sendable {
        var attachment: Attachment?
        /// The board's change count when a client's wait timed out; no client waits again before it
        /// changes.
        var stuckAt: UInt32?
    }

    init(directory: String) { self.directory = directory }

    /// Does something at the ring, one thread at a time.
    private func attached<Result>(
        _ act: (inout State, Attachment) throws(DeskError) -> Result
    ) throws(DeskError) -> Result {
        try state.withLock { state throws(DeskError) in
            let attachment = try attachment(&state)
            return try act(&state, attachment)
        }
    }

    private func attachment(_ state: inout State) throws(DeskError) -> Attachment {
        // After a daemon has died, another one may have made a new board.
        if let attachment = state.attachment,
            attachment.daemonIsAlive || attachment.boardIsCurrent
        {
            return attachment
        }
        do {
            let fresh = try Attachment(directory: directory)
            state.attachment = fresh
            return fresh
        } catch {
            throw .noJukebox("\(error)")
        }
    }

    /// Puts an order into the ring.
    ///
    /// - Returns: its receipt, and whether a daemon is there to take it.
    func enqueue(_ order: Order) throws(DeskError) -> (receipt: Receipt, isUp: Bool) {
        try attached { state, attachment throws(DeskError) in
            let result: Attachment.Enqueued
            do {
                result = try attachment.enqueue(order, urgent: order.verb.isCommand)
            } catch {
                state.attachment = nil
                throw .noJukebox("\(error)")
            }
            switch result {
            case .acknowledged(let receipt): return (receipt, attachment.daemonIsAlive)
            case .full, .commandStands: throw .full(isUp: attachment.daemonIsAlive)
            case .tooLong: throw .tooLong
            }
        }
    }

    /// The reason why nothing can be asked or commanded now: no ring, or no daemon.
    var why: DeskError {
        do throws(DeskError) {
            try attached { _, _ in }
            return .down
        } catch {
            return error
        }
    }

    /// Whether a daemon is there.
    var isUp: Bool { (try? attached { $1.daemonIsAlive }) ?? false }

    /// The destinations as the board shows them.
    var rooms: [RoomSnapshot] {
        get throws(DeskError) {
            try attached { $1.view.snapshots }.compactMap { RoomSnapshot($0) }
        }
    }

    /// How many slots of the ring are not free; nil without a ring.
    var takenSlots: Int? { try? attached { $1.takenSlots } }

    /// Returns whether an order of this ticket is in the ring, so that it is acknowledged but the
    /// daemon does not know it yet; and whether a daemon runs.
    func holds(ticket: UInt64) -> (isHeld: Bool, isUp: Bool) {
        (try? attached { ($1.holds(ticket: ticket), $1.daemonIsAlive) }) ?? (false, false)
    }

    /// Whether waiting for an answer makes sense: false after a timeout until the board changes.
    var mayWait: Bool {
        (try? attached { $1.daemonIsAlive && $0.stuckAt != $1.view.changes }) ?? false
    }

    /// Records that a wait timed out.
    func waitedInVain() { try? attached { $0.stuckAt = $1.view.changes } }
}
