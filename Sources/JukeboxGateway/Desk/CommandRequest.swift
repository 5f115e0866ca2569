// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// A command to a destination, in JSON.
enum CommandRequest {
    /// The commands that have all their values in JSON; entries and tickets have paths of their own.
    static let kinds = Order.Verb.Kind.allCases.filter { kind in
        switch kind.row?.value {
        case .none(let verb)?: verb.scope <= .control
        case .seek?, .volume?, .entry?, .entries?: true
        case .entryAndPosition?, .ticket?, .prune?, nil: false
        }
    }

    static var words: String { kinds.compactMap(\.row?.word).joined(separator: ", ") }

    /// Reads `{"command":"seek","to_s":90}`.
    static func verb(_ bytes: [UInt8]) throws(DeskError) -> Order.Verb {
        var body = try RequestBody(bytes)
        guard let word = try body.text("command") else {
            throw .invalid("“command” is missing; it must be one of \(words)")
        }
        // “play” without music resumes, as people mean it.
        let kind = word.lowercased() == "play" ? .resume : Order.Verb.Kind(command: word)
        guard let kind, kinds.contains(kind), let row = kind.row else {
            throw .invalid("“command” is “\(word)”; it must be one of \(words)")
        }
        let verb = try verb(row.value, &body)
        try body.finish(known: known(row.value))
        return verb
    }

    /// Reads the new place of a queue's entry: `{"place":1}`.
    static func place(_ bytes: [UInt8]) throws(DeskError) -> UInt32 {
        var body = try RequestBody(bytes)
        guard let place = try body.whole("place", 1...1_000_000) else {
            throw .invalid("“place” is missing; 1 is the next to play")
        }
        try body.finish(known: "place")
        return UInt32(place)
    }

    private static func known(_ value: CommandRow.Value) -> String {
        switch value {
        case .seek: "command, to_s, by_s, to_percent"
        case .volume: "command, percent, change_percent, db, change_db, mute"
        case .entry: "command, entry"
        case .entries: "command, entries"
        default: "command"
        }
    }

    private static func verb(
        _ value: CommandRow.Value, _ body: inout RequestBody
    ) throws(DeskError) -> Order.Verb {
        switch value {
        case .none(let verb): return verb
        case .seek: return .seek(try seek(&body))
        case .volume: return .volume(try volume(&body))
        case .entry:
            guard let entry = try body.whole("entry", 1...Int64.max) else {
                throw .invalid("“entry” is missing; the queue shows their numbers")
            }
            return .jump(EntryID(entry))
        case .entries:
            guard let text = try body.text("entries", atMost: 1900),
                let spans = EntrySpan.list(text)
            else {
                throw .invalid("“entries” must name entries of the queue, such as “12-15,20”")
            }
            return .remove(spans)
        case .entryAndPosition, .ticket, .prune:
            throw .invalid("this command has a path of its own; see /openapi.json")
        }
    }

    private static func seek(_ body: inout RequestBody) throws(DeskError) -> Order.Seek {
        let place = try body.number("to_s", 0...1e7)
        let step = try body.number("by_s", -1e7...1e7)
        let part = try body.number("to_percent", 0...100)
        switch (place, step, part) {
        case (let place?, nil, nil): return .to(Int64(place * 1000))
        case (nil, let step?, nil): return .by(Int64(step * 1000))
        case (nil, nil, let part?): return .percent(part)
        default: throw .invalid("a seek wants one of to_s and by_s, in seconds, and to_percent")
        }
    }

    private static func volume(_ body: inout RequestBody) throws(DeskError) -> Order.VolumeChange {
        let percent = try body.number("percent", 0...100)
        let points = try body.number("change_percent", -100...100)
        let gain = try body.number("db", -120...0)
        let step = try body.number("change_db", -120...120)
        let mute = try body.flag("mute")
        if let points {
            guard percent == nil, gain == nil, step == nil, mute == nil else { throw Self.several }
            return .byPercent(points)
        }
        switch (percent, gain, step, mute) {
        case (let percent?, nil, nil, nil): return .set(.percent(percent))
        case (nil, let gain?, nil, nil): return .set(.limited(gain))
        case (nil, nil, let step?, nil): return .by(step)
        case (nil, nil, nil, let mute?): return mute ? .set(.muted) : .unmute
        default: throw Self.several
        }
    }

    private static let several = DeskError.invalid(
        "a volume wants one of percent (0 to 100), change_percent, db, change_db, or mute")
}
