// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

/// A file fits in sight, and a function on a page.
@Suite struct `Sizes` {
    private static let longestFile = 300
    private static let longestFunction = 40

    /// The files that were too long when this test was written, with their lengths then.
    ///
    /// An entry may shrink or go; none is added.
    private static let longFiles: [String: Int] = [
        "Sources/OrderRing/RingHost.swift": 321,
        "Tests/RingModel/Daemon.swift": 397,
    ]

    /// The same for functions.
    private static let longFunctions: [String: Int] = [
        "Sources/LinuxSystem/Child.swift init": 46,
        "Tests/RingModel/Client.swift stepClient": 116,
        "Tests/RingModel/Daemon.swift stepDaemon": 170,
    ]

    @Test func `no file is over 300 lines`() throws {
        for (name, lines) in try Self.sources() {
            let limit = Self.longFiles[name] ?? Self.longestFile
            #expect(lines.count <= limit, "\(name) has \(lines.count) lines, of at most \(limit)")
        }
    }

    @Test func `no function is over 40 lines`() throws {
        for (name, lines) in try Self.sources() {
            for function in Self.functions(in: lines) {
                let label = "\(name) \(function.name)"
                let limit = Self.longFunctions[label] ?? Self.longestFunction
                #expect(
                    function.length <= limit,
                    "\(label) has \(function.length) lines, of at most \(limit)")
            }
        }
    }

    @Test func `no allowance is kept that is not needed`() throws {
        let sources = try Self.sources()
        for (name, _) in Self.longFiles {
            #expect((sources[name]?.count ?? 0) > Self.longestFile, "\(name) needs no allowance")
        }
        let long = sources.flatMap { name, lines in
            Self.functions(in: lines).filter { $0.length > Self.longestFunction }
                .map { "\(name) \($0.name)" }
        }
        let idle = Set(Self.longFunctions.keys).subtracting(long)
        #expect(idle.isEmpty, "\(idle.sorted()) need no allowance")
    }

    /// The lines of each source, by its path from the root.
    private static func sources() throws -> [String: [Substring]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        var sources: [String: [Substring]] = [:]
        for top in ["Sources", "Tests"] {
            let names = FileManager.default.enumerator(atPath: root + "/" + top)
            while let name = names?.nextObject() as? String {
                guard name.hasSuffix(".swift") else { continue }
                let path = "\(top)/\(name)"
                let text = try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
                var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                if lines.last == "" { lines.removeLast() }
                sources[path] = lines
            }
        }
        return sources
    }

    /// Finds the functions and initialisers with a body; `swift format` puts the closing brace on
    /// its own line, with the indentation of the line that begins the function.
    private static func functions(in lines: [Substring]) -> [(name: String, length: Int)] {
        let begin =
            #/^(?<indent> *)(?:[a-z@]+(?:\([a-z]+\))? )*(?:func (?<name>`[^`]*`|[^ (<]+)|init\b|deinit\b)/#
        var found: [(name: String, length: Int)] = []
        for (number, line) in lines.enumerated() {
            guard let match = line.firstMatch(of: begin) else { continue }
            let indent = match.indent
            // A declaration alone, as in a protocol, is followed by a line of the same indentation.
            let rest = lines[(number + 1)...]
            guard
                let end = rest.firstIndex(where: {
                    !$0.isEmpty && !$0.hasPrefix(indent + " ") && !$0.hasPrefix(indent + ")")
                        && !$0.hasPrefix(indent + "{") && !$0.hasPrefix("#")
                }), lines[end] == indent + "}"
            else { continue }
            found.append((String(match.output.name ?? "init"), end - number + 1))
        }
        return found
    }
}
