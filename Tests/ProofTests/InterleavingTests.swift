// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import RingModel
import TestKit
import Testing

/// Every interleaving of the ring's steps, over a model with the same steps.
@Suite struct `In every interleaving` {
    @Test(arguments: Proof.isFull ? Scenario.small : Scenario.smallest)
    func `no order is lost, doubled, torn or overtaken`(scenario: Scenario) {
        explore(scenario)
    }

    @Test(.enabled(if: Proof.isFull), arguments: Scenario.large)
    func `nor in larger worlds`(scenario: Scenario) { explore(scenario) }

    @Test(arguments: Mutant.allCases)
    func `each broken line is found out`(mutant: Mutant) {
        let stopwatch = Stopwatch()
        defer { withExtendedLifetime(stopwatch) {} }
        // In full, the smallest world that shows it; otherwise only the one that is known to.
        for scenario in Proof.isFull ? Scenario.small : [mutant.world] {
            if let (what, path) = Explorer(scenario, mutant: mutant).violation {
                print("explorer: \(mutant): \(what) after \(path.count) steps (\(scenario))")
                #expect(scenario.name == mutant.world.name)
                return
            }
        }
        Issue.record("nothing in the model breaks with \(mutant)")
    }

    @Test func `the model has the steps of the code and no others`() throws {
        let steps = try ["OrderRing", "JukeboxDaemon"].flatMap { module in
            let folder = Proof.repository + "/Sources/" + module
            let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
            return try files.filter { $0.hasSuffix(".swift") }.flatMap { name in
                try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
                    .matches(of: #/// STEP ([a-zA-Z]+)/#).map { String($0.output.1) }
            }
        }
        let clients = Set(ClientStep.allCases).subtracting([.outside, .done, .dead])
        let daemon = Set(DaemonStep.allCases).subtracting([.dead, .sleeping])

        #expect(Set(steps) == Set(clients.map { "\($0)" } + daemon.map { "\($0)" }))
    }

    private func explore(_ scenario: Scenario) {
        let stopwatch = Stopwatch()
        defer { withExtendedLifetime(stopwatch) {} }
        let explorer = Explorer(scenario)

        print(
            "explorer: \(scenario): \(explorer.states) states, \(explorer.steps) steps, "
                + "\(explorer.ends) ends")
        #expect(explorer.ends > 0)
        if let (what, path) = explorer.violation {
            Issue.record("\(what) after \(path.count) steps:\n\(path.joined(separator: "\n"))")
        }
    }
}
