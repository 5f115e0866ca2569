// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Why the words after a command are not its value.
public struct CommandValueError: Error, Equatable, Sendable {
    /// What is wrong, and what would be right; in English, on one line.
    public let text: String
}

extension CommandRow.Value {
    /// Examples of the value, for help texts and errors; empty if there is none to give.
    public var examples: [String] {
        switch self {
        case .none, .prune: []
        case .seek: ["90", "1:30", "+10", "-10", "50%"]
        case .volume: ["40", "+5", "-5", "-12dB", "+3dB", "mute", "unmute"]
        case .entry, .ticket: ["12"]
        case .entries: ["12", "12-15,20"]
        case .entryAndPosition: ["12 1"]
        }
    }
}

extension Order.Verb.Kind {
    /// Makes the verb of a command from the words after it: `1:30`, `40 %`, `12 1`.
    ///
    /// - Parameter words: the words, without empty ones; `−` is taken for `-`.
    /// - Returns: the verb, and the words behind its value, which are the name of a room.
    /// - Throws: if the words do not begin with a value, and for `play`, which is no command.
    public func verb(
        _ words: [String]
    ) throws(CommandValueError) -> (verb: Order.Verb, rest: ArraySlice<String>) {
        guard let row else { throw CommandValueError(text: "“play” is not a command") }
        var reader = ValueReader(row, words)
        let verb = try reader.verb()
        return (verb, reader.rest)
    }
}

/// Takes the value of a command from the beginning of some words.
private struct ValueReader {
    private let row: CommandRow
    private(set) var rest: ArraySlice<String>

    init(_ row: CommandRow, _ words: [String]) {
        self.row = row
        rest = words[...]
    }

    mutating func verb() throws(CommandValueError) -> Order.Verb {
        switch row.value {
        case .none(let verb): return verb
        case .seek: return .seek(try position(try word("a position") + percentSign()))
        case .volume: return .volume(try volume())
        case .entry: return .jump(try entry())
        case .entries: return .remove(try entries())
        case .entryAndPosition: return .move(try entry(), to: try place())
        case .ticket: return .cancel(try ticket())
        case .prune:
            let prunes = rest.first == "prune"
            if prunes { rest.removeFirst() }
            return .updateLibrary(prune: prunes)
        }
    }

    // MARK: Words

    private func wrong(_ text: String) -> CommandValueError {
        let examples = row.value.examples.map { "\(row.word) \($0)" }
        let last = examples.last ?? row.word
        let all =
            examples.count < 2 ? last : examples.dropLast().joined(separator: ", ") + " or " + last
        return CommandValueError(text: "\(text); say \(all)")
    }

    /// Takes the next word; `what` is missing if there is none.
    private mutating func word(_ what: String) throws(CommandValueError) -> String {
        guard let word = rest.popFirst() else { throw wrong("“\(row.word)” needs \(what)") }
        return String(word.map { $0 == "\u{2212}" ? "-" : $0 })
    }

    // MARK: Positions and volumes

    /// `90`, `1:30`, `1:02:03`, `+10`, `-10`, in seconds; `50%` of the song.
    private func position(_ text: String) throws(CommandValueError) -> Order.Seek {
        if text.hasSuffix("%") { return .percent(try percent(text)) }
        let sign = text.first.flatMap { "+-".contains($0) ? $0 : nil }
        let parts = text.dropFirst(sign == nil ? 0 : 1)
            .split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap(Self.number)
        guard numbers.count == parts.count, numbers.count <= 3,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { throw wrong("“\(text)” is not a position") }
        let seconds = numbers.reduce(0) { $0 * 60 + $1 }
        guard seconds <= 1e7 else {
            throw CommandValueError(text: "“\(text)” is too far; 10000000 seconds is the most")
        }
        let milliseconds = Int64(seconds * 1000)
        guard let sign else { return .to(milliseconds) }
        return .by(sign == "-" ? -milliseconds : milliseconds)
    }

