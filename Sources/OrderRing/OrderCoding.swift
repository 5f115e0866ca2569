// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

// An order in a slot (format 1): a sequence of fields, each {tag u8, length u16, bytes}.
// Tags are the letters below; numbers are 8 bytes little-endian, texts are UTF-8 without
// control characters. An unknown tag makes the order invalid: it may be what matters most.

/// Codes orders for the ring.
public enum OrderCoding {
    /// The number of this format in a slot's header.
    public static let format: UInt16 = 1

    /// The most bytes that an order may take in the ring.
    public static let limit = 2016

    /// The longest time that an order may wait, in seconds: a year.
    static let longestExpiry: Int64 = 366 * 86_400

    /// The largest change of the volume, in decibels, up or down.
    static let largestVolumeChange = 1000.0

    /// The order as bytes; nil when they would not fit into a slot.
    public static func encode(_ order: Order) -> [UInt8]? {
        var bytes: [UInt8] = []
        return encode(order, into: &bytes) ? bytes : nil
    }

    /// Replaces the contents of `bytes` by the order's bytes; false if they do not fit into a slot.
    static func encode(_ order: Order, into bytes: inout [UInt8]) -> Bool {
        var writer = FieldWriter(bytes)
        bytes = []
        defer { bytes = writer.bytes }
        writer.put(.verb, text: order.verb.word)
        writer.put(.destination, text: order.destination?.text)
        if order.mode != .append { writer.put(.mode, number: Int64(order.mode.rawValue)) }
        if order.durable { writer.put(.durable, number: 1) }
        if let seconds = order.expirySeconds { writer.put(.expiry, number: Int64(seconds)) }
        writer.put(.idempotency, text: order.idempotencyKey)
        if !order.mayControl { writer.put(.limited, number: 1) }
        writer.put(.label, text: order.by)
        put(order.verb, &writer)
        return writer.bytes.count <= limit
    }

    private static func put(_ verb: Order.Verb, _ writer: inout FieldWriter) {
        switch verb {
        case .play(let wanted):
            writer.put(.title, text: wanted.title)
            writer.put(.artist, text: wanted.artist)
            writer.put(.album, text: wanted.album)
            writer.put(.playlist, text: wanted.playlist)
            writer.put(.path, text: wanted.path?.text)
            writer.put(.query, text: wanted.query)
        case .seek(.to(let milliseconds)): writer.put(.to, number: milliseconds)
        case .seek(.by(let milliseconds)): writer.put(.by, number: milliseconds)
        case .seek(.percent(let percent)): writer.put(.percent, number: milli(percent))
        case .volume(let change): put(change, &writer)
        case .jump(let entry): writer.put(.entry, number: entry.number)
        case .remove(let spans):
            if spans.count == 1, spans[0].first == spans[0].last {
                writer.put(.entry, number: spans[0].first.number)
            } else {
                writer.put(.entries, text: EntrySpan.text(spans))
            }
        case .move(let entry, let place):
            writer.put(.entry, number: entry.number)
            writer.put(.to, number: Int64(place))
        case .cancel(let ticket): writer.put(.entry, number: Int64(clamping: ticket.number))
        case .updateLibrary(let prune): writer.put(.to, number: prune ? 1 : 0)
        case .pause, .resume, .toggle, .stop, .next, .previous, .clear, .crop, .shuffle, .undo,
            .reload:
            break
        }
    }

    private static func put(_ change: Order.VolumeChange, _ writer: inout FieldWriter) {
        switch change {
        case .set(.muted): writer.put(.muted, number: 1)
        case .unmute: writer.put(.muted, number: 0)
        case .set(.decibels(let gain)): writer.put(.to, number: milli(gain))
        case .by(let gain): writer.put(.by, number: milli(gain))
        case .byPercent(let percent): writer.put(.percent, number: milli(percent))
        }
    }

