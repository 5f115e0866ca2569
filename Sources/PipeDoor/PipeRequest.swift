// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
public import JukeboxModel

// What clients write into the pipe `orders`: one line each, of at most 4,096 bytes, which the
// kernel never mixes with another line (PIPE_BUF). Empty lines mean nothing: a line end *before* a
// request keeps it apart from the rest of a writer that died.
//
//     play title=Yesterday to=kitchen                 wants no answer
//     id=7 reply=r.7 deadline=5 play title=Yesterday  the answer goes to the pipe drop/r.7
//     id=7 status                                     the answer goes to the pipe `replies`
//     reply=r.7 file=f.7                              the request itself is in the file drop/f.7
//     reply=r.7 -- id=3 is text                       nothing after the two dashes is a setting
//     {"id":"7","reply":"r.7","deadline_s":5,"title":"Yesterday","destination":"kitchen"}
//
// A file needs a reply pipe of the same owner: that shows whose file it is.

/// One request, as it came through the pipe.
public struct PipeRequest: Equatable, Sendable {
    /// The client's own name for it, repeated in the answer.
    public var id: String?
    /// The pipe in `drop/` that the answer goes to.
    public var reply: String?
    /// How long the client waits for the answer.
    public var deadline = Self.usualDeadline
    /// The file in `drop/` that holds the request itself.
    public var file: String?
    /// The request itself.
    public var content: [UInt8] = []

    /// The longest line, in bytes, with its end.
    public static let longestLine = 4096
    /// How long a client waits that does not say.
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

    /// Whether the client wants an answer.
    public var wantsAnswer: Bool { id != nil || reply != nil }

    /// The fault of a line.
    public struct Fault: Error, Equatable {
        /// The fault, and the remedy.
        public var text: String
        /// The request as far as it was read, with the address for the answer.
        public var request: PipeRequest
    }

    /// Reads a line, without its line end.
    public init(line: [UInt8]) throws(Fault) {
        self.init("")
        var rest = line[...].drop { $0 == 0x20 }
        if rest.first == UInt8(ascii: "{") {
            try readJSON(Array(rest))
            return
        }
        var seen: Set<String> = []
        while let (name, value, after) = Self.setting(rest) {
            rest = after
            guard seen.insert(name).inserted else {
                throw fault("“\(name)” stands twice; write -- before a text that begins so")
            }
            try take(name, value)
        }
        if rest.starts(with: Array("--".utf8)), rest.count == 2 || rest.dropFirst(2).first == 0x20 {
            rest = rest.dropFirst(3)
        } else if rest.last == 0x0D {
            rest.removeLast()
        }
        content = Array(rest)
        try checkFile()
    }

    private func checkFile() throws(Fault) {
        guard file != nil else { return }
        guard reply != nil else {
            throw fault("“file” needs “reply”: your reply pipe shows that the file is yours")
        }
        guard content.isEmpty else {
            throw fault("the request is in its file; nothing else may stand in the line")
        }
    }

    private static let settings = ["id", "reply", "deadline", "file"]

    /// Reads the setting at the beginning of a text.
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
            throw fault("this is not a valid JSON object")
        }
        var others: [JSON.Member] = []
        var input: String?
        var seen: Set<String> = []
        for member in members {
            switch member.name {
            case "id", "reply", "file", "deadline_s":
                guard seen.insert(member.name).inserted else {
                    throw fault("“\(member.name)” stands twice")
                }
                let name = member.name == "deadline_s" ? "deadline" : member.name
                try take(name, Self.text(member.value))
            case "input":
                guard input == nil, let text = member.value.string else {
                    throw fault("“input” must be one text")
                }
                input = text
            default: others.append(member)
            }
        }
        if let input {
            guard others.isEmpty else {
                throw fault(
                    "“\(others[0].name)” is unknown; with “input” there are only id, reply, "
                        + "deadline_s")
            }
            content = Array(input.utf8)
        } else if file == nil || !others.isEmpty {
            content = Array(JSON.object(others).line.utf8)
        }
        try checkFile()
    }

    private static func text(_ value: JSON) -> String {
        value.string
            ?? value.double.map { Int64(exactly: $0).map(String.init) ?? String($0) } ?? ""
    }

    /// Whether a text can be an id or the bare name of a file: no slash, no leading dot.
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

    /// The line to write, with a line end before and after; nil if it is too long or its content
    /// has a line end: then the content belongs into a file.
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
