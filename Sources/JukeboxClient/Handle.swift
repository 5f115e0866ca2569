// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing
internal import Synchronization

/// The state of a C program: its attachment to the ring, and the slots of its last orders.
final class Handle: Sendable {
    /// Unchecked, because an attachment is for one thread at a time: only the lock's holder has it.
    private struct State: @unchecked Sendable {
        var attachment: Attachment
        var receipts: [UInt64: Receipt] = [:]
        var order: [UInt64] = []
        var seen: UInt32 = 0
    }

    /// How many orders can be asked for.
    static let most = 1024
    private let state: Mutex<State>
    private let directory: String

    init(directory: String) throws(RingError) {
        self.directory = directory
        let state = State(attachment: try Attachment(directory: directory))
        self.state = Mutex(state)
    }

    var isUp: Bool { state.withLock { $0.attachment.daemonIsAlive } }

    /// The result of an enqueue.
    enum Answer {
        case ticket(UInt64)
        case full, tooLong
    }

    func enqueue(_ order: Order) throws(RingError) -> Answer {
        try state.withLock { state throws(RingError) in
            switch try state.attachment.enqueue(order, urgent: order.verb.isCommand) {
            case .acknowledged(let receipt):
                state.receipts[receipt.ticket] = receipt
                state.order.append(receipt.ticket)
                if state.order.count > Self.most {
                    state.receipts[state.order.removeFirst()] = nil
                }
                return .ticket(receipt.ticket)
            case .full, .commandStands: return .full
            case .tooLong: return .tooLong
            }
        }
    }

    func outcome(_ ticket: UInt64) -> Outcome? {
        state.withLock { state in
            state.receipts[ticket].flatMap { state.attachment.view.outcome($0) }
        }
    }

    /// Sleeps until the board has changed since the last call, at most so long.
    func wait(_ milliseconds: Int64) -> Bool {
        // A second attachment, so that no other thread waits for us at the lock.
        guard let own = try? Attachment(directory: directory) else { return false }
        let before = state.withLock { $0.seen }
        own.view.waitForChange(from: before, atMost: .milliseconds(milliseconds))
        let now = own.view.changes
        state.withLock { $0.seen = now }
        return now != before
    }
}
