// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `After a restart` {
    private let hour = MonotonicTime.Span.seconds(3600)
    private let now = MonotonicTime(nanoseconds: 5_000_000_000_000)

    /// A kitchen with three songs queued, each of an order that has waited so long.
    private func restarted(
        waiting: MonotonicTime.Span, intent: Intent = .playing, begun: Bool = false
    ) -> (jukebox: Jukebox, effects: [Effect]) {
        var jukebox = Jukebox(
            rules: .init(destinations: [Scene.kitchen], defaultDestination: Scene.kitchen),
            nextEntry: 10)
        let entries = (1...3).map { number in
            Entry(
                id: EntryID(Int64(number)), order: OrderKey(Int64(number)),
                track: Track(path: EscapedPath(escaped: "/m/\(number).mp3")),
                rank: Int64(number), begun: begun && number == 1)
        }
        var record = RoomRecord(name: Scene.kitchen)
        record.intent = intent
        record.current = EntryID(1)
        jukebox.restore(record, entries: entries, resuming: true)
        for entry in entries {
            var ticket = TicketRecord(
                key: entry.order, ticket: Ticket(UInt64(entry.order.row)), expiry: .seconds(600),
                outcome: entry.begun ? .playing : .queued,
                placed: now + .init(nanoseconds: -waiting.nanoseconds))
            ticket.open = 1
            jukebox.restore(ticket)
        }
        let effects = jukebox.start(at: now)
        return (jukebox, effects)
    }

    private func expired(_ effects: [Effect]) -> [OrderKey] {
        effects.compactMap {
            if case .post(let key, _, .expired, _) = $0 { key } else { nil }
        }
    }

    @Test func `what should have begun long ago is not played in the night`() {
        let (jukebox, effects) = restarted(waiting: hour)

        #expect(expired(effects) == [OrderKey(1), OrderKey(2), OrderKey(3)])
        #expect(jukebox.view(Scene.kitchen)?.current == nil)
    }

    @Test func `a short time down costs nothing`() {
        let (jukebox, effects) = restarted(waiting: .seconds(599))

        #expect(expired(effects) == [])
        #expect(jukebox.view(Scene.kitchen)?.current?.id == EntryID(1))
    }

    @Test func `a song that had begun goes on, and its queue behind it`() {
        let (jukebox, effects) = restarted(waiting: hour, begun: true)

        #expect(expired(effects) == [])
        #expect(jukebox.view(Scene.kitchen)?.current?.id == EntryID(1))
    }

    @Test(arguments: [Intent.paused, .stopped])
    func `what a person held stays held`(intent: Intent) {
        let (_, effects) = restarted(waiting: hour, intent: intent)

        #expect(expired(effects) == [])
    }

    @Test func `an order whose songs are all over is said to be over`() {
        var jukebox = Jukebox(
            rules: .init(destinations: [Scene.kitchen], defaultDestination: Scene.kitchen))
        var ticket = TicketRecord(
            key: OrderKey(1), ticket: Ticket(1), expiry: .seconds(600), outcome: .playing,
            placed: now)
        ticket.finished = true
        jukebox.restore(ticket)

        let effects = jukebox.start(at: now)

        #expect(effects.contains(.post(OrderKey(1), Ticket(1), .finished, nil)))
    }
}
