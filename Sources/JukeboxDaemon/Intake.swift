// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import OrderRing
internal import Stores

/// The intake thread: waits for the doorbell, adopts, journals and hands over.
///
/// It also writes the records of the main thread, so the journal has one writer and the main thread
/// waits for no disk.
final class Intake {
    private let host: RingHost
    private let board: BoardWriter
    private let journal: Journal
    private let inbox: Mailbox<IntakeMessage>
    private let main: Mailbox<MainMessage>
    private let ask: Mailbox<AskMessage>
    private let changes: ChangeRing
    private let backlog: Backlog
    private var history: HistoryLimits
    /// When the history is next cut to its limits.
    private var forgetAt = Clock.monotonic
    private let logger: Logger

    private var records: [DatedRecord] = []
    private var found: [RingHost.Found] = []
    private var syncAt: MonotonicTime?
    private var isEnding = false
    private var pause = MonotonicTime.Span.milliseconds(100)
    /// The kinds of disk work that fail at present.
    private var failing: Set<DiskWork> = []
    private var emptyWakes = 0

    init(
        host: RingHost, journal: Journal, inbox: Mailbox<IntakeMessage>,
        main: Mailbox<MainMessage>, ask: Mailbox<AskMessage>, changes: ChangeRing,
        backlog: Backlog, history: HistoryLimits, logger: Logger
    ) {
        self.host = host
        board = host.boardWriter
        self.journal = journal
        self.inbox = inbox
        self.main = main
        self.ask = ask
        self.changes = changes
        self.backlog = backlog
        self.history = history
        self.logger = logger
        host.rung = { [inbox] in !inbox.isEmpty }
    }

    /// Adopts the orders that a predecessor took out of the ring and may not have journalled.
    func adoptWhatWasTaken() {
        for found in host.salvage() + host.adoptAtStart() {
            // STEP askJournal
            if let outcome = try? journal.outcome(at: found.slotID) {
                board.post(outcome, at: found.slotID)
                host.free(found)
            } else {
                self.found.append(found)
            }
        }
        turn(atStart: true)
        forget()
    }

    /// Runs until it is told to end.
    func run() {
        while !isEnding || !records.isEmpty {
            takeMessages()
            let isFull = backlog.isFull
            if found.isEmpty, !isEnding, !isFull {
                host.freeWhatNobodyTook()
                found = host.adopt()
            }
            replaceTornRing()
            forget()
            if records.isEmpty, found.isEmpty {
                rest(whileFull: isFull)
            } else {
                turn(atStart: false)
            }
        }
        try? journal.sync(at: Clock.wall)  // the last attempt; nothing is left to retry it
        main.post(.intakeEnded)
    }

    private func takeMessages() {
        for message in inbox.take() {
            switch message {
            case .record(let record): records.append(record)
            case .keepHistory(let limits):
                if limits != history { forgetAt = Clock.monotonic }
                history = limits
            case .end: isEnding = true
            }
        }
    }

    /// Waits before the next attempt, but not when the daemon is to end.
    private func waitForTheDisk() {
        let until = Clock.monotonic + pause
        while Clock.monotonic < until, !isEnding {
            Clock.sleep(.milliseconds(50))
            takeMessages()
        }
        pause = min(pause * 2, .seconds(5))
    }

    /// Waits for work; in the meantime makes commits durable within a second.
    private func rest(whileFull isFull: Bool) {
        guard !isEnding else { return }
        // The ring stays full, and clients are told so, until the main thread has decided orders.
        if isFull { return Clock.sleep(.milliseconds(20)) }
        // A client that rings for nothing causes at most a thousand wake-ups a second.
        emptyWakes += 1
        if emptyWakes > 64 { Clock.sleep(.milliseconds(1)) }
        guard let syncAt else { return host.wait(atMost: nil) }
        let left = syncAt - Clock.monotonic
        if left.nanoseconds > 0 { host.wait(atMost: left) }
        if Clock.monotonic >= syncAt { sync() }
    }

