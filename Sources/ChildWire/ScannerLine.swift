// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// One line of a scanner's output.
///
/// A line has at most `longest` bytes: a path has 4,095 bytes, escaped three times that; a tag has
/// 1,024, which JSON may lengthen six times.
public enum ScannerLine: Hashable, Sendable {
    /// A file that was found or read.
    case file(FileFacts)
    /// A folder or a file that is unreadable, and why; its contents are unknown.
    case unreadable(EscapedPath, why: String)
    /// A symbolic link that was not followed, and why.
    case link(EscapedPath, why: String)
    /// The walk goes on, but has found nothing for some seconds.
    case alive
    /// The walk has reached its end.
    case done

    /// The most bytes of a line, without its end.
    public static let longest = 65_536

    /// The line as JSON, without its end.
    public var json: JSON {
        switch self {
        case .file(let facts): facts.json
        case .unreadable(let path, let why):
            ["unreadable": .string(path.text), "why": .string(TagFacts.cut(why))]
        case .link(let path, let why):
            ["link": .string(path.text), "why": .string(TagFacts.cut(why))]
        case .alive: ["alive": true]
        case .done: ["done": true]
        }
    }

    /// Reads a line; nil if it is not one of a scanner's.
    public init?(_ json: JSON) {
        let why = TagFacts.cut(json["why"]?.string ?? "")
        if let facts = FileFacts(json) {
            self = .file(facts)
        } else if let path = json["unreadable"]?.string {
            self = .unreadable(EscapedPath(escaped: path), why: why)
        } else if let path = json["link"]?.string {
            self = .link(EscapedPath(escaped: path), why: why)
        } else if json["done"]?.bool == true {
            self = .done
        } else if json["alive"]?.bool == true {
            self = .alive
        } else {
            return nil
        }
    }
}
