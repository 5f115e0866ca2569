// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A client's step; the names are those of the STEPs in the ring's own code.
public enum ClientStep: UInt8, CaseIterable, Sendable {
    case outside, freeDeadToken, drawTicket, look, claim, reclaim, writeTicket, writePayload, commit
    case ringBell, wakeSleeper, wake, compareEpoch, askWhetherAlive, compareFiles, withdraw
    case done, dead

    var isAlive: Bool { self != .outside && self != .dead }
}

struct Client {
    var step = ClientStep.outside
    /// Its lock; the next life takes the same, which chance could do, and which is the worst.
    let token: UInt8
    var ordersLeft: UInt8
    var order: UInt8
    var ring: UInt8 = 0
    var board: UInt8 = 0
    var ticket: UInt8 = 0
    /// How far the search for a slot has come.
    var place: UInt8 = 0
    var slot: UInt8 = 0
    var word = Word(.free, generation: 0)
    var hasReclaimed = false
    var isFull = false
    /// The orders that were in the ring, and not yet announced, when it rang.
    var ringsFor: UInt8 = 0
    /// Of a mutant: the value of asleep before the commit.
    var sawAsleep = false
    var attempts: UInt8 = 0
    var pending = Pending()

    init(_ index: UInt8, orders: UInt8, from first: UInt8) {
        token = index
        ordersLeft = orders
        order = first
        if orders == 0 { step = .done }
    }
}

extension World {
    /// Lets a client do its next step; false when it has none.
    mutating func stepClient(_ index: Int, _ rules: Rules) -> Bool {
        var my = clients[index]
        switch my.step {
        case .outside:
            guard path != noRing, my.ordersLeft > 0 else { return false }
            my.ring = path
            my.board = board
            my.place = 0
            my.attempts = 0
            my.step = .freeDeadToken
        case .freeDeadToken:
            for slot in 0..<rules.slots where !rules.has(.deadTokenLeft) {
                let word = self[my.ring, slot].word
                if word.state == .writing, word.token == my.token {
                    _ = swap(my.ring, slot, word, word.freed)
                }
            }
            my.step = .drawTicket
        case .drawTicket:
            my.ticket = rings[Int(my.ring)].nextTicket
            rings[Int(my.ring)].nextTicket += 1
            before[Int(my.order)] = acknowledged
            drawn[Int(my.order)] = my.ticket
            if my.ring == 1 { inSecondRing |= 1 << my.order }
            my.place = 0
            my.hasReclaimed = false
            my.isFull = false
            my.step = .look
        case .look:
            my.slot = (my.ticket + my.place) % rules.slots
            my.word = self[my.ring, my.slot].word
            if my.word.state == .free { my.step = .claim } else { my.lookFurther(rules) }
        case .claim:
            let mine = Word(.writing, generation: my.word.generation, token: my.token)
            if swap(my.ring, my.slot, my.word, mine) {
                my.word = mine
                my.step = .writeTicket
            } else {
                my.lookFurther(rules)
            }
        case .reclaim:
            for slot in 0..<rules.slots {
                let word = self[my.ring, slot].word
                if word.state == .writing, rules.has(.ownerNotProbed) || !isAlive(token: word.token)
                {
                    _ = swap(my.ring, slot, word, word.freed)
                }
            }
            my.step = .look
        case .writeTicket:
            my.pending = Pending(place: .ticket, ring: my.ring, slot: my.slot, value: my.ticket)
            my.step = .writePayload
        case .writePayload:
            drain(&my.pending)
            my.pending = Pending(place: .payload, ring: my.ring, slot: my.slot, value: my.order + 1)
            my.sawAsleep = boards[Int(my.board)].asleep
            my.step = .commit
        case .commit:
            if !rules.has(.commitOvertakesPayload) { drain(&my.pending) }
            let ready = Word(.ready, generation: my.word.generation)
            if swap(my.ring, my.slot, my.word, ready) {
                my.word = ready
                unannounced |= 1 << my.order
                my.step = .ringBell
            } else {
                tryAgain(&my, from: .drawTicket)
            }
        case .ringBell:
            if my.isFull, rules.has(.fullWithoutRinging) {
                if my.ring == path { unannounced = 0 }
                answer(&my, acknowledging: false)
                break
            }
            drain(&my.pending)
            rings[Int(my.ring)].hasRung = true
            my.ringsFor = my.ring == path ? unannounced : 0
            my.step = .wakeSleeper
        case .wakeSleeper:
            let asleep = boards[Int(my.board)].asleep
            let sees = rules.has(.asleepReadBeforeCommit) && !my.isFull ? my.sawAsleep : asleep
            my.step = .wake
            if !sees { announced(&my, rules) }
        case .wake:
            if daemon.step == .sleeping, daemon.ring == my.ring { daemon.step = .wakeUp }
            announced(&my, rules)
        case .compareEpoch:
            let shown = boards[Int(my.board)].epoch
            let isOther = shown != World.epoch(my.ring) && shown != 0
            my.step =
                isOther && !rules.has(.epochNotCompared)
                ? .withdraw : rules.has(.deadDaemonTrusted) ? .done : .askWhetherAlive
            if my.step == .done { answer(&my, acknowledging: true) }
        case .askWhetherAlive:
            // It asks the board that it is attached to.
            let isAlive = daemon.step != .dead && my.board == board
            my.step = isAlive ? .done : .compareFiles
            if my.step == .done { answer(&my, acknowledging: true) }
        case .compareFiles:
            my.step = path == my.ring && board == my.board ? .done : .withdraw
            if my.step == .done { answer(&my, acknowledging: true) }
        case .withdraw:
            if rules.has(.sentAgainWithoutWithdrawing)
                || swap(my.ring, my.slot, my.word, my.word.freed)
            {
                // A client that rang for it has rung at the other ring.
                unannounced &= ~(1 << my.order)
                for other in 0..<3 { clients[other].ringsFor &= ~(1 << my.order) }
                attachAgain(&my)
            } else {
                answer(&my, acknowledging: true)
            }
        case .done, .dead: return false
        }
        clients[index] = my
        return true
    }

