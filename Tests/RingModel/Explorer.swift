// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The rules of a scenario and a mutant.
struct Rules {
    let slots: UInt8
    let mayReplace: Bool
    let mutant: Mutant?

    func has(_ other: Mutant) -> Bool { mutant == other }
}

/// Walks through every interleaving of a scenario, depth first, and visits no state twice.
public struct Explorer {
    /// The number of different states.
    public private(set) var states = 0
    /// How many steps were taken.
    public private(set) var steps = 0
    /// The number of end states, in which no process has a step left.
    public private(set) var ends = 0
    /// The violation that was found, and the steps that lead to it.
    public private(set) var violation: (Violation, [String])?

    private let rules: Rules
    private let scenario: Scenario
    private var seen = SeenStates()

    /// Explores a scenario, to its end or to the first violation.
    public init(_ scenario: Scenario, mutant: Mutant? = nil) {
        self.scenario = scenario
        rules = Rules(
            slots: scenario.slots, mayReplace: scenario.replacements + scenario.removals > 0,
            mutant: mutant)
        explore()
    }

    private struct Frame {
        var world: World
        var action = 0
        var hasStepped = false
    }

    private mutating func explore() {
        let actions = 4 * 3 + 4
        var stack = [Frame(world: World(scenario))]
        _ = seen.insert(stack[0].world.digest)
        states = 1
        while let top = stack.last {
            guard top.action < actions else {
                if !top.hasStepped {
                    ends += 1
                    if let what = top.world.judgeEnd(rules) {
                        return found(what, stack)
                    }
                }
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].action += 1
            var world = top.world
            do throws(Violation) {
                guard try act(top.action, on: &world) else { continue }
            } catch {
                return found(error, stack)
            }
            steps += 1
            // A kill is optional, so end states are those in which no process can make a step.
            if Self.isStep(top.action) { stack[stack.count - 1].hasStepped = true }
            if seen.insert(world.digest) {
                states += 1
                stack.append(Frame(world: world))
            }
        }
    }

    private static func isStep(_ action: Int) -> Bool { action % 4 < 2 }

    /// Actions 0 to 3 are the daemon's, four more belong to each client: step, drain, kill, damage.
    private func act(_ action: Int, on world: inout World) throws(Violation) -> Bool {
        let client = action / 4 - 1
        switch (client, action % 4) {
        case (-1, 0): return try world.stepDaemon(rules)
        case (-1, 1): return world.drainDaemon()
        case (-1, 2): return world.killDaemon()
        case (-1, _): return world.damageRing()
        case (0, 3): return world.removeDirectory()
        case (_, 0): return world.stepClient(client, rules)
        case (_, 1): return world.drainClient(client)
        case (_, 2): return world.killClient(client)
        default: return false
        }
    }

    private mutating func found(_ what: Violation, _ stack: [Frame]) {
        violation = (
            what,
            stack.map { frame in
                let (client, kind) = ((frame.action - 1) / 4 - 1, (frame.action - 1) % 4)
                let who = client < 0 ? "daemon" : "client \(client)"
                let step =
                    client < 0
                    ? "\(frame.world.daemon.step)" : "\(frame.world.clients[client].step)"
                return
                    "\(who): \(["\(step)", "store seen", "KILLED", client < 0 ? "RING DAMAGED" : "DIRECTORY REMOVED"][kind])"
            }
        )
    }
}

extension World {
    /// Returns the violation of an end state; nil if there is none.
    func judgeEnd(_ rules: Rules) -> Violation? {
        if acknowledged & ~journal.rows != 0 { return .lost }
        if acknowledged & ~journal.told != 0 { return .untold }
        for slot in 0..<rules.slots {
            let (word, payload) = (self[path, slot].word, self[path, slot].payload)
            switch word.state {
            case .free: break
            case .ready: if unannounced & 1 << (payload - 1) == 0 { return .sleepsOverAnOrder }
            case .taken: return .slotLost
            case .writing: if isAlive(token: word.token) { return .slotLost }
            }
        }
        return nil
    }
}

/// The digests of the states that were seen; open addressing, never more than half full.
private struct SeenStates {
    private var table = [UInt64](repeating: 0, count: 1 << 16)
    private var count = 0

    /// False when it was there already.
    mutating func insert(_ digest: UInt64) -> Bool {
        if count * 2 > table.count { grow() }
        return put(digest == 0 ? 1 : digest)
    }

    private mutating func put(_ digest: UInt64) -> Bool {
        let mask = table.count - 1
        var index = Int(truncatingIfNeeded: digest) & mask
        while table[index] != 0 {
            if table[index] == digest { return false }
            index = (index + 1) & mask
        }
        table[index] = digest
        count += 1
        return true
    }

    private mutating func grow() {
        let old = table
        table = [UInt64](repeating: 0, count: old.count * 2)
        count = 0
        for digest in old where digest != 0 { _ = put(digest) }
    }
}
