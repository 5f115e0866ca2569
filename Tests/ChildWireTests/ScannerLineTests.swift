// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ChildWire
import JSONLines
import JukeboxModel
import SeededDice
import Testing

@Suite struct `Lines of a scanner` {
    static let path = EscapedPath(bytes: [0x2F, 0xE9, 0x0A, 0x25, 0x22])

    @Test(arguments: [
        ScannerLine.unreadable(path, why: "Input/output error"), .link(path, why: "outside"),
        .alive, .done,
        .file(FileFacts(path: path, size: 1, modified: -2, inode: .min)),
        .file(
            FileFacts(
                path: path, size: 1, modified: 2, inode: 3, problem: "gone", retry: .nextScan)),
    ])
    func `come back as they were`(line: ScannerLine) {
        #expect(JSON(parsing: line.json.line).flatMap(ScannerLine.init) == line)
    }

    @Test func `are bounded, whatever a path and its tags are made of`() {
        var tags = TagFacts(format: "flac")
        let text = TagFacts.cut(String(repeating: "\u{1}", count: 1_000_000))
        (tags.title, tags.artist, tags.album, tags.albumArtist) = (text, text, text, text)
        let path = EscapedPath(bytes: Array(repeating: 0xE9, count: 4095))
        let facts = FileFacts(
            path: path, size: .max, modified: .min, inode: .min, tags: tags, problem: text)

        #expect(ScannerLine.file(facts).json.line.utf8.count <= ScannerLine.longest)
    }

    @Test func `have their numbers clamped and their texts cut`() {
        var random = Seeded(state: 20_261_125)
        let edges: [Int64] = [.min, .min + 1, -1, 0, 1, 1 << 40, (1 << 40) + 1, .max - 1, .max]
        for _ in 0..<5000 {
            func number() -> JSON {
                Bool.random(using: &random)
                    ? .int(edges.randomElement(using: &random) ?? 0)
                    : .int(Int64.random(in: .min ... .max, using: &random))
            }
            var members = ["size", "mtime", "inode", "ms", "track", "disc", "year", "retry"].map {
                JSON.Member($0, number())
            }
            members += [.init("path", "/a.mp3"), .init("format", "mp3")]
            members.append(.init("title", .string(String(repeating: "é", count: 2000))))
            let line = JSON.object(members).line

            guard case .file(let facts)? = JSON(parsing: line).flatMap(ScannerLine.init),
                let tags = facts.tags
            else {
                Issue.record("not read: \(line)")
                return
            }

            #expect(facts.size >= 0)
            #expect((0...TagFacts.longestLength).contains(tags.milliseconds))
            #expect((0...99_999).contains(tags.track))
            #expect((0...9_999).contains(tags.disc) && (0...9_999).contains(tags.year))
            #expect(tags.title.utf8.count == 1024)
        }
    }

    @Test func `of any other kind, cut off or scribbled over, trap nothing`() {
        var random = Seeded(state: 7)
        let facts = FileFacts(
            path: Self.path, size: 5, modified: 6, inode: 7, tags: TagFacts(format: "mp3"))
        let line = Array(facts.json.line.utf8)
        for length in 0..<line.count {
            var bytes = Array(line[..<length])
            #expect(JSON(parsing: bytes).flatMap(ScannerLine.init) == nil)
            bytes = line
            bytes[length] = UInt8.random(in: 0...255, using: &random)
            _ = JSON(parsing: bytes).flatMap(ScannerLine.init)
        }
    }
}

@Suite struct `A stream cut into lines` {
    @Test func `is the same lines, however it is split and whatever is too long`() {
        var random = Seeded(state: 99)
        let lengths = (0..<400).map { _ in Int.random(in: 0...40, using: &random) }
        let lines = lengths.enumerated().map { index, length in
            [UInt8](repeating: UInt8(97 + index % 26), count: length)
        }
        let stream = Array(lines.joined(separator: [10])) + [10]
        for _ in 0..<50 {
            var splitter = LineSplitter(limit: 30)
            var read: [[UInt8]] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...70, using: &random)
                read += splitter.feed(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }

            #expect(read == lines.filter { $0.count <= 30 })
            #expect(splitter.dropped == lines.filter { $0.count > 30 }.count)
            #expect(!splitter.isWithinLine)
        }
    }
}
