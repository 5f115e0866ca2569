// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import Foundation
import JSONLines
import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `The dashboard for Grafana` {
    private static func everySample() async -> Set<String> {
        let metrics = Metrics()
        await metrics.count(route: "orders", code: 200, took: .milliseconds(1))
        await metrics.count(outcome: "resolved")
        await metrics.count(webhook: .delivered)
        let histogram = Histogram().json
        let room = RoomSnapshot(["name": "kitchen", "state": "playing", "device": "open"])
        let figures: JSON = [
            "outcomes": ["finished": 1], "restarts": ["kitchen": 1],
            "underruns": ["kitchen": 1], "resolved": histogram, "audible": histogram,
        ]
        let text = await metrics.text(
            Metrics.House(
                isUp: true, takenSlots: 3, listeners: 1,
                destinations: [room].compactMap { $0 }, figures: Figures(figures)))
        let names = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            String(line.prefix { $0 != "{" && $0 != " " })
        }
        return Set(names)
    }

    private static func queries(in json: JSON) -> [String] {
        switch json {
        case .object(let members):
            members.flatMap { member in
                member.name == "expr" ? [member.value.string ?? ""] : queries(in: member.value)
            }
        case .array(let elements): elements.flatMap(queries)
        default: []
        }
    }

    @Test func `asks only for metrics that there are, and for every family of them`() async throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../config/grafana/jukebox.json")
        let dashboard = try #require(JSON(parsing: [UInt8](Data(contentsOf: file))))
        let samples = await Self.everySample()

        let queries = Self.queries(in: dashboard)
        let asked = queries.flatMap { query in
            query.matches(of: /jukebox_[a-z_]+/).map { String($0.output) }
        }

        #expect(queries.count >= 10 && asked.count >= queries.count)
        for name in asked { #expect(samples.contains(name), "no metric “\(name)”") }
        let families = Set(samples.map { $0.replacing(/_(total|bucket|count|sum)$/, with: "") })
        for family in families {
            #expect(asked.contains { $0.hasPrefix(family) }, "no panel shows “\(family)”")
        }
    }
}
