// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel

/// A request through the pipes, in plain words or in JSON.
enum PipeCommand: Equatable {
    /// An order; with a goal, the answer waits for that.
    case place(OrderRequest, until: Question.Goal?)
    case carryOut(Order)
    case status(DestinationName?)
    case queue(DestinationName?)
    case ticket(UInt64, until: Question.Goal?)
    case search(String)
    /// Asks what plays, in a room or in all of them.
    case whatPlays(DestinationName?)
    case help

    /// Whether it changes nothing, so that it is only worth its answer.
    var isQuestion: Bool { scope == .read }

    /// The scope that a client needs for it.
    var scope: Scope {
        switch self {
        case .status, .queue, .ticket, .search, .whatPlays, .help: .read
        case .place: .play
        case .carryOut(let order): order.verb.scope
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
            self = try Self.words(PipeWords(text))
        }
    }

    // MARK: JSON

    private static let commandMembers = [
        "command", "to_s", "by_s", "to_percent", "percent", "change_percent", "db", "change_db",
        "mute", "entry", "entries",
    ]

    private static func json(_ bytes: [UInt8]) throws(DeskError) -> PipeCommand {
        guard case .object(var members)? = JSON(parsing: bytes) else {
            throw .invalid("this is not a valid JSON object")
        }
        if members.contains(where: { $0.name == "command" }) {
            let name = try takeText("destination", from: &members)
            let destination = try name.map { name throws(DeskError) in try room(name) }
            if let other = members.first(where: { !commandMembers.contains($0.name) }) {
                throw .invalid(
                    "unknown: “\(other.name)”; known are destination, "
                        + commandMembers.joined(separator: ", "))
            }
            let verb = try CommandRequest.verb(Array(JSON.object(members).line.utf8))
            return .carryOut(Order(verb, destination: destination))
        }
        let goal = try takeText("wait", from: &members).map { word throws(DeskError) in
            try Self.goal(word)
        }
        return try place(members, until: goal)
    }

    /// Takes a member out that must be a text.
    private static func takeText(
        _ name: String, from members: inout [JSON.Member]
    ) throws(DeskError) -> String? {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        guard let text = members.remove(at: index).value.string else {
            throw .invalid("“\(name)” must be a text")
        }
        guard !members.contains(where: { $0.name == name }) else {
            throw .invalid("“\(name)” stands twice")
        }
        return text
    }

    private static func place(
        _ members: [JSON.Member], until goal: Question.Goal?
    ) throws(DeskError) -> PipeCommand {
        let body = Array(JSON.object(members).line.utf8)
        return .place(try OrderRequest(body, idempotencyKey: nil), until: goal)
    }

    private static func goal(_ word: String) throws(DeskError) -> Question.Goal {
        guard let goal = Question.Goal(word: word) else {
            throw .invalid(
                "an order cannot be waited for until it is “\(word)”; say resolved, durable, "
                    + "playing or finished")
        }
        return goal
    }

    // MARK: Words

    private static func words(_ words: PipeWords) throws(DeskError) -> PipeCommand {
        guard let verb = PipeVerb.named(words.verb) else { throw unknown(words.verb) }
        switch verb.free {
        case .music: return try music(words)
        case .room: return try room(words)
        case .command(let kind): return try command(kind, words)
        case .ticket: return try ticket(words)
        case .nothing:
            guard words.free.isEmpty else {
                throw .invalid("“\(words.verb)” stands alone, without “\(text(words.free))”")
            }
            return .help
        }
    }

    private static func unknown(_ word: String) -> DeskError {
        guard !word.isEmpty else {
            return .invalid("the request is empty; there are:\n\(PipeVerb.help)")
        }
        let meant = PipeVerb.nearest(to: word).map { "did you mean “\($0)”? There are" }
        return .invalid("“\(word)” is not a request; \(meant ?? "there are"):\n\(PipeVerb.help)")
    }

    private static func text(_ words: some Sequence<String>) -> String {
        words.joined(separator: " ")
    }

    private static func music(_ words: PipeWords) throws(DeskError) -> PipeCommand {
        guard words.verb == "search" else { return try play(words) }
        guard !words.free.isEmpty else { throw .invalid("say what to search for: search beat") }
        return .search(text(words.free))
    }

    private static func play(_ words: PipeWords) throws(DeskError) -> PipeCommand {
        var members: [JSON.Member] = []
        if !words.free.isEmpty {
            guard words.value("query") == nil else {
                throw .invalid("“query=” and words before it name two things; give one of them")
            }
            members.append(.init("query", .string(text(words.free))))
        }
        var until: Question.Goal?
        for setting in words.settings {
            switch setting.key {
            case "to": members.append(.init("destination", .string(try room(setting.value).text)))
            case "durable": members.append(.init("durable", .bool(try flag(setting))))
            case "expire":
                guard let seconds = Int64(setting.value) else {
                    throw .invalid("“expire” must be whole seconds, not “\(setting.value)”")
                }
                members.append(.init("expire_s", .int(seconds)))
            case "wait": until = try goal(setting.value)
            default: members.append(.init(setting.key, .string(setting.value)))
            }
        }
        return try place(members, until: until)
    }

    private static func flag(_ setting: PipeWords.Setting) throws(DeskError) -> Bool {
        switch setting.value.lowercased() {
        case "yes", "true", "1": return true
        case "no", "false", "0": return false
        default: throw .invalid("“\(setting.key)” must be yes or no, not “\(setting.value)”")
        }
    }

    private static func ticket(_ words: PipeWords) throws(DeskError) -> PipeCommand {
        let text = text(words.free)
        guard let number = UInt64(text), text.first != "+", number < Ticket.limit else {
            throw .invalid("“\(text)” is not a ticket; say \(words.verb) 12")
        }
        guard words.verb == "wait" else { return .ticket(number, until: nil) }
        return .ticket(number, until: try goal(words.value("for") ?? "finished"))
    }

    // MARK: Rooms

    private static func room(_ words: PipeWords) throws(DeskError) -> PipeCommand {
        let destination = try destination(words.free[...], words)
        return words.verb == "status" ? .status(destination) : .queue(destination)
    }

    private static func command(
        _ kind: Order.Verb.Kind, _ words: PipeWords
    ) throws(DeskError) -> PipeCommand {
        let verb: Order.Verb
        let rest: ArraySlice<String>
        do throws(CommandValueError) {
            (verb, rest) = try kind.verb(words.free)
        } catch {
            throw .invalid(error.text)
        }
        guard kind.row?.takesRoom == true || rest.isEmpty else {
            throw .invalid("“\(text(rest))” is too much for “\(words.verb)”")
        }
        return .carryOut(Order(verb, destination: try destination(rest, words)))
    }

    /// The room in free words, in `to=`, or in both if they agree.
    private static func destination(
        _ free: ArraySlice<String>, _ words: PipeWords
    ) throws(DeskError) -> DestinationName? {
        let named = try words.value("to").map { name throws(DeskError) in try room(name) }
        guard !free.isEmpty else { return named }
        let said = try room(text(free))
        guard let named, named.text.lowercased() != said.text.lowercased() else { return said }
        throw .invalid("“\(said)” and to=“\(named)” are two rooms; name one")
    }

    private static func room(_ name: String) throws(DeskError) -> DestinationName {
        guard !name.isEmpty else { throw .invalid("the name of the room is empty") }
        guard name.count <= 60 else {
            throw .invalid("the name of the room has \(name.count) characters; 60 is the most")
        }
        return DestinationName(name)
    }
}
