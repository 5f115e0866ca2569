// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel

/// What a request through the pipes asks for, in plain words or in JSON.
enum PipeCommand: Equatable {
    /// An order; with a goal, the answer waits for that.
    case place(OrderRequest, until: Question.Goal?)
    case carryOut(Order)
    case status(DestinationName?)
    case queue(DestinationName?)
    case ticket(UInt64, until: Question.Goal?)
    case search(String)
    case help

    static let words = """
        play title=Yesterday artist=The Beatles to=kitchen     or: play yesterday by the beatles
          also album=, playlist=, path=; mode=next, now or replace; durable=yes; expire=60
          wait=playing or finished: answer when it is so; exit status 65 when it ended
          otherwise, 66 when only part of it was heard, 124 when the time is up
        pause, resume, stop, next, previous, clear     each with to=kitchen
        seek 1:30, seek +10, volume 40, volume -12dB, volume mute, volume unmute
        status, queue, search beat, order 12, wait 12 for=finished, cancel 12

        """

    /// What somebody must be allowed to do.
    var scope: Scope {
        switch self {
        case .status, .queue, .ticket, .search, .help: .read
        case .place: .play
        case .carryOut(let order): if case .cancel = order.verb { .play } else { .control }
        }
    }

    /// Reads a request.
    init(_ content: [UInt8]) throws(DeskError) {
        guard content.count <= RequestBody.limit else {
            throw .invalid("the request has more than \(RequestBody.limit) bytes")
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .invalid("the request is not UTF-8")
        }
        if text.first == "{" {
            self = try Self.json(content)
        } else {
            self = try Self.words(Words(text))
        }
    }

    // MARK: JSON

    private static func json(_ bytes: [UInt8]) throws(DeskError) -> PipeCommand {
        guard case .object(var members)? = JSON(parsing: bytes) else {
            throw .invalid("this is no valid JSON object")
        }
        if members.contains(where: { $0.name == "command" }) {
            var destination: String?
            if let index = members.firstIndex(where: { $0.name == "destination" }) {
                destination = members.remove(at: index).value.string
            }
            let verb = try CommandRequest.verb(Array(JSON.object(members).line.utf8))
            return .carryOut(Order(verb, destination: destination.map(DestinationName.init)))
        }
        var goal: Question.Goal?
        if let index = members.firstIndex(where: { $0.name == "wait" }) {
            goal = try Self.goal(members.remove(at: index).value.string ?? "")
        }
        return .place(
            try OrderRequest(Array(JSON.object(members).line.utf8), idempotencyKey: nil),
            until: goal)
    }

    private static func goal(_ word: String) throws(DeskError) -> Question.Goal {
        guard let goal = Question.Goal(word: word) else {
            throw .invalid(
                "one can wait for resolved, playing, finished or durable, not for “\(word)”")
        }
        return goal
    }

    // MARK: Words

    /// A request in plain words: a verb, free words, and values that reach to the next key.
    struct Words: Equatable {
        var verb = ""
        var free = ""
        var values: [(key: String, value: String)] = []

        static let keys = [
            "title", "artist", "album", "playlist", "path", "query", "to", "mode", "durable",
            "expire", "wait", "for",
        ]

