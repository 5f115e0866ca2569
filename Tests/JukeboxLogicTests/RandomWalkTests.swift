// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

@testable import JukeboxLogic
import JukeboxModel
import Names
import SeededDice
import Testing

@Suite struct `A random walk` {
    private static let kitchen = DestinationName("kitchen")
    private static let study = DestinationName("study")
    private static let attic = DestinationName("attic")

    @Test(arguments: 0..<60)
    func `keeps every promise of the queues, tickets and players`(seed: Int) {
        var walk = Walk(seed: seed)
        for step in 0..<400 {
            walk.step()
            walk.house.check("seed \(seed), step \(step), \(walk.last)")
            if step % 10 == 9 {
                walk.house.calm()
                walk.house.checkCalm("seed \(seed), step \(step), calm")
            }
        }
        walk.finish()

        let house = walk.house
        for key in walk.keys {
            #expect(house.ends[key]?.count == 1, "order \(key.row): \(house.ends[key] ?? [])")
        }
        #expect(house.jukebox.tickets.isEmpty)
        // An entry may reach its end in the moment of a `next`: then the command decides.
        #expect(Set(house.heard).isSuperset(of: house.finished), "history and sound differ")
        #expect(Set(house.finished).count == house.finished.count, "finished twice")
        #expect(
            house.jukebox.nextAlarm == nil, "an idle house wakes up: \(house.jukebox.rooms)")
    }

    private struct Walk {
        var random: Seeded
        var house: Household
        var keys: [OrderKey] = []
        var last = ""
        var destinations = [kitchen, study]
        var output = 0

        init(seed: Int) {
            random = Seeded(state: UInt64(seed) &* 7919 &+ 1)
            house = Household(Self.rules([kitchen, study], 0))
            house.world.badFiles = ["/m/bad.mp3"]
        }

        static func rules(_ destinations: [DestinationName], _ output: Int) -> Jukebox.Rules {
            Jukebox.Rules(
                destinations: destinations, defaultDestination: kitchen,
                outputs: [kitchen: "hw:\(output)"],
                music: [EscapedPath(escaped: "/m")] + (output % 2 == 0 ? [] : [other]),
                queueLimit: 60, expiry: .seconds(2000), holdAfter: .seconds(600))
        }

        static let other = EscapedPath(escaped: "/other")

        private mutating func pick<T>(_ choices: [T]) -> T {
            choices[Int.random(in: 0..<choices.count, using: &random)]
        }

        private var entry: EntryID {
            mutating get {
                let entries = house.jukebox.rooms.values.flatMap(\.queue.entries).map(\.id)
                return entries.isEmpty ? EntryID(1) : pick(entries.sorted())
            }
        }

        mutating func step() {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<14: play()
            case 14..<28: command()
            case 28..<40: find()
            case 40..<60: obey()
            case 60..<82: hear()
            case 82..<92: sound()
            case 92..<95: house.pass(.milliseconds(pick([1, 300, 2500, 40_000, 700_000])))
            case 95..<97: world()
            case 97: house.playerDies(pick(destinations))
            case 98: house.collectDead()
            default: reload()
            }
        }

        private mutating func play() {
            let mode = pick(Order.Mode.allCases)
            let name = pick([destinations[0], destinations[destinations.count - 1]])
            last = "play \(mode) in \(name)"
            let isSentence = Bool.random(using: &random)
            let request = Order.Request(
                title: isSentence ? nil : "t", query: isSentence ? "t" : nil)
            let isOpen = isSentence && Bool.random(using: &random)
            keys.append(
                house.order(
                    Order(.play(request), destination: isOpen ? nil : name, mode: mode)))
        }

        private mutating func command() {
            let seek = pick([Int64.min, -5000, 0, 7000, .max])
            let count = UInt64(max(1, keys.count))
            let verb: Order.Verb = pick([
                .pause, .resume, .stop, .next, .next, .previous, .clear, .seek(.to(seek)),
                .seek(.by(seek)), .volume(.by(-3)), .volume(.set(.muted)), .volume(.unmute),
                .remove([EntrySpan(entry)]),
                .move(entry, to: UInt32.random(in: 0...9, using: &random)),
                .cancel(Ticket(UInt64.random(in: 1...count, using: &random))),
                .toggle, .shuffle, .crop, .undo, .undo, .jump(entry),
                .remove([EntrySpan(entry, through: entry), EntrySpan(entry)]),
                .seek(.percent(50)), .volume(.byPercent(5)),
            ])
            last = "\(verb)"
            keys.append(house.order(Order(verb, destination: pick(destinations))))
        }

        private mutating func find() {
            last = "found"
            let titles = ["/m/a.mp3", "/m/b.mp3", "/m/bad.mp3", "/other/c.mp3"]
            let tracks = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Track(path: EscapedPath(escaped: pick(titles)))
            }
            guard let (key, _) = house.lookups.first else { return }
            switch Int.random(in: 0..<10, using: &random) {
            case 8:
                let rooms: SpokenCommand.Rooms = pick([
                    .unsaid, .all, .one(study), .one(attic),
                ])
                let verb: Order.Verb = pick([
                    .pause, .stop, .next, .previous, .clear, .resume, .undo, .shuffle,
                ])
                house.find(.command(SpokenCommand(.verb(verb), in: rooms)))
            case 9: house.find(.command(SpokenCommand(.whatPlays)))
            case 0: house.find(.nothing(Reason(.notFound, "nothing")))
            case 1:
                house.find(.tracks(tracks, following: 2))
                if Bool.random(using: &random) { house.calm() }
                house.send(.foundMore(key, Array(tracks.prefix(2))))
            default: house.find(.tracks(tracks))
            }
        }

        private mutating func obey() {
            last = "obeyed"
            house.players[pick(destinations)]?.obey(house.world)
        }

        private mutating func hear() {
            last = "heard"
            house.hear(pick(destinations))
        }

        private mutating func sound() {
            last = "sound"
            let ends = Bool.random(using: &random)
            house.players[pick(destinations)]?.sound(ends: ends, house.world)
        }

        private mutating func world() {
            last = "the world changes"
            if Bool.random(using: &random) {
                house.world.hasDevice.toggle()
                if house.world.hasDevice { house.send(.devicesChanged) }
            } else {
                house.world.hasMusic.toggle()
                if house.world.hasMusic { house.send(.mountsChanged) }
            }
        }

        private mutating func reload() {
            last = "reload"
            output = Int.random(in: 0...3, using: &random)
            destinations = pick([[kitchen], [kitchen, study], [study, kitchen, attic]])
            house.apply(Self.rules(destinations, output))
        }

        /// Repairs everything, and lets the rest be played.
        mutating func finish() {
            house.world = SimulatedPlayer.World()
            while !house.lookups.isEmpty {
                house.find(.tracks([Track(path: EscapedPath(escaped: "/m/z.mp3"))]))
            }
            for _ in 0..<3000 {
                house.calm()
                for name in destinations {
                    let room = house.jukebox.rooms[name]
                    if room?.intent != .playing, room?.queue.isEmpty == false {
                        keys.append(house.order(Order(.resume, destination: name)))
                    }
                    house.players[name]?.sound(ends: true, house.world)
                }
                house.calm()
                house.pass(.milliseconds(900))
                if house.jukebox.rooms.values.allSatisfy(\.queue.isEmpty) { break }
            }
            house.calm()
            // A player that died lately may still rest.
            for _ in 0..<40 {
                house.pass(.milliseconds(900))
                house.calm()
            }
        }
    }
}
