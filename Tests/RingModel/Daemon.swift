// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The daemon's step; the names are those of the STEPs in the ring's own code.
public enum DaemonStep: UInt8, CaseIterable, Sendable {
    case dead, openRing, hideEpoch, publishEpoch, beAwake
    case lookForTaken, passOne, passOneTicket, passTwo, passTwoTicket, take, copy
    case askJournal, commitJournal, postOutcome, free, reclaimDead, freeNobodys
    case setAside, makeRing
    case fallAsleep, readBell, lastScan, sleep, sleeping, wakeUp
}

/// The purpose of a pass over a ring.
enum Purpose: UInt8 {
    case salvage, start, running, replacing
}

struct Found {
    /// Which order's payload was copied, plus one; zero: nothing was found here.
    var payload: UInt8 = 0
    var ticket: UInt8 = 0
    /// Batches are kept in the order in which they were found.
    var batch: UInt8 = 0
    /// Whether the journal has it already.
    var isHeld = false
}

struct Daemon {
    var step = DaemonStep.openRing
    var purpose = Purpose.salvage
    /// The ring that it uses, and the one that it is looking through.
    var ring: UInt8 = 0
    var source: UInt8 = 0
    var place: UInt8 = 0
    var limit: UInt8 = 0
    var anyReady = false
    var word = Word(.free, generation: 0)
    /// By ring and slot.
    var found = InlineArray<6, Found>(repeating: Found())
    var met = InlineArray<3, Word>(repeating: Word(.free, generation: 0))
    var isAwakening = false
    var pending = Pending()
}

extension World {
    /// Lets the daemon do its next step; false when it sleeps.
    mutating func stepDaemon(_ rules: Rules) throws(Violation) -> Bool {
        var my = daemon
        switch my.step {
        case .dead: my.step = .openRing
        case .sleeping: return false
        case .openRing:
            if path == noRing { makeRing() }
            my.ring = path
            if rules.has(.boardRenamed) {
                board = 1 - board
                boards[Int(board)] = Board()
            }
            my.purpose = .salvage
            my.step = boards[Int(board)].epoch == World.epoch(my.ring) ? .beAwake : .hideEpoch
        case .hideEpoch:
            boards[Int(board)].epoch = 0
            my.step = .publishEpoch
        case .publishEpoch:
            boards[Int(board)].epoch = World.epoch(my.ring)
            my.step = .beAwake
        case .beAwake:
            boards[Int(board)].asleep = false
            switch my.purpose {
            case .replacing: lookThrough(&my, setAside, rules)
            default:
                if setAside == noRing || rules.has(.oldRingNotDrained) {
                    my.purpose = .start
                    lookThrough(&my, my.ring, rules)
                } else {
                    lookThrough(&my, setAside, rules)
                }
            }
        case .lookForTaken:
            for slot in 0..<rules.slots where !rules.has(.takenForgotten) {
                let state = self[my.source, slot].word.state
                let isCopied = state == .ready && rules.has(.salvagedWithoutTaking)
                if state == .taken || isCopied && my.purpose == .salvage {
                    my.place = slot
                    copy(&my, batch: batch(my) - (rules.has(.takenBeforeReady) ? 1 : 0))
                }
            }
            passOne(&my, rules)
        case .passOne:
            my.word = self[my.source, my.place].word
            if my.word.state == .ready {
                my.anyReady = true
                my.step = .passOneTicket
            } else if next(&my, rules) {
                passTwo(&my)
            }
        case .passOneTicket:
            my.limit = max(my.limit, self[my.source, my.place].ticket)
            my.step = .passOne
            if next(&my, rules) { passTwo(&my) }
        case .passTwo:
            my.word = self[my.source, my.place].word
            if my.word.state == .ready {
                my.step = .passTwoTicket
            } else if next(&my, rules) {
                afterPasses(&my, rules)
            }
        case .passTwoTicket:
            let isWithin =
                rules.has(.noLimit) || rules.has(.onePass)
                || self[my.source, my.place].ticket <= my.limit
            if isWithin {
                my.step = .take
            } else {
                my.step = .passTwo
                if next(&my, rules) { afterPasses(&my, rules) }
            }
        case .take:
            let taken = Word(.taken, generation: my.word.generation)
            if swap(my.source, my.place, my.word, taken) {
                my.step = .copy
            } else {
                my.step = .passTwo
                if next(&my, rules) { afterPasses(&my, rules) }
            }
        case .copy:
            copy(&my, batch: batch(my))
            if rules.has(.freeBeforeJournal) { freeSlot(my.source, my.place) }
            my.step = .passTwo
            if next(&my, rules) { afterPasses(&my, rules) }
        case .askJournal:
            for index in 0..<6 where my.found[index].payload != 0 {
                let generation = self[UInt8(index / 3), UInt8(index % 3)].word.generation
                my.found[index].isHeld =
                    !rules.has(.journalNotAsked) && journal.newest[index] == generation + 1
            }
            // The pass only posts and frees its orders; then the own ring is looked through.
            my.place = 0
            my.step = .postOutcome
            skipToFound(&my, rules)
        case .commitJournal:
            try commit(&my)
            my.place = 0
            my.step = .postOutcome
            skipToFound(&my, rules)
        case .postOutcome:
            if rules.has(.outcomeAfterFree) { freeFound(my, rules) } else { post(my) }
            my.step = .free
        case .free:
            if rules.has(.outcomeAfterFree) { post(my) } else { freeFound(my, rules) }
            my.found[Int(my.place)] = Found()
            my.place += 1
            my.step = .postOutcome
            skipToFound(&my, rules)
        case .reclaimDead:
            for slot in 0..<rules.slots {
                let word = self[my.ring, slot].word
                let isMet = my.met[Int(slot)] == word
                my.met[Int(slot)] = Word(.free, generation: 0)
                guard word.state == .writing else { continue }
                my.met[Int(slot)] = word
                if isMet, !isAlive(token: word.token) {
                    _ = swap(my.ring, slot, word, word.freed)
                }
            }
            afterLooking(&my, rules)
        case .freeNobodys:
            for slot in 0..<rules.slots where self[my.ring, slot].word.state == .taken {
                self[my.ring, slot].word = self[my.ring, slot].word.freed
            }
            my.purpose = .running
            lookThrough(&my, my.ring, rules)
        case .setAside:
            setAside = path
            path = noRing
            my.step = .makeRing
        case .makeRing:
            makeRing()
            my.ring = path
            my.met = InlineArray(repeating: Word(.free, generation: 0))
            my.purpose = .replacing
            my.step = .hideEpoch
        case .fallAsleep:
            if rules.has(.asleepNotFenced) {
                my.pending = Pending(place: .asleep, value: 1)
            } else {
                boards[Int(board)].asleep = true
            }
            my.place = 0
            my.step = rules.has(.bellReadAfterScan) ? .lastScan : .readBell
        case .readBell:
            rings[Int(my.ring)].hasRung = false
            my.step = rules.has(.noLastScan) || rules.has(.bellReadAfterScan) ? .sleep : .lastScan
        case .lastScan:
            if self[my.ring, my.place].word.state == .ready {
                my.step = .wakeUp
            } else {
                my.place += 1
                if my.place == rules.slots {
                    my.step = rules.has(.bellReadAfterScan) ? .readBell : .sleep
                }
            }
        case .sleep:
            // The futex compares and sleeps at once; a system call drains the store buffer later
            // than the comparison.
            my.step = rings[Int(my.ring)].hasRung ? .wakeUp : .sleeping
            my.place = 0
        case .wakeUp:
            drain(&my.pending)
            boards[Int(board)].asleep = false
            my.place = 0
            my.step = .freeNobodys
        }
        daemon = my
        return true
    }

