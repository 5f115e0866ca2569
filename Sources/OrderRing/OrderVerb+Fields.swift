// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

// A hostile client can write any number into the ring: each is limited to a range in which no
// computation with it can overflow.
extension Order.Verb {
    /// Builds a verb from an order's fields; nil if a field that it needs is missing.
    init?(_ word: String, _ fields: FieldReader) {
        guard let kind = Kind(word: word) else { return nil }
        guard let row = kind.row else {
            self = .play(Order.Request(fields))
            return
        }
        switch row.value {
        case .none(let verb): self = verb
        case .prune: self = .updateLibrary(prune: fields.number(.to) == 1)
        case .seek:
            guard let seek = Order.Seek(fields) else { return nil }
            self = .seek(seek)
        case .volume:
            guard let change = Order.VolumeChange(fields) else { return nil }
            self = .volume(change)
        case .entries:
            guard let spans = EntrySpan.list(fields) else { return nil }
            self = .remove(spans)
        case .entry, .entryAndPosition, .ticket:
            guard let number = fields.number(.entry), number > 0 else { return nil }
            self.init(row.value, number, fields)
        }
    }

    /// Builds a verb about an entry or a ticket.
    private init?(_ value: CommandRow.Value, _ number: Int64, _ fields: FieldReader) {
        switch value {
        case .entryAndPosition:
            guard let to = fields.number(.to) else { return nil }
            self = .move(EntryID(number), to: UInt32(clamping: max(1, to)))
        case .ticket:
            guard let ticket = UInt64(exactly: number), ticket < Ticket.limit else { return nil }
            self = .cancel(Ticket(ticket))
        default: self = .jump(EntryID(number))
        }
    }
}

extension Order.Seek {
    /// The farthest that a seek goes, in milliseconds: 35 years.
    private static let farthest: Int64 = 1 << 40

    fileprivate init?(_ fields: FieldReader) {
        if let to = fields.number(.to) {
            self = .to(min(Self.farthest, max(0, to)))
        } else if let by = fields.number(.by) {
            self = .by(min(Self.farthest, max(-Self.farthest, by)))
        } else if let percent = fields.number(.percent) {
            self = .percent(Double(min(100_000, max(0, percent))) / 1000)
        } else {
            return nil
        }
    }
}

extension Order.VolumeChange {
    fileprivate init?(_ fields: FieldReader) {
        if let muted = fields.number(.muted) {
            self = muted == 0 ? .unmute : .set(.muted)
        } else if let to = fields.number(.to) {
            self = .set(.limited(Double(to) / 1000))
        } else if let by = fields.number(.by) {
            let most = OrderCoding.largestVolumeChange
            self = .by(min(most, max(-most, Double(by) / 1000)))
        } else if let percent = fields.number(.percent) {
            self = .byPercent(min(100, max(-100, Double(percent) / 1000)))
        } else {
            return nil
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

extension EntrySpan {
    /// One entry alone is a number, as it always was; anything else is a text.
    fileprivate static func list(_ fields: FieldReader) -> [EntrySpan]? {
        if let text = fields.text(.entries) { return list(text) }
        guard let number = fields.number(.entry), number > 0 else { return nil }
        return [EntrySpan(EntryID(number))]
    }
}
