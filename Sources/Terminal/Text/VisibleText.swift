// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension String {
    /// The text made safe for a terminal: what controls the terminal, turns the direction of
    /// writing, or cannot be seen, is shown as a visible sign.
    ///
    /// Names come from the tags of foreign files. A C0 control becomes its picture (`␛`); every
    /// other dangerous or invisible character its code (`<U+202E>`). Joiners, variation selectors
    /// and flags' tags stay where scripts and emoji need them. A combining mark without a letter
    /// gets the circle `◌`, and of more than 30 marks on one letter the rest becomes one `�`.
    ///
    /// - Parameter keepingLines: whether line feeds and tabs stay; for a text of several lines
    ///   whose parts are already visible.
    /// - Returns: the text; itself if nothing had to be replaced.
    public func visible(keepingLines: Bool = false) -> String {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        guard unicodeScalars.contains(where: { !$0.isOrdinary }) else { return self }
        var writer = VisibleWriter(keepsLines: keepingLines)
        var last: Unicode.Scalar?
        for scalar in unicodeScalars {
            if let last { writer.add(last, before: scalar) }
            last = scalar
        }
        if let last { writer.add(last, before: nil) }
        return writer.text
    }

    /// The visible text of bytes that should be UTF-8; each byte that is not is shown as `<FF>`.
    ///
    /// - Parameter bytes: the bytes, of any origin.
    public init(visible bytes: some Sequence<UInt8>) {
        var text = ""
        var parser = Unicode.UTF8.ForwardParser()
        var source = Array(bytes)[...]
        while !source.isEmpty {
            var rest = source.makeIterator()
            parser = Unicode.UTF8.ForwardParser()
            if case .valid(let encoded) = parser.parseScalar(from: &rest) {
                text.unicodeScalars.append(Unicode.UTF8.decode(encoded))
                source = source.dropFirst(encoded.count)
            } else {
                text += "<\(hexadecimal(UInt32(source.removeFirst()), digits: 2))>"
            }
        }
        self = text.visible()
    }
}

/// Copies scalars and shows the dangerous ones; it needs the neighbours to tell which they are.
private struct VisibleWriter {
    let keepsLines: Bool
    var text = ""
    private var before: Unicode.Scalar?
    /// The marks since the last character that takes a column.
    private var marks = 0

    init(keepsLines: Bool) { self.keepsLines = keepsLines }

    mutating func add(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) {
        if scalar.isOrdinary {
            write(scalar)
        } else if keepsLines, scalar == "\n" || scalar == "\t" {
            text.unicodeScalars.append(scalar)
            before = nil
            marks = 0
        } else if let sign = sign(of: scalar, before: next) {
            text += sign
            before = "?"
            marks = 0
        } else if scalar.isZeroWidth {
            mark(scalar)
        } else {
            write(scalar)
        }
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        text.unicodeScalars.append(scalar)
        before = scalar
        marks = 0
    }

    /// Limits the marks on one letter as UAX #15 does for streams.
    private mutating func mark(_ scalar: Unicode.Scalar) {
        if before == nil { text += "◌" }
        marks += 1
        if marks <= 30 { text.unicodeScalars.append(scalar) }
        if marks == 31 { text += "�" }
        before = scalar
    }

    private func sign(of scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> String? {
        switch scalar.value {
        case 0x00...0x1F: return Unicode.Scalar(0x2400 + scalar.value).map { String($0) }
        case 0x7F: return "␡"
        case 0x80...0x9F, 0x2028, 0x2029, 0xFDD0...0xFDEF: return scalar.code
        case let value where value & 0xFFFE == 0xFFFE: return scalar.code
        default:
            guard scalar.isInvisible, !scalar.isNeeded(after: before, before: next) else {
                return nil
            }
            return scalar.code
        }
    }
}

extension Unicode.Scalar {
    /// Whether it can be copied as it is: it is neither a control nor a mark.
    fileprivate var isOrdinary: Bool {
        switch value {
        case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF, 0x3041...0x3096, 0x30A0...0x312F,
            0x3400...0xA66E, 0xAC00...0xD7A3:
            true
        case 0x00...0x9F, 0xAD, 0x2028, 0x2029, 0xFDD0...0xFDEF: false
        case let value where value & 0xFFFE == 0xFFFE: false
        default: !isZeroWidth
        }
    }

    fileprivate var isInvisible: Bool {
        UnicodeRanges.contains(value, in: UnicodeRanges.invisible)
    }

    /// Whether an invisible character changes what is seen between its neighbours.
    fileprivate func isNeeded(after last: Unicode.Scalar?, before next: Unicode.Scalar?) -> Bool {
        guard let last else { return false }
        switch value {
        case 0x200C, 0x200D:
            guard let next else { return false }
            return last.joins && next.joins || last.isPictured && next.isPictured
        case 0xFE00...0xFE0F:
            let isKeycap = "0"..."9" ~= last || last == "#" || last == "*"
            return isKeycap || last.value >= 0xA0 && !last.isInvisible
        case 0xE0100...0xE01EF: return last.value >= 0x2E80 && !last.isInvisible
        case 0x180B...0x180F: return 0x1800...0x18AF ~= last.value && !last.isInvisible
        case 0xE0020...0xE007F: return last.value == 0x1F3F4 || 0xE0020...0xE007E ~= last.value
        default: return false
        }
    }

    /// Whether it belongs to a script whose letters join: Arabic to Sinhala, Myanmar, Khmer,
    /// Mongolian.
    private var joins: Bool {
        switch value {
        case 0x0620...0x0DFF, 0x1000...0x109F, 0x1780...0x18AF: !isInvisible
        default: false
        }
    }

    /// Whether it ends or begins a part of an emoji.
    private var isPictured: Bool {
        value == 0xFE0F || value >= 0x2190 && properties.isEmoji
    }

    fileprivate var code: String { "<U+\(hexadecimal(value, digits: 4))>" }
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