    private mutating func makeRing() {
        path = nextRing
        nextRing += 1
    }

    private func batch(_ my: Daemon) -> UInt8 { my.purpose == .salvage ? 2 : 4 }

    private mutating func lookThrough(_ my: inout Daemon, _ ring: UInt8, _ rules: Rules) {
        my.source = ring
        my.place = 0
        my.step = .lookForTaken
        if my.purpose == .running || my.purpose == .replacing { passOne(&my, rules) }
    }

    private func passOne(_ my: inout Daemon, _ rules: Rules) {
        // A new daemon asks the journal about orders left in the ring before it adopts any.
        if my.purpose == .start, my.step == .lookForTaken {
            my.step = .askJournal
            return
        }
        my.step = rules.has(.onePass) ? .passTwo : .passOne
        my.anyReady = rules.has(.onePass)
        my.limit = 0
        my.place = 0
    }

    private func passTwo(_ my: inout Daemon) {
        my.place = 0
        my.step = my.anyReady ? .passTwo : .reclaimDead
    }

    private mutating func afterPasses(_ my: inout Daemon, _ rules: Rules) {
        my.limit = 0
        my.anyReady = false
        my.word = Word(.free, generation: 0)
        if rules.has(.onePass), !hasFound(my) {
            my.place = 0
            my.step = .reclaimDead
        } else {
            afterLooking(&my, rules)
        }
    }

