// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// Reads the values of `seek` and `volume`; the words after them are the room.
enum PipeValue {
    /// Reads the value that the free words begin with.
    static func read(
        _ verb: String, _ words: [String]
    ) throws(DeskError) -> (JSON.Member, room: ArraySlice<String>) {
        if verb == "seek" { return (try seek(words.first ?? ""), words.dropFirst()) }
        // "40 %" and "-12 dB" are two words.
        let units = ["%", "percent", "db"]
        if words.count > 1, units.contains(words[1].lowercased()) {
            let unit = words[1].lowercased()
            let value = try volume(words[0] + (unit == "db" ? unit : "%"))
            return (value, words.dropFirst(2))
        }
        return (try volume(words.first ?? ""), words.dropFirst())
    }

    private static func seek(_ text: String) throws(DeskError) -> JSON.Member {
        let sign = text.first.flatMap { "+-".contains($0) ? $0 : nil }
        let parts = text.dropFirst(sign == nil ? 0 : 1)
            .split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { number($0) }
        guard numbers.count == parts.count, numbers.count <= 3,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else {
            throw .invalid(
                "“\(text)” is not a position; say seek 90, seek 1:30, seek +10 or seek -10, "
                    + "and then the room")
        }
        let seconds = numbers.reduce(0) { $0 * 60 + $1 }
        switch sign {
        case "+": return .init("by_s", .double(seconds))
        case "-": return .init("by_s", .double(-seconds))
        default: return .init("to_s", .double(seconds))
        }
    }

    private static func volume(_ text: String) throws(DeskError) -> JSON.Member {
        let lower = text.lowercased()
        if lower == "mute" { return .init("mute", true) }
        if lower == "unmute" { return .init("mute", false) }
        let sign = lower.first.flatMap { "+-".contains($0) ? $0 : nil }
        let digits = lower.dropFirst(sign == nil ? 0 : 1)
        if digits.hasSuffix("db"), let gain = number(digits.dropLast(2)) {
            // "-12dB" is a level, because levels are never above 0; "+3dB" can only be a change.
            return .init(sign == "+" ? "change_db" : "db", .double(sign == "-" ? -gain : gain))
        }
        let isPercent = sign == nil
        guard isPercent, let percent = number(digits.hasSuffix("%") ? digits.dropLast() : digits)
        else {
            throw .invalid(
                "“\(text)” is not a volume; say volume 40, -12dB, +3dB, mute or unmute, and then "
                    + "the room")
        }
        return .init("percent", .double(percent))
    }

    /// A plain decimal number: digits, and perhaps a point and more digits.
    private static func number(_ text: Substring) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber }
        }
        return areDigits && parts.count <= 2 && text.count <= 20 ? Double(String(text)) : nil
    }
}
