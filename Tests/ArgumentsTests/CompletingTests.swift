// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import SeededDice
import Testing

@Suite struct `Completing a command line` {
    let engine = Completing(Sample.program) { $0 == "study" }

    /// The candidates in short: words, `<rooms>` for names, `files`.
    private func wanted(_ words: String...) -> [String] {
        engine.wanted(words).flatMap { wanted -> [String] in
            switch wanted {
            case .words(let some): some.map(\.word)
            case .files(let onlyFolders): [onlyFolders ? "folders" : "files"]
            case .names(let kinds, let soFar, _):
                kinds.map { "<\((soFar + [$0]).joined(separator: " "))>" }
            }
        }
    }

    @Test func `offers commands and rooms at first`() {
        #expect(wanted("") == ["play", "seek", "list", "pipe", "<rooms>"])
        #expect(wanted("pl") == ["play", "<rooms>"])
        #expect(wanted("--json", "s") == ["seek", "<rooms>"])
        #expect(wanted("study", "s") == ["seek", "<rooms>"])
    }

    @Test func `offers options, and the names that an option takes`() {
        #expect(wanted("play", "--t") == ["--to"])
        #expect(wanted("play", "--to", "") == ["<rooms>"])
        #expect(wanted("play", "--to=s") == ["<rooms>"])
        #expect(wanted("list", "--") == ["--count", "--json", "--help"])
    }

    @Test func `offers what an argument takes, with the words so far`() {
        #expect(wanted("seek", "1", "") == ["<1 rooms>"])
        #expect(wanted("play", "let", "it", "b") == ["<let it music>", "files"])
        #expect(wanted("list", "") == ["show", "edit"])
        #expect(wanted("list", "show", "M") == ["<lists>"])
        #expect(wanted("list", "edit", "x") == ["files"])
        #expect(wanted("seek", "1", "study", "").isEmpty)
        #expect(wanted("attic", "").isEmpty)
    }

    @Test func `of any words ends`() {
        var dice = Seeded(state: 16)
        let words = ["play", "study", "--to", "--", "-", "", "help", "list", "show", "--to=", "x"]
        for _ in 0..<1_000 {
            let count = Int.random(in: 0...7, using: &dice)
            _ = engine.wanted((0..<count).map { _ in words.randomElement(using: &dice) ?? "" })
        }
    }
}
