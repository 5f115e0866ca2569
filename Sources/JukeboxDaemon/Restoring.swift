// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import Stores

/// Turns the contents of the journal and the board into the state that a jukebox continues with.
struct Restoring {
    /// For the pure jukebox.
    private(set) var kept = KeptJukebox()
    /// The orders that have not ended.
    private(set) var open: [AdoptedOrder] = []
    /// The open orders that were journalled and not decided.
    private(set) var undecided: [AdoptedOrder] = []
    /// Long lists of which only the first entries are queued.
    private(set) var rest: [(key: OrderKey, request: Order.Request, after: Int)] = []

    /// Takes the kept state; `quietSince` is when the daemon before this one was last alive.
    init(
        _ state: KeptState, shown: [JSON], settings: Settings, quietSince: WallTime
    ) {
        kept.rooms = state.rooms.map { Self.moved($0, to: shown) }
        kept.entries = state.entries
        kept.nextEntry = state.nextEntry
        kept.quiet = Clock.wall.since(quietSince)
        kept.resumes = settings.limits.resume
        kept.seed = .random(in: .min ... .max)
        for order in state.open { take(order, settings, quietSince) }
    }

    /// The board has a newer position than the journal: it is updated once a second.
    private static func moved(_ record: RoomRecord, to shown: [JSON]) -> RoomRecord {
        var record = record
        let snapshots = shown.lazy.compactMap { RoomSnapshot($0) }
        if let snapshot = snapshots.first(where: { $0.name == record.name.text }),
            let entry = snapshot.entry, record.current?.number == entry,
            let position = snapshot.place
        {
            record.milliseconds = max(0, position)
        }
        return record
    }

    private mutating func take(
        _ order: KeptState.OpenOrder, _ settings: Settings, _ quietSince: WallTime
    ) {
        if let adopted = order.adopted { open.append(adopted) }
        guard order.entries > 0 else {
            if let adopted = order.adopted { undecided.append(adopted) }
            return
        }
        let expiry = order.order?.expirySeconds.map { MonotonicTime.Span.seconds(Int64($0)) }
        // Only the time without a daemon counts: before, it may have waited for its turn.
        let waited = Clock.wall.since(max(order.submitted, quietSince))
        var ticket = TicketRecord(
            key: order.key, ticket: order.ticket, expiry: expiry ?? settings.rules.expiry,
            outcome: order.outcome,
            placed: Clock.monotonic + .init(nanoseconds: -waited.nanoseconds))
        ticket.open = order.openEntries + order.following
        ticket.following = order.following
        ticket.playlist = order.playlist
        ticket.by = order.order?.by
        ticket.destination = order.destination ?? settings.rules.defaultDestination
        ticket.ends = order.ends
        ticket.firstFailure = order.firstFailure
        kept.tickets.append(ticket)
        if order.following > 0, case .play(let request)? = order.order?.verb {
            rest.append((order.key, request, after: order.entries))
        }
    }
}

extension KeptState.OpenOrder {
    fileprivate var adopted: AdoptedOrder? {
        order.map { order in
            AdoptedOrder(
                key: key, ticket: ticket, order: order, submitted: submitted, slotID: slotID,
                atStart: true)
        }
    }
}
