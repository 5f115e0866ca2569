// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

/// The texts for people: README.md, the other files of the root, and `docs`.
@Suite struct `The documents` {
    private static let longestReadme = 120

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test func `begin with a README that is read in a few minutes`() throws {
        let lines = try Self.text("README.md").split(
            separator: "\n", omittingEmptySubsequences: false)

        #expect(lines.count <= Self.longestReadme + 1, "\(lines.count - 1) lines")
    }

    @Test func `link only to files and headings that exist`() throws {
        let documents = try Self.documents()
        #expect(documents.count > 10)
        var count = 0
        for document in documents {
            let folder = (document as NSString).deletingLastPathComponent
            for link in Self.links(in: try Self.text(document)) where !link.contains("://") {
                count += 1
                let parts = link.split(
                    separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let path = (folder as NSString).appendingPathComponent(String(parts[0]))
                let target =
                    parts[0].isEmpty ? document : (path as NSString).standardizingPath
                let file = Self.root.appendingPathComponent(target).path
                #expect(FileManager.default.fileExists(atPath: file), "\(document): \(link)")
                guard parts.count == 2, target.hasSuffix(".md") else { continue }
                let anchors = Self.anchors(in: try Self.text(target))
                #expect(anchors.contains(String(parts[1])), "\(document): \(link)")
            }
        }
        #expect(count > 30)
    }

    @Test func `are each reached from the README`() throws {
        let documents = try Self.documents()
        let texts = try documents.map { try Self.text($0) }
        for document in documents where document != "README.md" {
            let name = (document as NSString).lastPathComponent
            #expect(
                texts.contains { $0.contains("/\(name)") || $0.contains("(\(name)") }, "\(name)")
        }
    }

    @Test func `name only source files that exist`() throws {
        for document in try Self.documents() {
            for match in try Self.text(document).matches(
                of: #/`((?:Sources|Tests)/[A-Za-z\/+-]+\.swift)`/#)
            {
                let path = String(match.output.1)
                let file = Self.root.appendingPathComponent(path).path
                #expect(FileManager.default.fileExists(atPath: file), "\(document): \(path)")
            }
        }
    }

    private static func documents() throws -> [String] {
        let above = try FileManager.default.contentsOfDirectory(atPath: root.path)
        let docs = try FileManager.default.contentsOfDirectory(
            atPath: root.appendingPathComponent("docs").path)
        return (above + docs.map { "docs/" + $0 }).filter { $0.hasSuffix(".md") }.sorted()
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The lines that are not code, which is indented or fenced.
    private static func prose(in text: String) -> [Substring] {
        var isFenced = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if line.hasPrefix("```") { isFenced.toggle() }
            return !isFenced && !line.hasPrefix("    ")
        }
    }

    private static func links(in text: String) -> [String] {
        prose(in: text).joined(separator: "\n").matches(of: #/\]\(([^)\s]+)\)/#)
            .map { String($0.output.1) }
    }

    /// The anchors of the headings, as GitHub makes them.
    private static func anchors(in text: String) -> Set<String> {
        var anchors: Set<String> = []
        for line in prose(in: text) where line.hasPrefix("#") {
            let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
            let kept = title.unicodeScalars.filter {
                $0.properties.isAlphabetic || $0.properties.numericType != nil
                    || " -_".unicodeScalars.contains($0)
            }
            let slug = String(String.UnicodeScalarView(kept)).replacingOccurrences(
                of: " ", with: "-")
            let repeats = (0...).lazy.map { $0 == 0 ? slug : "\(slug)-\($0)" }
            if let new = repeats.first(where: { !anchors.contains($0) }) { anchors.insert(new) }
        }
        return anchors
    }
}
