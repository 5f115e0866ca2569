// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel

// Reading an answer's members. An answer may come from a daemon of another version: unknown members
// are ignored, and missing ones get a default.
extension JSON {
    func text(_ name: String) -> String? { self[name]?.string }

    /// A count of at least 0.
    func count(_ name: String) -> Int { max(0, Int(clamping: self[name]?.int ?? 0)) }

    /// A ticket, which is below `Ticket.limit`.
    func ticket(_ name: String) -> Ticket? {
        guard let number = self[name]?.int, (0..<Int64(Ticket.limit)).contains(number) else {
            return nil
        }
        return Ticket(UInt64(number))
    }

    func texts(_ name: String) -> [String] {
        (self[name]?.elements ?? []).compactMap(\.string)
    }

    /// Seconds as milliseconds; nil if they are missing, or out of any sensible range.
    func milliseconds(fromSeconds name: String) -> Int64? {
        guard let seconds = self[name]?.double, abs(seconds) < 1e12 else { return nil }
        return Int64((seconds * 1000).rounded())
    }

    static func seconds(_ milliseconds: Int64?) -> JSON {
        milliseconds.map { .double(Double($0) / 1000) } ?? .null
    }

    var isObject: Bool { if case .object = self { true } else { false } }
}
