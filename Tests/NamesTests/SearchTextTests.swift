// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Names
import Testing

@Suite struct `Reading a search` {
    @Test func `words and fields are told apart`() throws {
        let text = try SearchText(#"beat artist:"the beatles" Year:2001-2005 added:2w “let it be”"#)

        #expect(
            text.terms == [
                .init("beat"), .init("the beatles", in: .artist, isQuoted: true),
                .init("let it be", isQuoted: true),
            ])
        #expect(text.years == [2001...2005])
        #expect(text.ages == [1_209_600])
    }

    @Test(
        arguments: [
            ("year:2001", 2001...2001), ("year:2001-", 2001...9999), ("year:-1999", 1...1999),
            ("year:1-9999", 1...9999),
        ] as [(String, ClosedRange<Int64>)])
    func `a year may be a range with one end`(text: String, years: ClosedRange<Int64>) throws {
        #expect(try SearchText(text).years == [years])
    }

    @Test func `a colon that ends a word or follows a number is only a letter`() throws {
        #expect(
            try SearchText("Mission: Impossible 12:30 :x").terms.map(\.text) == [
                "Mission:", "Impossible", "12:30", ":x",
            ])
    }

    @Test(arguments: [
        "year:abc", "year:2005-2001", "year:-", "year:0", "year:9223372036854775807", "year:10000",
        "year:2001-2002-2003", "year:²⁰⁰¹", "added:30", "added:d", "added:-3d", "added:0d",
        "added:30y", "added:99999999999999999999d", "artits:x", "genres:x",
    ])
    func `a wrong value or field is refused with words that show how to write it`(text: String) {
        #expect(throws: SearchText.Fault.self) { try SearchText(text) }
    }

    @Test func `the refusal names the nearest field`() {
        let fault = #expect(throws: SearchText.Fault.self) { try SearchText("artits:x") }

        #expect(fault?.text.contains("did you mean “artist:”?") == true)
    }

    @Test func `hostile texts are read or refused`() throws {
        #expect(try SearchText("added:9223372036854775807w").ages == [.max])
        #expect(try SearchText("").terms.isEmpty)
        #expect(try SearchText("\"").terms.isEmpty)
        #expect(
            try SearchText(#"artist:"unclosed"#).terms == [
                .init("unclosed", in: .artist, isQuoted: true)
            ])
        #expect(throws: SearchText.Fault.self) {
            try SearchText(String(repeating: "a ", count: 20_000))
        }
        #expect(throws: SearchText.Fault.self) {
            try SearchText(String(repeating: "観", count: 20_000))
        }
    }

    @Test func `Japanese is found by pairs of letters`() {
        #expect(SearchWords.words(of: "天体観測") == ["天体", "体観", "観測", "測"])
        #expect(SearchWords.words(of: "jポップ song") == ["j", "ポッ", "ップ", "プ", "song"])
        #expect(SearchWords.sought(for: "観測") == [["観測"]])
        #expect(SearchWords.sought(for: "天体観測") == [["天体", "体観", "観測"]])
        #expect(SearchWords.sought(for: "測") == [["測"]])
    }
}
