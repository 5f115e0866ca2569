// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Names
import Testing

@Suite struct `Names that are the same name` {
    @Test(arguments: [
        ("The Beatles", "beatles"), ("Björk", "bjork"), ("Sigur Rós", "SIGUR ROS"),
        ("M.I.A.", "mia"), ("Don’t Stop", "dont stop"), ("Røyksopp", "Royksopp"),
        ("Straße", "STRASSE"), ("ﾊﾞﾝﾄﾞ", "バンド"), ("Ｊ－ＰＯＰ", "j-pop"), ("天体 観測", "天体観測"),
        ("Simon & Garfunkel", "Simon and Garfunkel"), ("AC/DC", "ac dc"), ("piñata", "pinata"),
        ("cafe\u{301}", "café"),
    ])
    func `have one key`(one: String, other: String) {
        #expect(Folding.key(one) == Folding.key(other))
    }

    @Test(arguments: [("か", "が"), ("The The", "The"), ("Play", "Player"), ("!!!", "???")])
    func `and those that are not have two`(one: String, other: String) {
        #expect(Folding.key(one) != Folding.key(other))
    }

    @Test func `nothing folds to nothing`() {
        for name in ["!!!", "…", "The", "&"] { #expect(!Folding.key(name).isEmpty) }
    }
}
