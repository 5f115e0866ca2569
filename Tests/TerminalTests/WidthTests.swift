// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import SeededDice
import Terminal
import Testing

@Suite struct `The width of a text` {
    @Test(arguments: [
        ("", 0), ("Yesterday", 9), ("荒城の月", 8), ("ｶﾞ", 2), ("Ｊ", 2), ("e\u{301}", 1),
        ("か\u{3099}", 2),
        ("한국", 4), ("한", 2), ("👩‍👩‍👧", 2), ("👍🏽", 2), ("🇯🇵", 2), ("❤️", 2), ("1️⃣", 2), ("🎵", 2), ("“…”", 3),
        ("Ünï", 3), ("क्ष", 2), ("▶⏸█░", 4), ("ไทย", 3), ("ยี่", 1), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), ("◌\u{301}", 1),
    ])
    func `counts columns, not characters`(text: String, width: Int) {
        #expect(text.columns == width)
        #expect(text.unicodeScalars.count >= text.count)
    }

    @Test(arguments: [
        ("Yesterday", 9, "Yesterday"), ("Yesterday", 8, "Yesterd…"), ("Yesterday", 1, "…"),
        ("Yesterday", 0, ""), ("Yesterday", -1, ""), ("荒城の月", 8, "荒城の月"), ("荒城の月", 7, "荒城の…"),
        ("荒城の月", 6, "荒城…"), ("荒城の月", 2, "…"), ("か\u{3099}か\u{3099}", 3, "か\u{3099}…"),
        ("👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"), ("aé", 2, "aé"),
    ])
    func `is kept by a cut between characters`(text: String, limit: Int, cut: String) {
        #expect(text.cut(to: limit) == cut)
    }

    @Test func `leaves out an ellipsis that does not fit`() {
        #expect("Yesterday".cut(to: 2, ellipsis: "...") == "")
        #expect("Yesterday".cut(to: 4, ellipsis: "...") == "Y...")
    }

    @Test func `is never exceeded, at any limit, by any text`() {
        var dice = Seeded(state: 3)
        let pieces = [
            "a", "荒", "e\u{301}", "か\u{3099}", "👩‍👩‍👧", "🇯🇵", "1️⃣", "क्ष", " ", "ﾞ", "\u{1B}", "\u{202E}",
            "\u{301}",
            "한", "❤️", "�", "ع‌ب",
        ]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 0...9, using: &dice)).map { _ in
                pieces.randomElement(using: &dice) ?? ""
            }.joined().visible()
            for limit in -1...(text.columns + 2) {
                let cut = text.cut(to: limit)

                #expect(cut.columns <= max(0, limit))
                #expect(cut == text || limit <= 0 || cut.hasSuffix("…"))
                if text.columns <= limit { #expect(cut == text) }
                let padded = cut.padded(to: limit, .right)
                #expect(padded.columns == max(cut.columns, limit))
                #expect(padded.utf8.reversed().starts(with: cut.utf8.reversed()))
            }
        }
    }

    @Test func `of a huge text is cut without reading all of it twice`() {
        let text = String(repeating: "荒", count: 1_000_000)

        #expect(text.cut(to: 5) == "荒荒…")
    }
}

@Suite struct `A line` {
    let line = Line("kitchen", .bold) + Line(" ") + Line("荒城の月", .green)

    @Test func `writes its looks only in colour, and none for plain text`() {
        #expect(line.text == "kitchen 荒城の月")
        #expect(line.rendered(colour: false) == "kitchen 荒城の月")
        #expect(
            line.rendered(colour: true)
                == "\u{1B}[1mkitchen\u{1B}[0m \u{1B}[32m荒城の月\u{1B}[0m")
        #expect(Line("a", .bold + .red).rendered(colour: true) == "\u{1B}[1;31ma\u{1B}[0m")
    }

    @Test func `lets no text control the terminal`() {
        #expect(Line("a\u{1B}[2J\nb").rendered(colour: true) == "a␛[2J␊b")
    }

    @Test func `is cut across its parts at every width`() {
        for width in 0...20 {
            let cut = line.cut(to: width)

            #expect(cut.columns <= width)
            #expect(cut.text == line.text.cut(to: width), "\(width)")
        }
        #expect(line.cut(to: 8).text == "kitchen…")
        #expect(line.cut(to: 7).text == "kitche…")
    }

    @Test func `is padded on either side`() {
        #expect(Line("月").padded(to: 4).text == "月  ")
        #expect(Line("月").padded(to: 4, .right).text == "  月")
        #expect(Line("月").padded(to: 1) == Line("月"))
    }

    @Test func `is joined from parts that are not empty`() {
        #expect([Line(), "a", Line(), "b"].joined(by: ", ") == Line("a") + ", " + "b")
    }

    @Test func `is broken at spaces where it is too long`() {
        let text = Line("! kitchen", .bold) + Line(": device unplugged since 14:02")

        #expect(
            text.wrapped(to: 20, indent: 2).map(\.text) == [
                "! kitchen: device", "  unplugged since", "  14:02",
            ])
        #expect(text.wrapped(to: nil) == [text] && text.wrapped(to: 100) == [text])
        #expect(text.wrapped(to: 1).map(\.text).joined(separator: " ") == text.text)
        #expect(Line().wrapped(to: 0) == [Line()])
    }
}
