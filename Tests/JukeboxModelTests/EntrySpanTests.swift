// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@Suite struct `Spans of entries` {
    @Test(arguments: ["12", "12-15", "12-15/4", "1,2-3/2,9223372036854775807"])
    func `come back from their text`(text: String) throws {
        let spans = try #require(EntrySpan.list(text))

        #expect(EntrySpan.text(spans) == text)
    }

    @Test(arguments: [
        "", ",", "1,", "0", "-1", "1-", "1--2", "1-2/", "1-2/0", "1/1", "1-2/3/4", "1-2/-3", "+1",
        "a", "１", "9223372036854775808", "1 ,2",
    ])
    func `are not read from anything else`(text: String) {
        #expect(EntrySpan.list(text) == nil)
    }
}

@Suite struct `A label` {
    @Test(arguments: [
        ("ann", "ann"), ("a\u{1B}[2Jb\n", "a[2Jb"), ("\u{202E}x\u{9B}y", "xy"),
        (String(repeating: "あ", count: 30), String(repeating: "あ", count: 21)),
    ])
    func `is made from any name`(name: String, label: String) {
        #expect(Order.label(from: name) == label)
        #expect(Order.isLabel(label))
    }

    @Test(arguments: ["", " \t", "\n\u{7F}"])
    func `is not made from nothing`(name: String) {
        #expect(Order.label(from: name) == nil)
    }
}

@Suite struct `A volume in percent` {
    @Test func `goes up and down again by the same steps`() {
        var volume = Volume.percent(40)
        for _ in 0..<9 { volume = volume.changed(byPercent: 5) }
        #expect(volume.percent.rounded() == 85)
        for _ in 0..<9 { volume = volume.changed(byPercent: -5) }

        #expect((volume.percent * 1000).rounded() == 40_000)
    }

    @Test func `ends at full and at mute`() {
        #expect(Volume.percent(97).changed(byPercent: 5) == .full)
        #expect(Volume.percent(3).changed(byPercent: -5) == .muted)
        #expect(Volume.percent(1).changed(byPercent: -0.5) == .muted)
        #expect(Volume.muted.changed(byPercent: 5).percent.rounded() == 5)
    }
}