    private mutating func attachAgain(_ my: inout Client) {
        // Without a ring in the directory the caller gets an error, and the order is not there.
        guard path != noRing else { return answer(&my, acknowledging: false) }
        my.ring = path
        my.board = board
        tryAgain(&my, from: .freeDeadToken)
    }

    private mutating func tryAgain(_ my: inout Client, from step: ClientStep) {
        my.attempts += 1
        my.place = 0
        if my.attempts < 3 { my.step = step } else { answer(&my, acknowledging: false) }
    }

    /// If the ring is full, the order ends here; otherwise the client checks that its ring is the
    /// right one.
    private mutating func announced(_ my: inout Client, _ rules: Rules) {
        unannounced &= ~my.ringsFor
        my.ringsFor = 0
        my.step = .compareEpoch
        if my.isFull {
            answer(&my, acknowledging: false)
        } else if !rules.mayReplace {
            // Then the epoch is always the same, and so is the ring.
            answer(&my, acknowledging: true)
        }
    }

    private mutating func answer(_ my: inout Client, acknowledging: Bool) {
        if acknowledging { acknowledged |= 1 << my.order } else { sentAway |= 1 << my.order }
        my.endOrder()
    }

    /// Kills a client: its stores are visible, and its lock is free.
    mutating func killClient(_ index: Int) -> Bool {
        var my = clients[index]
        guard my.step.isAlive, my.step != .done, killsOfClients > 0 else { return false }
        killsOfClients -= 1
        drain(&my.pending)
        my.endOrder()
        // Its next life has its next order.
        my.step = my.ordersLeft > 0 ? .outside : .dead
        clients[index] = my
        return true
    }

    mutating func drainClient(_ index: Int) -> Bool {
        var my = clients[index]
        guard my.pending.place != .nothing else { return false }
        drain(&my.pending)
        clients[index] = my
        return true
    }
}

extension Client {
    fileprivate mutating func lookFurther(_ rules: Rules) {
        step = .look
        place += 1
        guard place == rules.slots else { return }
        place = 0
        if !hasReclaimed {
            hasReclaimed = true
            step = .reclaim
        } else {
            isFull = true
            step = .ringBell
        }
    }

    /// Clears the order, so that worlds that differ only in it count as the same.
    fileprivate mutating func endOrder() {
        ordersLeft -= 1
        order += 1
        ticket = 0
        place = 0
        slot = 0
        word = Word(.free, generation: 0)
        hasReclaimed = false
        isFull = false
        sawAsleep = false
        ringsFor = 0
        attempts = 0
        step = ordersLeft > 0 ? .drawTicket : .done
    }
}
