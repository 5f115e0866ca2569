// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@Suite struct `The table of commands` {
    @Test func `has a row for each kind but play`() {
        for kind in Order.Verb.Kind.allCases {
            #expect((kind.row == nil) == (kind == .play))
            #expect(kind.row?.help.hasSuffix(".") != false)
        }
    }

    @Test func `has each word and alias once`() {
        let words = Order.Verb.Kind.allCases.compactMap(\.row).flatMap { [$0.word] + $0.aliases }

        #expect(Set(words).count == words.count)
        for word in words { #expect(Order.Verb.Kind(command: word.uppercased()) != nil) }
        #expect(Order.Verb.Kind(command: "play") == nil)
    }

    @Test func `finds a kind by its exact word only`() {
        for kind in Order.Verb.Kind.allCases { #expect(Order.Verb.Kind(word: kind.word) == kind) }
        #expect(Order.Verb.Kind(word: "skip") == nil)
        #expect(Order.Verb.Kind(word: "Pause") == nil)
    }
}