    private mutating func afterLooking(_ my: inout Daemon, _ rules: Rules) {
        my.place = 0
        if my.purpose == .salvage {
            if !hasFound(my) { setAside = noRing }
            my.purpose = .start
            lookThrough(&my, my.ring, rules)
        } else {
            my.step = hasFound(my) ? .commitJournal : .fallAsleep
            if my.purpose != .running, my.step == .fallAsleep { my.step = .freeNobodys }
        }
    }

    private func hasFound(_ my: Daemon) -> Bool {
        for index in 0..<6 where my.found[index].payload != 0 { return true }
        return false
    }

    /// Advances to the next slot; true if there is none.
    private func next(_ my: inout Daemon, _ rules: Rules) -> Bool {
        my.place += 1
        return my.place == rules.slots
    }

    private func copy(_ my: inout Daemon, batch: UInt8) {
        let slot = self[my.source, my.place]
        my.found[Int(my.source * 3 + my.place)] = Found(
            payload: slot.payload == 0 ? 7 : slot.payload, ticket: slot.ticket, batch: batch)
    }

    /// Advances to the next order of the pass to post and free; after the last, to the next step.
    private func skipToFound(_ my: inout Daemon, _ rules: Rules) {
        let isAsking = my.purpose == .start && !my.isAwakening
        while my.place < 6 {
            let found = my.found[Int(my.place)]
            if found.payload != 0, !isAsking || found.isHeld { return }
            my.place += 1
        }
        my.place = 0
        if isAsking {
            my.isAwakening = true
            my.source = my.ring
            my.step = .lookForTaken
            my.step = rules.has(.onePass) ? .passTwo : .passOne
            my.anyReady = rules.has(.onePass)
            my.limit = 0
        } else {
            my.isAwakening = false
            my.step = .freeNobodys
        }
    }

    private mutating func post(_ my: Daemon) {
        let payload = my.found[Int(my.place)].payload
        if payload != 7 { journal.told |= 1 << (payload - 1) }
    }

    private mutating func freeFound(_ my: Daemon, _ rules: Rules) {
        if !rules.has(.freeBeforeJournal) { freeSlot(my.place / 3, my.place % 3) }
    }

    private mutating func freeSlot(_ ring: UInt8, _ slot: UInt8) {
        self[ring, slot].word = self[ring, slot].word.freed
    }

    /// One transaction: rows for all orders of the pass, in the order of batches and tickets.
    private mutating func commit(_ my: inout Daemon) throws(Violation) {
        var rest = my.found
        while true {
            var first: Int?
            for index in 0..<6 where rest[index].payload != 0 {
                guard let best = first else {
                    first = index
                    continue
                }
                let (a, b) = (rest[index], rest[best])
                if (a.batch, a.ticket) < (b.batch, b.ticket) { first = index }
            }
            guard let index = first else { return }
            try adopt(rest[index])
            journal.newest[index] =
                self[UInt8(index / 3), UInt8(index % 3)].word.generation + 1
            rest[index] = Found()
        }
    }

    private mutating func adopt(_ found: Found) throws(Violation) {
        guard found.payload != 7 else { throw .torn }
        let order = found.payload - 1
        let bit: UInt8 = 1 << order
        if found.ticket != drawn[Int(order)] { throw .torn }
        if journal.rows & bit != 0 { throw .adoptedTwice }
        if sentAway & bit != 0 { throw .adoptedAfterFull }
        // When a ring is replaced, orders that are still sent to the old one may come first.
        let sameRing = inSecondRing & bit != 0 ? inSecondRing : ~inSecondRing
        if before[Int(order)] & sameRing & ~journal.rows != 0 { throw .overtaken }
        journal.rows |= bit
    }

    /// Kills the daemon; its stores are visible.
    mutating func killDaemon() -> Bool {
        guard daemon.step != .dead, killsOfDaemon > 0 else { return false }
        killsOfDaemon -= 1
        show(daemon.pending)
        daemon = Daemon()
        daemon.step = .dead
        return true
    }

    mutating func drainDaemon() -> Bool {
        guard daemon.pending.place != .nothing else { return false }
        show(daemon.pending)
        daemon.pending = Pending()
        return true
    }

    /// Removes the directory; attached clients do not notice.
    mutating func removeDirectory() -> Bool {
        guard removals > 0, daemon.step == .dead, path != noRing,
            (acknowledged | journal.rows) & ~journal.told == 0
        else { return false }
        for slot in UInt8(0)..<3 where self[path, slot].word.state == .taken { return false }
        removals -= 1
        path = noRing
        setAside = noRing
        board = 1 - board
        boards[Int(board)] = Board()
        return true
    }

    /// Damages the head of the daemon's ring, which it checks in every turn.
    mutating func damageRing() -> Bool {
        guard replacements > 0, path == 0, daemon.step == .fallAsleep else { return false }
        replacements -= 1
        daemon.step = .setAside
        return true
    }
}