        init(_ text: String) {
            var value: [Substring] = []
            var key: String?
            for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }) {
                if verb.isEmpty {
                    verb = word.lowercased()
                } else if let equals = word.firstIndex(of: "="),
                    Self.keys.contains(String(word[..<equals]))
                {
                    keep(key, value)
                    key = String(word[..<equals])
                    value = [word[word.index(after: equals)...]]
                } else {
                    value.append(word)
                }
            }
            keep(key, value)
        }

        private mutating func keep(_ key: String?, _ words: [Substring]) {
            let text = words.filter { !$0.isEmpty }.joined(separator: " ")
            if let key { values.append((key, text)) } else { free = text }
        }

        func value(_ key: String) -> String? { values.last { $0.key == key }?.value }

        static func == (one: Self, other: Self) -> Bool {
            one.verb == other.verb && one.free == other.free
                && one.values.elementsEqual(other.values) { $0 == $1 }
        }
    }

    private static func words(_ words: Words) throws(DeskError) -> PipeCommand {
        let destination = words.value("to").map(DestinationName.init)
        func number() throws(DeskError) -> UInt64 {
            guard let ticket = UInt64(words.free), ticket < Ticket.limit else {
                throw .invalid("“\(words.free)” is no ticket; say \(words.verb) 12")
            }
            return ticket
        }
        switch words.verb {
        case "play": return try play(words)
        case "status": return .status(destination)
        case "queue": return .queue(destination)
        case "search":
            guard !words.free.isEmpty else { throw .invalid("say what to search for: search beat") }
            return .search(words.free)
        case "order": return .ticket(try number(), until: nil)
        case "wait":
            return .ticket(try number(), until: try goal(words.value("for") ?? "finished"))
        case "cancel": return .carryOut(Order(.cancel(Ticket(try number()))))
        case "clear": return .carryOut(Order(.clear, destination: destination))
        case "help": return .help
        default:
            return .carryOut(
                Order(try verb(words.verb, words.free), destination: destination))
        }
    }

    private static func play(_ words: Words) throws(DeskError) -> PipeCommand {
        var members: [JSON.Member] = []
        if !words.free.isEmpty { members.append(.init("query", .string(words.free))) }
        var until: Question.Goal?
        for (key, value) in words.values {
            switch key {
            case "to": members.append(.init("destination", .string(value)))
            case "durable": members.append(.init("durable", .bool(value == "yes" || value == "1")))
            case "expire":
                guard let seconds = Int64(value) else {
                    throw .invalid("“expire” must be whole seconds")
                }
                members.append(.init("expire_s", .int(seconds)))
            case "wait": until = try goal(value)
            case "for": throw .invalid("“for” belongs to wait; say wait=\(value)")
            default: members.append(.init(key, .string(value)))
            }
        }
        let body = Array(JSON.object(members).line.utf8)
        return .place(try OrderRequest(body, idempotencyKey: nil), until: until)
    }

    private static func verb(_ word: String, _ free: String) throws(DeskError) -> Order.Verb {
        var members: [JSON.Member] = [.init("command", .string(word))]
        switch word {
        case "pause", "resume", "stop", "next", "previous": break
        case "seek": members.append(try seek(free))
        case "volume": members.append(try volume(free))
        default:
            throw .invalid("“\(word)” is no request; there are:\n\(words)")
        }
        return try CommandRequest.verb(Array(JSON.object(members).line.utf8))
    }

    private static func seek(_ text: String) throws(DeskError) -> JSON.Member {
        let parts = text.drop { $0 == "+" || $0 == "-" }.split(separator: ":").map { Double($0) }
        guard !parts.isEmpty, parts.count <= 3, parts.allSatisfy({ $0 != nil }) else {
            throw .invalid("“\(text)” is no place; say seek 90, seek 1:30, seek +10 or seek -10")
        }
        let seconds = parts.compactMap { $0 }.reduce(0) { $0 * 60 + $1 }
        switch text.first {
        case "+": return .init("by_s", .double(seconds))
        case "-": return .init("by_s", .double(-seconds))
        default: return .init("to_s", .double(seconds))
        }
    }

    private static func volume(_ text: String) throws(DeskError) -> JSON.Member {
        let lower = text.lowercased()
        if lower == "mute" { return .init("mute", true) }
        if lower == "unmute" { return .init("mute", false) }
        if lower.hasSuffix("db"), let gain = Double(lower.dropLast(2)) {
            // "-12dB" is a gain, for there is none above 0; "+3dB" can only be a change.
            return .init(lower.hasPrefix("+") ? "change_db" : "db", .double(gain))
        }
        guard let percent = Double(lower.hasSuffix("%") ? String(lower.dropLast()) : lower) else {
            throw .invalid("“\(text)” is no volume; say volume 40, -12dB, +3dB, mute or unmute")
        }
        return .init("percent", .double(percent))
    }
}