    /// Reads an order out of a private copy; nil unless the bytes are exactly one valid order.
    public static func decode(_ bytes: ArraySlice<UInt8>) -> Order? {
        guard let fields = FieldReader(bytes), let word = fields.text(.verb),
            let verb = Order.Verb(word, fields)
        else { return nil }
        var order = Order(verb)
        order.destination = fields.text(.destination).map(DestinationName.init)
        if let number = fields.number(.mode) {
            guard let raw = UInt8(exactly: number), let mode = Order.Mode(rawValue: raw)
            else { return nil }
            order.mode = mode
        }
        order.durable = fields.number(.durable) == 1
        if let seconds = fields.number(.expiry) {
            guard seconds >= 0 else { return nil }
            order.expirySeconds = UInt32(clamping: min(longestExpiry, seconds))
        }
        order.idempotencyKey = fields.text(.idempotency)
        // A damaged limit must not become a permission.
        order.mayControl = !fields.has(.limited)
        if let label = fields.text(.label) {
            guard Order.isLabel(label) else { return nil }
            order.by = label
        }
        return order
    }

    /// Thousandths of a decibel or a percent; a number that is far out of range is limited first.
    private static func milli(_ gain: Double) -> Int64 {
        let most = largestVolumeChange
        return Int64((min(most, max(-most, gain.isFinite ? gain : 0)) * 1000).rounded())
    }
}

enum FieldTag: UInt8 {
    case verb = 0x56  // V
    case destination = 0x64  // d
    case mode = 0x6D  // m
    case durable = 0x44  // D
    case expiry = 0x78  // x
    case idempotency = 0x69  // i
    case limited = 0x4C  // L
    case title = 0x74  // t
    case artist = 0x61  // a
    case album = 0x6C  // l
    case playlist = 0x70  // p
    case path = 0x66  // f
    case query = 0x71  // q
    case to = 0x3D  // =
    case by = 0x2B  // +
    case muted = 0x30  // 0
    case entry = 0x65  // e
    case entries = 0x45  // E
    case percent = 0x25  // %
    case label = 0x77  // w
}

struct FieldWriter {
    private(set) var bytes: [UInt8]

    /// Overwrites `bytes`, in the same memory.
    init(_ bytes: consuming [UInt8]) {
        self.bytes = bytes
        self.bytes.removeAll(keepingCapacity: true)
    }

    mutating func put(_ tag: FieldTag, text: String?) {
        guard var text else { return }
        text.withUTF8 { value in
            begin(tag, value.count)
            unsafe bytes.append(contentsOf: value)
        }
    }

    mutating func put(_ tag: FieldTag, number: Int64) {
        begin(tag, 8)
        let bits = UInt64(bitPattern: number)
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
    }

    // A text that is too long for its length field is too long for the slot, which refuses it.
    private mutating func begin(_ tag: FieldTag, _ count: Int) {
        bytes.append(tag.rawValue)
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
    }
}

struct FieldReader {
    private var fields: [UInt8: ArraySlice<UInt8>] = [:]

    /// Nil if a field is cut off, unknown or repeated.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let tag = rest.popFirst() {
            guard FieldTag(rawValue: tag) != nil, fields[tag] == nil,
                let low = rest.popFirst(), let high = rest.popFirst()
            else { return nil }
            let length = Int(low) | Int(high) << 8
            guard rest.count >= length else { return nil }
            fields[tag] = rest.prefix(length)
            rest = rest.dropFirst(length)
        }
        for (tag, value) in fields where !Self.isNumber(tag) {
            guard let text = String(validating: value, as: UTF8.self), !text.isEmpty,
                !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else { return nil }
        }
    }

    func text(_ tag: FieldTag) -> String? {
        fields[tag.rawValue].map { String(decoding: $0, as: UTF8.self) }
    }

    func has(_ tag: FieldTag) -> Bool { fields[tag.rawValue] != nil }

    func number(_ tag: FieldTag) -> Int64? {
        guard let value = fields[tag.rawValue], value.count == 8 else { return nil }
        return Int64(bitPattern: value.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    private static func isNumber(_ tag: UInt8) -> Bool {
        let numbers: [FieldTag] = [
            .mode, .durable, .expiry, .limited, .to, .by, .muted, .entry, .percent,
        ]
        return numbers.contains { $0.rawValue == tag }
    }
}
