// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

@testable import JukeboxLogic
import JukeboxModel

/// A jukebox with one or two rooms, controlled step by step.
struct Scene {
    static let kitchen = DestinationName("kitchen")
    static let study = DestinationName("study")

    var jukebox: Jukebox
    var now = MonotonicTime(nanoseconds: 1_000_000_000)
    var effects: [Effect] = []
    var posted: [OrderKey: [Outcome]] = [:]
    var reasons: [OrderKey: Reason] = [:]
    var said: [PlayerCommand.Action] = []
    private var nextKey: Int64 = 1

    static let rules = Jukebox.Rules(
        destinations: [kitchen, study], nicknames: [study: ["書斎"]], defaultDestination: kitchen)

    init(
        ready: Bool = true, rules: Jukebox.Rules = rules, kept: KeptJukebox = KeptJukebox()
    ) {
        jukebox = Jukebox(rules: rules, kept: kept)
        note(jukebox.start(at: now))
        guard ready else { return }
        player(.ready)
        send(.player(Self.study, PlayerEvent(obeyed: 0, .ready)))
        send(.player(Self.study, PlayerEvent(obeyed: .max, .obeyed)))
        player(.obeyed)
        said = []
    }

    mutating func send(_ event: Event) { note(jukebox.handle(event, at: now)) }

    mutating func apply(_ rules: Jukebox.Rules) { note(jukebox.apply(rules, at: now)) }

    /// Lets time pass, and every alarm in it go off.
    mutating func pass(_ span: MonotonicTime.Span) {
        let until = now + span
        while let alarm = jukebox.nextAlarm, alarm <= until {
            now = max(now, alarm)
            send(.alarm)
        }
        now = until
    }

    private mutating func note(_ new: [Effect]) {
        effects += new
        for effect in new {
            switch effect {
            case .post(let key, _, let outcome, let reason):
                posted[key, default: []].append(outcome)
                if let reason { reasons[key] = reason }
            case .say(_, let command): said.append(command.action)
            default: break
            }
        }
    }

    /// News from the kitchen's player, which has obeyed everything.
    mutating func player(_ news: PlayerEvent.News) {
        send(.player(Self.kitchen, PlayerEvent(obeyed: .max, news)))
    }

    /// The player has ended an entry and continues with the following one.
    mutating func ended(_ entry: Int64) {
        if let next = view?.upcoming, next > 0, let following {
            player(.following(following))
        }
        player(.ended(EntryID(entry)))
    }

    /// The entry that the kitchen's player was last told to play next.
    private var following: EntryID? {
        for effect in effects.reversed() {
            guard case .say(Self.kitchen, let command) = effect else { continue }
            if case .follow(let piece, _) = command.action { return piece?.entry }
        }
        return nil
    }

    mutating func playing(_ entry: Int64, frame: Int64 = 10) {
        player(
            .playing(PlaybackPosition(entry: EntryID(entry), frame: frame, rate: 44_100, at: now)))
    }

    @discardableResult
    mutating func order(
        _ order: Order, age: MonotonicTime.Span = .seconds(0), atStart: Bool = false
    )
        -> OrderKey
    {
        let key = OrderKey(nextKey)
        nextKey += 1
        send(.adopted(key, Ticket(UInt64(key.row)), order, age: age, atStart: atStart))
        return key
    }

    /// An order for some songs that are found at once.
    @discardableResult
    mutating func play(
        _ titles: String..., mode: Order.Mode = .append, by label: String? = nil
    ) -> OrderKey {
        let key = order(
            Order(.play(Order.Request(title: titles.first)), mode: mode, by: label))
        let tracks = titles.map { Track(path: EscapedPath(escaped: "/m/\($0).mp3")) }
        send(.found(key, .tracks(tracks, alternatives: [])))
        return key
    }

    mutating func wait(_ span: MonotonicTime.Span) { now = now + span }

    /// The titles in the kitchen's queue, the current one first.
    var queue: [String] {
        jukebox.rooms[Self.kitchen]?.queue.entries.map(\.track.title) ?? []
    }

    /// How entries ended.
    var ends: [Int64: EntryEnd] {
        var ends: [Int64: EntryEnd] = [:]
        for case .keepEnd(let entry, let end) in effects { ends[entry.number] = end }
        return ends
    }

    var view: RoomView? { jukebox.view(Self.kitchen) }
}
