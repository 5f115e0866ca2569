// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@Suite struct `The value of a command` {
    private typealias Kind = Order.Verb.Kind

    private func read(_ text: String) -> (verb: Order.Verb, room: String)? {
        let words = text.split(separator: " ").map(String.init)
        guard let word = words.first, let kind = Kind(command: word),
            let read = try? kind.verb(Array(words.dropFirst()))
        else { return nil }
        return (read.verb, read.rest.joined(separator: " "))
    }

    @Test(arguments: [
        ("pause", Order.Verb.pause), ("seek 90", .seek(.to(90_000))),
        ("seek 1:30", .seek(.to(90_000))), ("seek 1:02:03.5", .seek(.to(3_723_500))),
        ("seek +10", .seek(.by(10_000))), ("seek -10", .seek(.by(-10_000))),
        ("seek \u{2212}1:00", .seek(.by(-60_000))), ("seek 90:00", .seek(.to(5_400_000))),
        ("volume 40", .volume(.set(.percent(40)))), ("vol 40%", .volume(.set(.percent(40)))),
        ("volume 40 %", .volume(.set(.percent(40)))), ("volume 0", .volume(.set(.muted))),
        ("volume 40 percent", .volume(.set(.percent(40)))),
        ("volume -12dB", .volume(.set(.limited(-12)))), ("volume 0dB", .volume(.set(.full))),
        ("volume \u{2212}12 dB", .volume(.set(.limited(-12)))), ("volume +3dB", .volume(.by(3))),
        ("volume MUTE", .volume(.set(.muted))), ("volume unmute", .volume(.unmute)),
        ("remove 12", .remove([EntrySpan(EntryID(12))])), ("move 12 1", .move(EntryID(12), to: 1)),
        (
            "remove 12-15/4,20",
            .remove([
                EntrySpan(EntryID(12), through: EntryID(15), count: 4), EntrySpan(EntryID(20)),
            ])
        ), ("jump 7", .jump(EntryID(7))), ("toggle", .toggle), ("shuffle", .shuffle),
        ("mute", .volume(.set(.muted))), ("unmute", .volume(.unmute)), ("undo", .undo),
        ("crop", .crop), ("seek 50%", .seek(.percent(50))), ("seek 12.5 %", .seek(.percent(12.5))),
        ("volume +5", .volume(.byPercent(5))), ("volume -5", .volume(.byPercent(-5))),
        ("volume +5%", .volume(.byPercent(5))), ("volume \u{2212}5 %", .volume(.byPercent(-5))),
        ("volume +900", .volume(.byPercent(100))),
        ("cancel 12", .cancel(Ticket(12))), ("update", .updateLibrary(prune: false)),
        ("update prune", .updateLibrary(prune: true)), ("reload", .reload),
    ])
    func `is read from words`(text: String, verb: Order.Verb) {
        #expect(read(text)?.verb == verb && read(text)?.room == "")
    }

    @Test(arguments: [
        "pause living room", "seek 1:30 living room", "volume 40 living room",
        "volume 40 % living room", "volume -12 dB living room", "volume mute living room",
    ])
    func `leaves the words behind it to the room`(text: String) {
        #expect(read(text)?.room == "living room")
    }

    @Test(arguments: [
        ("seek", "needs a position"), ("seek x", "“x” is not a position"),
        ("seek 1:75", "not a position"), ("seek 1::30", "not a position"),
        ("seek +-10", "not a position"), ("seek nan", "not a position"),
        ("seek 1e300", "not a position"), ("seek 99999999", "too far"),
        ("volume", "needs a volume"), ("volume loud", "“loud” is not a volume"),
        ("volume 101", "0 to 100"), ("volume +x", "not a volume"), ("seek 101%", "0% to 100%"),
        ("seek -5%", "0% to 100%"), ("remove 5-", "does not name"),
        ("remove 1,,2", "does not name"),
        ("remove 1-2-3", "does not name"), ("remove 1-2/0", "does not name"),
        ("remove 1/1", "does not name"), ("jump", "needs the number"), ("jump 0", "not an entry"),
        ("volume 40%%", "not a volume"), ("volume 0x10", "not a volume"),
        ("volume -121dB", "“-121dB” is out of range"), ("volume +121dB", "out of range"),
        ("volume 12dB", "out of range"), ("volume mute %", "taken"),
        ("remove", "needs the numbers"), ("remove 0", "does not name"),
        ("remove -1", "does not name"), ("remove 9223372036854775808", "does not name"),
        ("move 1", "needs a position"),
        ("move 1 0", "not a position in a queue"), ("move 1 4294967296", "not a position"),
        ("cancel", "needs a ticket"), ("cancel +12", "not a ticket"),
        ("cancel 281474976710656", "not a ticket"),
    ])
    func `that is wrong says what would be right`(text: String, why: String) {
        let words = text.split(separator: " ").map(String.init)
        var said = "taken"
        do throws(CommandValueError) {
            _ = try Kind(command: words[0])?.verb(Array(words.dropFirst()))
        } catch { said = error.text }
        #expect(said.contains(why), "\(said)")
        if said.contains("not a volume") { #expect(said.contains("say volume 40, volume +5")) }
    }

    @Test func `has examples that are values`() {
        for row in Kind.allCases.compactMap(\.row) {
            for example in row.value.examples { #expect(read("\(row.word) \(example)") != nil) }
        }
    }
}
