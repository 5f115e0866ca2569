// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

/// The daemon's answers are read and written by the types in `Asking`.
@Suite struct `Answers` {
    /// Places that read members by their names: of answers in `Asking`, and of JSON that others
    /// write.
    private static let readers = [
        "Sources/Asking/", "Sources/JSONLines/", "Sources/ChildWire/",
        "Sources/assistant-console/", "Sources/JukeboxGateway/Doors/Google/",
        "Sources/JukeboxGateway/Doors/Dialogflow/",
    ]

    /// The members that other files still read by name, counted; a number may only shrink.
    private static let allowed: [String: Int] = [
        "Sources/JukeboxGateway/Events/EventHub.swift": 2
    ]

    @Test func `are read by their types alone`() throws {
        var found: [String: Int] = [:]
        for (path, text) in try Self.sources() where text.contains("import JSONLines\n") {
            let count = text.matches(of: #/[a-zA-Z0-9_?)]\["[a-z_A-Z]+"\]\?? *(\.|\?\?|==|\[)/#)
                .count
            if count > 0 { found[path] = count }
        }

        for (path, count) in found {
            let limit = Self.allowed[path] ?? 0
            #expect(count <= limit, "\(path) reads \(count) members by name, of at most \(limit)")
        }
        for path in Self.allowed.keys {
            #expect(found[path] != nil, "\(path) needs no allowance")
        }
    }

    private static func sources() throws -> [String: String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default.enumerator(atPath: root.path + "/Sources")?.allObjects
        let paths = (files ?? []).compactMap { $0 as? String }.map { "Sources/" + $0 }.filter {
            path in path.hasSuffix(".swift") && !readers.contains { path.hasPrefix($0) }
        }
        #expect(paths.count > 100)
        return Dictionary(
            uniqueKeysWithValues: try paths.map {
                ($0, try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8))
            })
    }
}
