// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import ChildWire
internal import JukeboxModel
internal import OrderRing

/// The gateway's place at the ring: attached when it is first needed, and again after a failure.
///
/// Nothing here waits: an enqueue is a few atomic operations.
actor RingDoor {
    private let directory: String
    private var attachment: Attachment?
    /// The board's count of changes when a client waited in vain; none waits again before it moves.
    private var stuckAt: UInt32?

    init(directory: String) { self.directory = directory }

    private func attached() throws(Problem) -> Attachment {
        // A daemon that is not there may have left its place to one with another board.
        if let attachment, attachment.daemonIsAlive || attachment.boardIsCurrent {
            return attachment
        }
        do {
            let fresh = try Attachment(directory: directory)
            attachment = fresh
            return fresh
        } catch {
            throw Problem(
                status: .serviceUnavailable, code: "noJukebox", detail: "\(error)", retryAfter: 5)
        }
    }

    /// Puts an order into the ring.
    ///
    /// - Returns: its receipt, and whether a daemon is there to take it.
    func enqueue(_ order: Order) throws(Problem) -> (receipt: Receipt, isUp: Bool) {
        let attachment = try attached()
        let result: Attachment.Enqueued
        do {
            result = try attachment.enqueue(order, urgent: order.verb.isCommand)
        } catch {
            self.attachment = nil
            throw Problem(
                status: .serviceUnavailable, code: "noJukebox", detail: "\(error)", retryAfter: 5)
        }
        switch result {
        case .acknowledged(let receipt): return (receipt, attachment.daemonIsAlive)
        case .full, .commandStands:
            throw Problem(
                status: .serviceUnavailable, code: "full",
                detail: attachment.daemonIsAlive
                    ? "the ring is full; try again in a moment"
                    : "the ring is full, and the jukebox is not running", retryAfter: 1)
        case .tooLong:
            throw Problem(
                status: .contentTooLarge, code: "tooLong",
                detail: "the order is too long for a slot of the ring")
        }
    }

    /// Whether a daemon is there.
    var isUp: Bool { (try? attached())?.daemonIsAlive ?? false }

    /// The destinations as the board shows them.
    var snapshots: [JSON] {
        get throws(Problem) { try attached().view.snapshots }
    }

    /// How many changes the board has counted; nil without a board.
    var changes: UInt32? { (try? attached())?.view.changes }

    /// How many slots of the ring are not free; nil without a ring.
    var takenSlots: Int? { (try? attached())?.takenSlots }

    /// Whether waiting for an answer makes sense: not since one waited in vain and nothing moved.
    var mayWait: Bool {
        guard let attachment = try? attached(), attachment.daemonIsAlive else { return false }
        return stuckAt != attachment.view.changes
    }

    /// Notes that a wait was in vain.
    func waitedInVain() { stuckAt = (try? attached())?.view.changes }
}
