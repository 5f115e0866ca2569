// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

extension Order.Verb {
    /// Builds a verb from an order's fields; nil when one that it needs is missing.
    init?(_ word: String, _ fields: FieldReader) {
        switch word {
        case "play": self = .play(Order.Request(fields))
        case "pause": self = .pause
        case "resume": self = .resume
        case "stop": self = .stop
        case "next": self = .next
        case "previous": self = .previous
        case "clear": self = .clear
        case "reload": self = .reload
        case "update": self = .updateLibrary(prune: fields.number(.to) == 1)
        case "seek":
            if let to = fields.number(.to) {
                self = .seek(.to(to))
            } else if let by = fields.number(.by) {
                self = .seek(.by(by))
            } else {
                return nil
            }
        case "volume":
            if let muted = fields.number(.muted) {
                self = .volume(muted == 0 ? .unmute : .set(.muted))
            } else if let to = fields.number(.to) {
                self = .volume(.set(.limited(Double(to) / 1000)))
            } else if let by = fields.number(.by) {
                self = .volume(.by(Double(by) / 1000))
            } else {
                return nil
            }
        case "remove", "move", "cancel":
            guard let number = fields.number(.entry), number > 0 else { return nil }
            switch word {
            case "remove": self = .remove(EntryID(number))
            case "cancel": self = .cancel(Ticket(UInt64(number)))
            default:
                guard let to = fields.number(.to).flatMap(UInt32.init(exactly:)) else { return nil }
                self = .move(EntryID(number), to: to)
            }
        default: return nil
        }
    }
}

extension Order.Request {
    init(_ fields: FieldReader) {
        self.init(
            title: fields.text(.title), artist: fields.text(.artist), album: fields.text(.album),
            playlist: fields.text(.playlist),
            path: fields.text(.path).map(EscapedPath.init(escaped:)),
            query: fields.text(.query))
    }
}