    /// Takes a percent sign that stands alone.
    private mutating func percentSign() -> String {
        guard rest.first == "%" else { return "" }
        rest.removeFirst()
        return "%"
    }

    private func percent(_ text: String) throws(CommandValueError) -> Double {
        guard let percent = Self.number(text.dropLast()), percent <= 100 else {
            throw wrong("“\(text)” is not from 0% to 100%")
        }
        return percent
    }

    /// `40`, `40%`, `40 percent`, `+5`, `-5%`, `-12dB`, `-12 dB`, `+3dB`, `mute`, `unmute`.
    private mutating func volume() throws(CommandValueError) -> Order.VolumeChange {
        var said = try word("a volume")
        if let unit = rest.first, ["%", "percent", "db"].contains(unit.lowercased()),
            said.last?.isNumber == true
        {
            said += unit.lowercased() == "percent" ? "%" : unit
            rest.removeFirst()
        }
        let text = said.lowercased()
        if text == "mute" { return .set(.muted) }
        if text == "unmute" { return .unmute }
        let sign = text.first.flatMap { "+-".contains($0) ? $0 : nil }
        let digits = text.dropFirst(sign == nil ? 0 : 1)
        if digits.hasSuffix("db"), let size = Self.number(digits.dropLast(2)) {
            return try gain(size, sign, said)
        }
        guard let percent = Self.number(digits.hasSuffix("%") ? digits.dropLast() : digits) else {
            throw wrong("“\(said)” is not a volume")
        }
        // A change ends at 0 or 100 percent anyway.
        if let sign { return .byPercent(sign == "-" ? -min(100, percent) : min(100, percent)) }
        guard percent <= 100 else { throw wrong("“\(said)” is not from 0 to 100 percent") }
        return .set(.percent(percent))
    }

    /// `-12dB` is a level, because levels are never above 0; `+3dB` can only be a change.
    private func gain(
        _ size: Double, _ sign: Character?, _ text: String
    ) throws(CommandValueError) -> Order.VolumeChange {
        guard size <= -Volume.floor, sign != nil || size == 0 else {
            throw CommandValueError(
                text: "“\(text)” is out of range; a level is from -120dB to 0dB, and a change at "
                    + "most +120dB")
        }
        return sign == "+" ? .by(size) : .set(.limited(-size))
    }

    /// A plain decimal number: digits, and perhaps a point and more digits.
    private static func number(_ text: Substring) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber }
        }
        return areDigits && parts.count <= 2 && text.utf8.count <= 20 ? Double(text) : nil
    }

    // MARK: Whole numbers

    private static func whole(_ text: String) -> UInt64? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? UInt64(text) : nil
    }

    private mutating func entry() throws(CommandValueError) -> EntryID {
        let text = try word("the number of an entry, as the queue shows it")
        guard let number = Self.whole(text).flatMap(Int64.init(exactly:)), number > 0 else {
            throw wrong("“\(text)” is not an entry; the queue shows their numbers")
        }
        return EntryID(number)
    }

    /// `12`, `12-15`, `12-15,20`; with the number of entries that a range should have: `12-15/4`.
    private mutating func entries() throws(CommandValueError) -> [EntrySpan] {
        let text = try word("the numbers of entries, as the queue shows them")
        guard let spans = EntrySpan.list(text) else {
            throw wrong("“\(text)” does not name entries; the queue shows their numbers")
        }
        return spans
    }

    private mutating func place() throws(CommandValueError) -> UInt32 {
        let text = try word("a position in the queue")
        guard let number = Self.whole(text).flatMap(UInt32.init(exactly:)), number > 0 else {
            throw wrong("“\(text)” is not a position in a queue, where 1 is the next to play")
        }
        return number
    }

    private mutating func ticket() throws(CommandValueError) -> Ticket {
        let text = try word("a ticket")
        guard let number = Self.whole(text), number < Ticket.limit else {
            throw wrong("“\(text)” is not a ticket")
        }
        return Ticket(number)
    }
}
