// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JukeboxModel
import Terminal
import Testing

@testable import JukeboxCommands

@Suite struct `Positions of a queue` {
    @Test(
        arguments: [
            (["3"], [3...3]), (["2-5,9"], [2...5, 9...9]), (["9", "2-5"], [2...5, 9...9]),
            (["1-3,2-6,7"], [1...7]), (["5,5,5"], [5...5]), (["1000000"], [1_000_000...1_000_000]),
        ] as [([String], [ClosedRange<Int>])])
    func `are read as people type them`(words: [String], ranges: [ClosedRange<Int>]) {
        #expect(Positions(words)?.ranges == ranges)
    }

    @Test(arguments: [
        "", "0", "-1", "1-", "-", ",", "1,,2", "5-2", "1-2-3", "1000001", "99999999999999999999",
        "+1", "１", "1 2", "a",
    ])
    func `are not read from anything else`(text: String) {
        #expect(Positions([text]) == nil)
        #expect(Positions([]) == nil)
    }

    @Test func `become spans with their sizes`() {
        var entries = [QueuedTrack(TrackAnswer(title: "a", entry: 9), position: nil)]
        entries += (1...5).map { position in
            QueuedTrack(
                TrackAnswer(title: "b", entry: Int64(50 - position)), position: position)
        }

        #expect(
            Positions(["2-4,1"])?.spans(in: entries)
                == [EntrySpan(EntryID(49), through: EntryID(46), count: 4)])
        #expect(Positions(["6"])?.spans(in: entries) == nil)
        #expect(Positions(["1"])?.spans(in: []) == nil)
    }

    @Test func `too many for an order are split`() {
        let spans = (1...500).map { EntrySpan(EntryID(Int64.max - Int64($0))) }

        let orders = EntrySpan.orders(spans)

        #expect(orders.count > 1 && orders.flatMap { $0 } == spans)
        #expect(orders.allSatisfy { EntrySpan.text($0).utf8.count <= 1700 })
        #expect(EntrySpan.orders([]).isEmpty)
    }
}

@Suite struct `A queue in columns` {
    private func entry(_ title: String, _ position: Int?, by label: String? = nil) -> QueuedTrack {
        let track = TrackAnswer(
            title: title, artist: "The Beatles", milliseconds: 125_000, entry: 7)
        return QueuedTrack(track, position: position, ticket: 3, by: label)
    }

    private func lines(_ entries: [QueuedTrack], _ columns: Int?) -> [String] {
        let listing = QueueListing(
            destination: "kitchen", entries: entries, total: entries.count,
            milliseconds: Int64(entries.count) * 125_000, hasMore: false)
        return QueueView(listing, Sample.kitchen, Sample.scene(columns, ascii: true)).lines
            .map(\.text)
    }

    @Test func `shows positions, lengths and clients, and marks what plays`() {
        let shown = lines([entry("Yesterday", nil, by: "ann"), entry("Help!", 1)], 80)

        #expect(shown.count == 3)
        #expect(shown[0].hasPrefix("kitchen: 2 songs, 4 min"))
        #expect(shown[1].hasSuffix("Yesterday by The Beatles  2:05  ann"))
        #expect(shown[2] == "1  Help! by The Beatles      2:05")
    }

    @Test(arguments: [1, 10, 20, 40, 300])
    func `fits the screen, and shows no control character`(columns: Int) {
        let shown = lines([entry("a\u{1B}[31m\nb 天体観測天体観測天体観測", 1, by: "\u{9B}x")], columns)

        #expect(shown.dropFirst().allSatisfy { $0.columns <= columns })
        #expect(!shown.joined().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
    }

    @Test func `looks the same through a pipe`() {
        let entries = [entry("Yesterday", nil, by: "ann"), entry("天体観測", 1), entry("", 2)]

        #expect(lines(entries, nil) == lines(entries, 300))
        #expect(lines([entry("a\nb", 1)], nil) == lines([entry("a\nb", 1)], 300))
    }

    @Test func `says that it is empty`() {
        #expect(lines([], 80) == ["the queue of kitchen is empty"])
    }
}
