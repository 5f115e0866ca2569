// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@Suite struct `Near names` {
    @Test func `the nearest names come first and far ones not at all`() {
        let names = ["yesterday", "yellow submarine", "help", "yesteryear"].map {
            (key: $0, name: $0)
        }

        #expect(Nearness.nearest(to: "yestarday", among: names).first == "yesterday")
        #expect(Nearness.nearest(to: "zzzzzz", among: names).isEmpty)
    }

    @Test func `a misspelled word finds the word that was meant`() {
        let words = ["pause", "play", "status", "stop", "volume"]

        #expect(Nearness.nearest(to: "statsu", among: words) == ["status"])
        #expect(Nearness.nearest(to: "pasue", among: words).first == "pause")
        #expect(Nearness.nearest(to: "", among: words).isEmpty)
        #expect(Nearness.nearest(to: "stop", among: [String]()).isEmpty)
    }

    @Test(arguments: [
        ("play", "play", 0), ("paly", "play", 1), ("ply", "play", 1), ("plaay", "play", 1),
        ("plax", "play", 1), ("yalp", "play", 3), ("", "abc", 3), ("abc", "", 3), ("", "", 0),
        ("ca", "abc", 3), ("ab", "ba", 1), ("beethovne", "beethoven", 1),
    ])
    func `a letter added, removed, replaced or swapped counts as one`(
        left: String, right: String, distance: Int
    ) {
        #expect(Nearness.distance(left, right, limit: 5) == distance)
        #expect(Nearness.distance(right, left, limit: 5) == distance)
        #expect(Nearness.distance(left, right, limit: distance) == distance)
        #expect(distance == 0 || Nearness.distance(left, right, limit: distance - 1) == nil)
    }
}
