// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@Suite struct `Paths that travel as text` {
    @Test func `every byte string comes back as it was`() {
        var random = SystemRandomNumberGenerator()
        for seed in 0..<500 {
            let bytes = (0..<(seed % 40)).map { _ in UInt8.random(in: 1...255, using: &random) }

            let path = EscapedPath(bytes: bytes)

            #expect(path.bytes == bytes)
            #expect(!path.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
        }
    }

    @Test func `names in any script stay readable`() {
        let path = EscapedPath(bytes: "/音楽/Frère 100%/a.mp3".utf8)

        #expect(path.text == "/音楽/Frère 100%25/a.mp3")
    }

    @Test func `bytes that are no UTF-8 are written as escapes`() {
        #expect(EscapedPath(bytes: [0x2F, 0x63, 0xE9, 0x0A]).text == "/c%E9%0A")
    }

    @Test func `two spellings of one name are two files`() {
        let composed = EscapedPath(escaped: "/m/\u{E9}.mp3")
        let decomposed = EscapedPath(escaped: "/m/e\u{301}.mp3")

        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test func `a file is inside a folder by its whole name`() {
        let folder = EscapedPath(escaped: "/m/caf\u{E9}")

        #expect(folder.isInside(folder))
        #expect(EscapedPath(escaped: "/m/caf\u{E9}/a.mp3").isInside(folder))
        #expect(EscapedPath(escaped: "/a.mp3").isInside(EscapedPath(escaped: "/")))
        #expect(!EscapedPath(escaped: "/m/caf\u{E9}s/a.mp3").isInside(folder))
        #expect(!EscapedPath(escaped: "/m/cafe\u{301}/a.mp3").isInside(folder))
    }

    @Test func `paths sort by their bytes`() {
        let composed = EscapedPath(escaped: "/\u{E9}")
        let decomposed = EscapedPath(escaped: "/e\u{301}")

        #expect(decomposed < composed && !(composed < decomposed))
        #expect(!(composed < composed))
    }

    @Test func `a folder may end with a slash`() {
        #expect(EscapedPath(escaped: "/m/a").isInside(EscapedPath(escaped: "/m/")))
        #expect(!EscapedPath(escaped: "/ma").isInside(EscapedPath(escaped: "/m")))
        // The slash and the mark after it are one character of the string.
        #expect(EscapedPath(escaped: "/m/\u{301}").isInside(EscapedPath(escaped: "/m")))
    }

    @Test func `parents go up to the root`() {
        let path = EscapedPath(escaped: "/m/\u{301}x/a.mp3")

        #expect(
            sequence(first: path, next: \.parent).map(\.text) == [
                "/m/\u{301}x/a.mp3", "/m/\u{301}x", "/m", "/",
            ])
        #expect(EscapedPath(escaped: "a.mp3").parent == nil)
    }

    @Test func `a file without tags is called by its name`() {
        #expect(Track(path: EscapedPath(escaped: "/m/01 Yesterday.mp3")).title == "01 Yesterday")
    }
}

@Suite struct `Tags that are cut` {
    @Test func `end between two characters`() {
        #expect(TagFacts.cut("abc", to: 3) == "abc")
        #expect(TagFacts.cut("ab\u{E9}", to: 3) == "ab")
        #expect(TagFacts.cut("abe\u{301}", to: 4) == "ab")
        #expect(TagFacts.cut("a👨‍👩‍👧", to: 12) == "a")
    }

    @Test func `end between two scalars of a character that is too long by itself`() {
        let text = "e" + String(repeating: "\u{301}", count: 500_000)

        #expect(TagFacts.cut(text).utf8.count == 1023)
    }
}

@Suite struct `Volumes` {
    @Test func `percent follow the cube law`() {
        #expect(Volume.percent(100) == .decibels(0))
        #expect(Volume.percent(0) == .muted)
        #expect(abs((Volume.percent(50).decibels ?? 0) - -18.0618) < 0.0001)
        #expect(abs(Volume.percent(40).percent - 40) < 1e-9)
    }

    @Test func `the full volume multiplies by exactly one`() {
        #expect(Volume.full.factor == 1)
        #expect(abs(Volume.decibels(-20).factor - 0.1) < 1e-7)
    }
}

@Suite struct `Moments of the calendar` {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
        (1_795_284_845_678, "2026-11-21T18:14:05.678Z"), (-1, "1969-12-31T23:59:59.999Z"),
    ])
    func `are written as RFC 3339 says`(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).rfc3339 == text)
    }
}
