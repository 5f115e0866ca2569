// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
public import JukeboxModel

// What clients write into the pipe `orders`: one line each, of at most 4,096 bytes, which the
// kernel never mixes with another's (PIPE_BUF). Empty lines say nothing: a line's end *before* a
// request keeps it apart from what a writer that vanished has left.
//
//     play title=Yesterday to=kitchen                 nobody waits for an answer
//     id=7 reply=r.7 deadline=5 play title=Yesterday  the answer goes to the pipe drop/r.7
//     id=7 status                                     the answer goes to the pipe `replies`
//     reply=r.7 file=f.7                              the request itself lies in drop/f.7
//     reply=r.7 -- id=3 is text                       what follows the two dashes is no setting
//     {"id":"7","reply":"r.7","deadline_s":5,"title":"Yesterday","destination":"kitchen"}

/// One request, as it came through the pipe.
public struct PipeRequest: Equatable, Sendable {
    /// The client's own name for it; comes back with the answer.
    public var id: String?
    /// The pipe in `drop/` that the answer goes to.
    public var reply: String?
    /// How long the answer is worth anything.
    public var deadline = Self.usualDeadline
    /// The file in `drop/` that holds the request itself.
    public var file: String?
    /// The request itself.
    public var content: [UInt8] = []

    /// The longest line, in bytes, with its end.
    public static let longestLine = 4096
    /// How long an answer is worth anything where the client does not say.
    public static let usualDeadline = MonotonicTime.Span.seconds(10)
    /// The longest deadline, in seconds: a day.
    public static let longestDeadline = 86_400.0

    /// Makes a request.
    public init(id: String? = nil, reply: String? = nil, file: String? = nil, _ content: String) {
        self.id = id
        self.reply = reply
        self.file = file
        self.content = Array(content.utf8)
    }

    /// Whether somebody waits for an answer.
    public var wantsAnswer: Bool { id != nil || reply != nil }

    /// What is wrong with a line; what could be read of it says where to complain.
    public struct Fault: Error, Equatable {
        /// In words.
        public var text: String
        /// The request as far as it was read.
        public var request: PipeRequest
    }

    /// Reads a line, without its end.
    public init(line: [UInt8]) throws(Fault) {
        self.init("")
        var rest = line[...].drop { $0 == 0x20 }
        if rest.first == UInt8(ascii: "{") {
            try readJSON(Array(rest))
            return
        }
        while let (name, value, after) = Self.setting(rest) {
            rest = after
            try take(name, value)
        }
        if rest.starts(with: Array("--".utf8)), rest.count == 2 || rest.dropFirst(2).first == 0x20 {
            rest = rest.dropFirst(3)
        } else if rest.last == 0x0D {
            rest.removeLast()
        }
        content = Array(rest)
    }

    private static let settings = ["id", "reply", "deadline", "file"]

    /// The setting that a text begins with, and what follows it.
    private static func setting(
        _ text: ArraySlice<UInt8>
    ) -> (name: String, value: String, rest: ArraySlice<UInt8>)? {
        let word = text.prefix { $0 != 0x20 }
        guard let equals = word.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = String(decoding: word[..<equals], as: UTF8.self)
        guard settings.contains(name) else { return nil }
        let value = String(decoding: word[(equals + 1)...], as: UTF8.self)
        return (name, value, text[word.endIndex...].drop { $0 == 0x20 })
    }

    private mutating func take(_ name: String, _ value: String) throws(Fault) {
        switch name {
        case "id":
            guard Self.isName(value) else { throw fault("“id” must be 1 to 64 letters or digits") }
            id = value
        case "reply":
            guard Self.isName(value) else {
                throw fault("“reply” must be the bare name of a pipe in drop/")
            }
            reply = value
        case "file":
            guard Self.isName(value) else {
                throw fault("“file” must be the bare name of a file in drop/")
            }
            file = value
        default:
            guard let seconds = Double(value), seconds > 0, seconds <= Self.longestDeadline else {
                throw fault("“deadline” must be a number of seconds, at most a day")
            }
            deadline = .init(nanoseconds: Int64(seconds * 1e9))
        }
    }

    private mutating func readJSON(_ bytes: [UInt8]) throws(Fault) {
        guard case .object(let members)? = JSON(parsing: bytes) else {
            throw fault("this is no valid JSON object")
        }
        var others: [JSON.Member] = []
        var input: String?
        for member in members {
            switch member.name {
            case "id", "reply", "file", "deadline_s":
                let value =
                    member.value.string
                    ?? member.value.double.map { number in
                        Int64(exactly: number).map(String.init) ?? String(number)
                    }
                let name = member.name == "deadline_s" ? "deadline" : member.name
                try take(name, value ?? "")
            case "input": input = member.value.string
            default: others.append(member)
            }
        }
        content = Array((input ?? JSON.object(others).line).utf8)
    }

    /// Whether a text can be an id, or the bare name of a file: no slash, no leading point.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.first != "."
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private func fault(_ text: String) -> Fault { Fault(text: text, request: self) }

    /// The line that says it, with a line's end before and after; nil when it is too long, or its
    /// content has a line's end: then the content belongs into a file.
    public var line: [UInt8]? {
        var words: [String] = []
        if let id { words.append("id=\(id)") }
        if let reply { words.append("reply=\(reply)") }
        if deadline != Self.usualDeadline {
            words.append("deadline=\(Double(deadline.nanoseconds) / 1e9)")
        }
        if let file { words.append("file=\(file)") }
        let head = words.map { $0 + " " }.joined()
        let isOdd = [0x20, 0x2D, 0x7B].contains(content.first) || content.last == 0x0D
        let dashes = isOdd || Self.setting(content[...]) != nil
        let line = Array(("\n" + head + (dashes ? "-- " : "")).utf8) + content + [0x0A]
        guard !content.contains(0x0A), line.count <= Self.longestLine else { return nil }
        return line
    }
}
