// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines

/// A page of a playlist's lines: the answer to `playlist`.
public struct PlaylistAnswer: Equatable, Sendable {
    /// A line of the file, from 1, with a path or a problem.
    public struct Line: Equatable, Sendable {
        /// The line's number.
        public var line: Int
        /// The path, or what is wrong.
        public var text: String

        /// Makes a line.
        public init(line: Int, text: String) {
            self.line = line
            self.text = text
        }
    }

    /// The lines that name music.
    public var items: [Line]
    /// The lines that cannot be played.
    public var problems: [Line]
    /// Whether more follow.
    public var hasMore: Bool

    /// Makes a page.
    public init(items: [Line], problems: [Line], hasMore: Bool) {
        self.items = items
        self.problems = problems
        self.hasMore = hasMore
    }

    /// The number of the page's last line; nil for an empty page.
    public var lastLine: Int? { (items + problems).map(\.line).max() }

    /// Reads an answer; nil if it is not a playlist.
    public init?(_ json: JSON) {
        guard let list = json["items"] else { return nil }
        func lines(_ list: JSON?, _ name: String) -> [Line] {
            (list?.elements ?? []).map {
                Line(line: $0.count("line"), text: $0.text(name) ?? "")
            }
        }
        items = lines(list, "path")
        problems = lines(json["problems"], "text")
        hasMore = json["more"]?.bool ?? false
    }

    /// The lines as an answer.
    public var json: JSON {
        func lines(_ lines: [Line], _ name: String) -> JSON {
            .array(
                lines.map {
                    .object([.init("line", .int(Int64($0.line))), .init(name, .string($0.text))])
                })
        }
        return [
            "items": lines(items, "path"), "problems": lines(problems, "text"),
            "more": .bool(hasMore),
        ]
    }
}
