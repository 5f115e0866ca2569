// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import SeededDice
import Terminal
import Testing

@Suite struct `A visible text` {
    @Test(arguments: [
        "Yesterday", "荒城の月", "が", "e\u{301}🎵 “a” – b", "", "שלום", "مي‌خواهم", "क्‍ष", "👩‍👩‍👧", "❤️", "1️⃣",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "葛󠄀", "© ®", "\u{600}١", "🏳️‍🌈", "👍🏽", "Привет", "ｶﾞ",
    ])
    func `keeps what can be read`(text: String) {
        #expect(text.visible() == text)
    }

    @Test(arguments: [
        ("a\u{1B}[31mb", "a␛[31mb"), ("a\r\nb", "a␍␊b"), ("a\tb", "a␉b"), ("\u{0}", "␀"),
        ("\u{7F}", "␡"), ("a\u{9B}31m", "a<U+009B>31m"), ("a\u{202E}b", "a<U+202E>b"),
        ("a\u{200F}b", "a<U+200F>b"), ("\u{2066}", "<U+2066>"), ("\u{61C}", "<U+061C>"),
        ("a\u{2028}b", "a<U+2028>b"), ("a\u{200B}b", "a<U+200B>b"), ("\u{FEFF}a", "<U+FEFF>a"),
        ("a\u{AD}b", "a<U+00AD>b"), ("a\u{3164}b", "a<U+3164>b"), ("a\u{200D}b", "a<U+200D>b"),
        ("荒\u{200D}城", "荒<U+200D>城"), ("\u{200D}", "<U+200D>"), ("a\u{E0041}", "a<U+E0041>"),
        ("a\u{FE0F}", "a<U+FE0F>"), ("\u{1F3F4}", "\u{1F3F4}"),
        ("\u{301}a", "◌\u{301}a"),
        ("\u{FE0F}\u{FE0F}", "<U+FE0F><U+FE0F>"),
    ])
    func `shows what controls, deceives or cannot be seen`(text: String, visible: String) {
        #expect(text.visible() == visible)
        #expect(visible.visible() == visible)
    }

    @Test func `keeps the line ends of a text of several lines`() {
        #expect("a\n\tb\u{1B}\r\n".visible(keepingLines: true) == "a\n\tb␛␍\n")
    }

    @Test func `has no more marks on a letter than a terminal bears`() {
        let pile = "a" + String(repeating: "\u{301}", count: 20_000) + "b"

        let visible = pile.visible()

        #expect(visible == "a" + String(repeating: "\u{301}", count: 30) + "�b")
    }

    @Test func `of bytes shows those that are not UTF-8`() {
        #expect(String(visible: Array("Ü".utf8)) == "Ü")
        #expect(String(visible: [0x61, 0xFF, 0xC3, 0x62, 0x1B]) == "a<FF><C3>b␛")
        // A surrogate, and a slash in three bytes.
        #expect(String(visible: [0xED, 0xA0, 0x80]) == "<ED><A0><80>")
        #expect(String(visible: [0xE0, 0x80, 0xAF]) == "<E0><80><AF>")
    }

    @Test func `never holds a control, whatever the text was made of`() {
        var dice = Seeded(state: 7)
        for _ in 0..<2000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<12 {
                let value = UInt32.random(in: 0...0x10FFFF, using: &dice)
                let small = UInt32.random(in: 0...0x2100, using: &dice)
                if let scalar = Unicode.Scalar(Bool.random(using: &dice) ? value : small) {
                    text.append(scalar)
                }
            }

            let visible = String(text).visible()

            #expect(!visible.unicodeScalars.contains { $0.properties.generalCategory == .control })
            #expect(visible.visible() == visible)
            #expect(String(visible: Array(String(text).utf8)) == visible)
        }
    }

    @Test func `of every character is one that can be seen or a sign for it`() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let category = scalar.properties.generalCategory
            guard
                [.control, .lineSeparator, .paragraphSeparator].contains(category)
                    || scalar.properties.isDefaultIgnorableCodePoint
                    || scalar.properties.isNoncharacterCodePoint
            else { continue }
            // Alone, nothing needs it.
            #expect(String(scalar).visible() != String(scalar), "\(value)")
        }
    }
}
