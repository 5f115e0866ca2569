// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxLogic
import JukeboxModel
import Testing

@Suite struct `After a restart` {
    private let hour = MonotonicTime.Span.seconds(3600)
    private let day = MonotonicTime.Span.seconds(86_400)
    private let now = MonotonicTime(nanoseconds: 500_000_000_000_000)

    /// A kitchen with three songs queued, each of an order that has waited so long.
    private func kept(
        waiting: MonotonicTime.Span, intent: Intent = .playing, begun: Bool = false,
        in room: DestinationName = Scene.kitchen
    ) -> KeptJukebox {
        let entries = (1...3).map { number in
            Entry(
                id: EntryID(Int64(number)), order: OrderKey(Int64(number)),
                track: Track(path: EscapedPath(escaped: "/m/\(number).mp3")),
                rank: Int64(number), begun: begun && number == 1)
        }
        var kept = KeptJukebox()
        kept.nextEntry = 10
        kept.rooms = [RoomRecord(name: room, intent: intent, current: EntryID(1))]
        kept.entries = [room: entries]
        kept.tickets = entries.map { entry in
            var ticket = TicketRecord(
                key: entry.order, ticket: Ticket(UInt64(entry.order.row)),
                expiry: .seconds(43_200), outcome: entry.begun ? .playing : .queued,
                placed: now + .init(nanoseconds: -waiting.nanoseconds))
            ticket.open = 1
            ticket.destination = room
            return ticket
        }
        return kept
    }

    private func restarted(_ kept: KeptJukebox) -> (jukebox: Jukebox, effects: [Effect]) {
        var jukebox = Jukebox(rules: Scene.rules, kept: kept)
        let effects = jukebox.start(at: now)
        return (jukebox, effects)
    }

    private func posted(_ effects: [Effect], _ outcome: Outcome) -> [OrderKey] {
        effects.compactMap {
            if case .post(let key, _, outcome, _) = $0 { key } else { nil }
        }
    }

    @Test func `what should have begun long ago is not played in the night`() {
        let (jukebox, effects) = restarted(kept(waiting: day))

        #expect(posted(effects, .expired) == [OrderKey(1), OrderKey(2), OrderKey(3)])
        #expect(jukebox.view(Scene.kitchen)?.current == nil)
    }

    @Test func `a short time down costs nothing`() {
        let (jukebox, effects) = restarted(kept(waiting: hour))

        #expect(posted(effects, .expired) == [])
        #expect(jukebox.view(Scene.kitchen)?.current?.id == EntryID(1))
        #expect(jukebox.view(Scene.kitchen)?.intent == .playing)
    }

    @Test func `after a longer time the room is held and says how much was waiting`() {
        var kept = kept(waiting: hour)
        kept.quiet = .seconds(601)

        let (jukebox, effects) = restarted(kept)

        #expect(posted(effects, .expired) == [])
        #expect(jukebox.view(Scene.kitchen)?.intent == .paused)
        #expect(jukebox.view(Scene.kitchen)?.held == 3)
    }

    @Test func `a song that had begun goes on, and its queue after it`() {
        let (jukebox, effects) = restarted(kept(waiting: day, begun: true))

        #expect(posted(effects, .expired) == [])
        #expect(jukebox.view(Scene.kitchen)?.current?.id == EntryID(1))
    }

    @Test(arguments: [Intent.paused, .stopped])
    func `a paused or stopped room expires nothing`(intent: Intent) {
        let (_, effects) = restarted(kept(waiting: day, intent: intent))

        #expect(posted(effects, .expired) == [])
    }

    @Test func `the tickets of a destination that is gone are cancelled`() {
        let gone = DestinationName("attic")

        let (jukebox, effects) = restarted(kept(waiting: hour, in: gone))

        #expect(posted(effects, .cancelled) == [OrderKey(1), OrderKey(2), OrderKey(3)])
        #expect(jukebox.view(gone) == nil)
    }

    @Test func `an order whose songs are all over is said to be over`() {
        var kept = KeptJukebox()
        var ticket = TicketRecord(
            key: OrderKey(1), ticket: Ticket(1), expiry: .seconds(600), outcome: .playing,
            placed: now)
        ticket.ends.finished = 1
        kept.tickets = [ticket]

        let (_, effects) = restarted(kept)

        #expect(effects.contains(.post(OrderKey(1), Ticket(1), .finished, nil)))
    }

    @Test func `an order that waited long for the daemon starts nothing by itself`() {
        var scene = Scene()

        let key = scene.order(
            Order(.play(Order.Request(title: "a"))), age: .seconds(601), atStart: true)
        scene.send(.found(key, .tracks([Track(path: EscapedPath(escaped: "/m/a.mp3"))])))

        #expect(scene.view?.intent == .paused)
        #expect(scene.view?.held == 1)
        #expect(scene.posted[key]?.last == .queued)
        scene.play("b")
        #expect(scene.view?.current?.track.title == "b")
        #expect(scene.view?.upcoming == 1)
    }
}
