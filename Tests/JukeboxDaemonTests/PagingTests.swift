// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import Foundation
import JukeboxLogic
import JukeboxModel
import Testing

@testable import JukeboxDaemon

@Suite(.timeLimit(.minutes(1))) struct `A page of an answer` {
    @Test func `about orders ends with the oldest, also if the order that it follows is forgotten`()
        throws
    {
        let home = try AskHome()
        try home.commit(adopting: ([1, 2, 3, 5, 6, 7] as [UInt64]).map(home.adopted))

        let first = try home.ask(.orders(count: 2), OrderListing.init)
        let second = try home.ask(.orders(count: 2, after: Ticket(6)), OrderListing.init)
        let third = try home.ask(.orders(count: 2, after: Ticket(4)), OrderListing.init)
        let last = try home.ask(.orders(count: 2, after: Ticket(2)), OrderListing.init)
        let none = try home.ask(.orders(count: 2, after: Ticket(1)), OrderListing.init)

        #expect(first.orders.map(\.ticket.number) == [7, 6] && first.hasMore)
        #expect(second.orders.map(\.ticket.number) == [5, 3] && second.hasMore)
        #expect(third.orders.map(\.ticket.number) == [3, 2] && third.hasMore)
        #expect(last.orders.map(\.ticket.number) == [1] && !last.hasMore)
        #expect(none.orders.isEmpty && !none.hasMore)
    }

    @Test func `about playlists goes on after a name`() throws {
        let home = try AskHome()
        for name in ["b", "a", "d", "c"] {
            try Data().write(to: URL(fileURLWithPath: home.path + "/\(name).m3u"))
        }

        let first = try home.ask(.playlists(count: 3), PlaylistListing.init)
        let last = try home.ask(.playlists(count: 3, after: "c"), PlaylistListing.init)
        let between = try home.ask(.playlists(count: 1, after: "bb"), PlaylistListing.init)
        let all = try home.ask(.playlists(), PlaylistListing.init)

        #expect(first.names == ["a", "b", "c"] && first.hasMore)
        #expect(last.names == ["d"] && !last.hasMore)
        #expect(between.names == ["c"] && between.hasMore)
        #expect(all.names == ["a", "b", "c", "d"] && !all.hasMore)
    }

    @Test func `about a playlist has its lines and its problems in the file's order`() throws {
        let home = try AskHome()
        let folder = try #require(
            try home.ask(.settings, FolderAnswer.init).music.first)
        let lines = (1...10).map { $0 % 3 == 0 ? "http://x/\($0)" : "\(folder)/\($0).mp3" }
        try Data(lines.joined(separator: "\n").utf8)
            .write(to: URL(fileURLWithPath: home.path + "/list.m3u8"))

        let first = try home.ask(.playlist("list", count: 4), PlaylistAnswer.init)
        let next = try home.ask(.playlist("list", count: 4, after: 4), PlaylistAnswer.init)
        let last = try home.ask(.playlist("list", count: 4, after: 8), PlaylistAnswer.init)
        let whole = try Asker.playlist("list", in: home.path, within: .seconds(30)).get()

        #expect(first.items.map(\.line) == [1, 2, 4] && first.problems.map(\.line) == [3])
        #expect(next.items.map(\.line) == [5, 7, 8] && next.problems.map(\.line) == [6])
        #expect(last.items.map(\.line) == [10] && last.problems.map(\.line) == [9])
        #expect(first.hasMore && next.hasMore && !last.hasMore && last.lastLine == 10)
        #expect(whole.items.count == 7 && whole.problems.count == 3)
    }

    @Test func `about a queue has the current entry first and only there`() throws {
        let home = try AskHome()
        try home.fillQueue(6, pathBytes: 20)
        let room = RoomRecord(
            name: DestinationName("default"), intent: .playing, current: EntryID(4))
        try home.commit([.room(room)])

        let first = try home.ask(.queue(nil, count: 3), QueueListing.init)
        let next = try home.ask(.queue(nil, after: 2, count: 2), QueueListing.init)
        let last = try home.ask(.queue(nil, after: 5, count: 2), QueueListing.init)
        let afterCurrent = try home.ask(.queue(nil, after: 4, count: 9), QueueListing.init)

        #expect(first.entries.map(\.entry) == [4, 1, 2] && first.hasMore)
        #expect(next.entries.map(\.entry) == [3, 5] && next.hasMore)
        #expect(last.entries.map(\.entry) == [6] && !last.hasMore)
        #expect(afterCurrent.entries.map(\.entry) == [1, 2, 3, 5, 6] && !afterCurrent.hasMore)
        #expect(first.entries.map(\.position) == [nil, 1, 2] && first.total == 6)
        #expect(next.entries.map(\.position) == [3, 4] && next.total == nil)
        #expect(last.entries.map(\.position) == [5])
        #expect(afterCurrent.entries.map(\.position) == [1, 2, 3, 4, 5])
    }

    @Test func `about a queue is brief if it is asked for that`() throws {
        let home = try AskHome()
        try home.fillQueue(2, pathBytes: 20)

        let whole = try home.ask(.queue(nil), QueueListing.init)
        let brief = try home.ask(.queue(nil, isBrief: true), QueueListing.init)

        #expect(whole.entries.allSatisfy { !$0.track.path.isEmpty })
        #expect(brief.entries.allSatisfy { $0.track.path.isEmpty && $0.track.album.isEmpty })
        #expect(brief.entries.map(\.entry) == whole.entries.map(\.entry))
        #expect(brief.entries.map(\.position) == whole.entries.map(\.position))
        #expect(brief.entries.map(\.track.title) == whole.entries.map(\.track.title))
        #expect(brief.total == 2 && whole.total == 2)
        #expect(brief.milliseconds == whole.milliseconds)
    }

    @Test(.timeLimit(.minutes(1))) func `costs the same at the end of a long queue`() throws {
        let home = try AskHome()
        try home.fillQueue(20_000, pathBytes: 20)
        var seen = 0
        var last: Int64?

        repeat {
            let page = try home.ask(.queue(nil, after: last, count: 50), QueueListing.init)
            seen += page.entries.count
            last = page.hasMore ? page.entries.last?.entry : nil
        } while last != nil

        #expect(seen == 20_000)
    }
}
