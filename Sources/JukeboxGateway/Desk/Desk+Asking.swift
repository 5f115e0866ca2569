// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel

// Questions.
extension Desk {
    /// Returns the state of a ticket; with a goal, once it is reached, can no longer be reached, or
    /// the time is up.
    ///
    /// Fails for an order of a room that the caller may not use.
    func order(
        _ ticket: Ticket, until goal: Question.Goal? = nil, within milliseconds: Int64 = 0,
        by caller: Caller, speech: Speech
    ) async throws(DeskError) -> Told {
        if goal != nil {
            // An unknown ticket, or one of another room, is not waited for.
            try caller.check(order: try await facts(ticket, until: nil, within: 0))
        }
        let known = try await facts(ticket, until: goal, within: milliseconds)
        try caller.check(order: known)
        return told(known, speech)
    }

    /// Returns the state of a ticket; one that is still in the ring is acknowledged.
    func facts(
        _ ticket: Ticket, until goal: Question.Goal?, within milliseconds: Int64
    ) async throws(DeskError) -> OrderAnswer {
        let isInRing = ring.holds(ticket: ticket.number).isHeld
        do throws(DeskError) {
            return try await answer(
                .order(ticket, until: goal, timeoutMilliseconds: milliseconds), OrderAnswer.init,
                within: Int(milliseconds) + 2000)
        } catch {
            let now = ring.holds(ticket: ticket.number)
            guard isInRing || now.isHeld else { throw error }
            return .waiting(ticket, isUp: now.isUp)
        }
    }

    /// The newest orders of the rooms that a caller may use; with a ticket, those before it.
    func orders(
        limit: Int, after: Ticket?, by caller: Caller
    ) async throws(DeskError) -> OrderListing {
        guard let rooms = caller.rooms else {
            return try await answer(.orders(count: limit, after: after), OrderListing.init)
        }
        var found: [OrderAnswer] = []
        var last = after
        while true {
            let page = try await answer(.orders(count: 200, after: last), OrderListing.init)
            found += page.orders.filter { $0.destination.map(rooms.contains) == true }
            let isEnd = !page.hasMore || page.orders.isEmpty
            if found.count > limit || isEnd {
                return OrderListing(
                    orders: Array(found.prefix(limit)), hasMore: found.count > limit)
            }
            last = page.orders.last?.ticket
        }
    }

    /// A page of a room's queue.
    func queue(
        of room: RoomSnapshot, limit: Int, after: EntryID?
    ) async throws(DeskError) -> QueueListing {
        let name = DestinationName(room.name)
        return try await answer(
            .queue(name, after: after?.number, count: limit), QueueListing.init)
    }

    /// The beginning of the queue of a room by its name; nil is the default room.
    func queue(of name: String?, by caller: Caller) async throws(DeskError) -> QueueListing {
        var room: DestinationName?
        if let name { room = DestinationName(try self.room(name, for: caller).name) }
        return try await answer(.queue(room), QueueListing.init)
    }

    /// Returns the tracks whose names contain a text.
    func search(_ text: String, limit: Int) async throws(DeskError) -> TrackListing {
        try await answer(.search(text, count: limit), TrackListing.init)
    }

    /// The size of the library.
    func library() async throws(DeskError) -> LibraryTotals {
        try await answer(.library, LibraryTotals.init)
    }

    /// A page of the playlists' names.
    func playlists(limit: Int, after: String?) async throws(DeskError) -> PlaylistListing {
        try await answer(.playlists(count: limit, after: after), PlaylistListing.init)
    }

    /// A page of a playlist's lines.
    func playlist(
        _ name: String, limit: Int, after: Int?
    ) async throws(DeskError) -> PlaylistAnswer {
        try await answer(
            .playlist(name, count: limit, after: after.map(Int64.init)), PlaylistAnswer.init)
    }

    /// The figures of ring, board and daemon, which are read when the metrics are asked for.
    func figures(listeners: Int) async -> Metrics.House {
        let isUp = ring.isUp
        var figures: Figures?
        if isUp, case .success(let said) = await asker.ask(.figures, within: 500) {
            figures = Figures(said)
        }
        return Metrics.House(
            isUp: isUp, takenSlots: ring.takenSlots, listeners: listeners,
            destinations: (try? ring.rooms) ?? [], figures: figures)
    }

    /// Asks the daemon, and reads its answer.
    private func answer<Answer>(
        _ question: Question, _ read: (JSON) -> Answer?, within milliseconds: Int = 2000
    ) async throws(DeskError) -> Answer {
        switch await asker.ask(question, within: milliseconds) {
        case .failure(.notRunning): throw ring.isUp ? .busy : ring.why
        case .failure: throw .busy
        case .success(let said):
            if let refusal = AskRefusal(said) { throw .notFound(refusal.text) }
            guard let answer = read(said) else { throw .busy }
            return answer
        }
    }
}

extension OrderAnswer {
    /// The error for an order that is refused because its key was used for another one.
    var keyReuse: DeskError? {
        guard reason?.code == .keyReused else { return nil }
        return .keyReused(reason?.firstTicket?.number ?? ticket.number)
    }
}