    private func sync() {
        syncAt = nil
        do {
            try journal.sync(at: Clock.wall)
            isWell(.sync)
            ask.post(.committed)
        } catch {
            trouble(.sync, "the journal could not be made durable", error)
            syncAt = Clock.monotonic + pause
        }
    }

    /// Forgets orders that ended longer ago than the settings allow.
    ///
    /// Once a day, together with other work, and when the limits change.
    private func forget() {
        guard Clock.monotonic >= forgetAt else { return }
        forgetAt = Clock.monotonic + .seconds(86_400)
        do {
            try journal.forget(
                before: WallTime(
                    milliseconds: Clock.wall.milliseconds - Int64(history.days) * 86_400_000),
                keeping: history.orders, at: Clock.wall)
        } catch {
            forgetAt = Clock.monotonic + .seconds(60)
            logger.warning(
                "old orders could not be forgotten; trying again with the next order",
                metadata: ["error": "\(error)"])
        }
    }

    /// Writes all records and orders in one transaction, then frees the slots.
    private func turn(atStart: Bool) {
        guard !records.isEmpty || !found.isEmpty else { return }
        emptyWakes = 0
        let adopted = found.map { found in
            Journal.Adopted(
                slotID: found.slotID, ticket: found.ticket, submitted: found.submitted,
                order: found.order,
                bytes: found.order.flatMap(OrderCoding.encode) ?? [])
        }
        do {
            // STEP commitJournal
            let rows = try journal.commit(
                records, adopting: adopted, at: Clock.wall, telling: changes.add)
            records = []
            handOver(rows, atStart: atStart)
        } catch {
            // Nothing is lost: orders stay TAKEN in the ring, and records stay here.
            trouble(.commit, "the journal could not be written", error)
            if isEnding { records = [] }
            waitForTheDisk()
        }
    }

    private func handOver(_ rows: [Journal.Row], atStart: Bool) {
        isWell(.commit)
        pause = .milliseconds(100)
        var orders: [AdoptedOrder] = []
        for (found, row) in zip(found, rows) {
            let outcome: Outcome = row.key == nil ? .refused : .accepted
            // STEP postOutcome
            board.post(outcome, at: found.slotID)
            host.free(found)
            guard let key = row.key, let order = found.order else { continue }
            orders.append(
                AdoptedOrder(
                    key: key, ticket: row.ticket, order: order, submitted: found.submitted,
                    slotID: found.slotID, atStart: atStart))
        }
        if let highest = rows.map(\.ticket.number).max() { host.raiseNextTicket(above: highest) }
        let isUrgent = found.contains { $0.order?.durable == true }
        found = []
        if !orders.isEmpty { main.post(.adopted(orders)) }
        // After the slots are free, because it also wakes clients that wait for a free slot.
        if !rows.isEmpty { board.changed(.outcomes) }
        ask.post(.committed)
        if isUrgent { sync() } else if syncAt == nil { syncAt = Clock.monotonic + .seconds(1) }
    }

    private enum DiskWork { case commit, sync, replaceRing }

    /// Logs disk trouble once, until all disk work succeeds again.
    private func trouble(_ work: DiskWork, _ words: String, _ error: any Error) {
        let isNew = failing.isEmpty
        failing.insert(work)
        guard isNew else { return }
        board.showDiskTrouble(true)
        logger.error(
            "\(words); orders wait in the ring until it can", metadata: ["error": "\(error)"])
    }

    private func isWell(_ work: DiskWork) {
        guard failing.remove(work) != nil, failing.isEmpty else { return }
        logger.notice("the journal can be written again")
        board.showDiskTrouble(false)
    }

    private func replaceTornRing() {
        do {
            guard let left = try host.replaceIfTorn() else { return isWell(.replaceRing) }
            found += left
            isWell(.replaceRing)
            logger.error(
                "the ring was cut short or scribbled over; it was set aside, and a new one made")
        } catch {
            trouble(.replaceRing, "no new ring could be made", error)
        }
    }
}
