// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import JukeboxModel

/// Checks values of the command line before anything is placed.
enum Checked {
    /// The longest wait in seconds: a day.
    static let longestWait = 86_400.0

    /// What is wrong with a name; nil if it can be sent.
    static func problem(_ text: String, _ name: String) -> String? {
        if text.allSatisfy(\.isWhitespace) { return "\(name) is empty" }
        let isControl = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        return isControl
            ? "\(name) contains a control character, such as a tab or a line end" : nil
    }

    /// The one word of a line as a ticket, which is below 2^48.
    static func ticket(_ line: ParsedLine) throws -> Ticket {
        let text = try line.texts().first ?? ""
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(text),
            number < Ticket.limit
        else {
            throw line.usage(
                "“\(text)” is not a ticket; a ticket is a number, as `jukebox orders` shows it")
        }
        return Ticket(number)
    }
}
