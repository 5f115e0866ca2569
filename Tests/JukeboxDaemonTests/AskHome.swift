// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import Foundation
import JSONLines
import JukeboxLogic
import JukeboxModel
import JukeboxSettings
import LinuxSystem
import Logging
import Stores

@testable import JukeboxDaemon

/// The ask thread alone, on a socket in its own directory.
///
/// The thread runs until the test process ends, and sleeps while there are no questions.
final class AskHome {
    let path: String
    private let journal: Journal
    private let changes = ChangeRing()
    private let inbox: Mailbox<AskMessage>

    /// With `playlistsHang`, no thread reads playlist files, as on a share that hangs.
    init(playlistsHang: Bool = false) throws {
        path = NSTemporaryDirectory() + "jukebox-ask-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        journal = try Journal(path: path + "/orders.db")
        var settings = Settings.defaults(for: .ofThisProcess)
        settings.paths.playlists = path
        settings.paths.music = [path]
        let (inbox, playlists) = (try Mailbox<AskMessage>(), try Mailbox<PlaylistMessage>())
        self.inbox = inbox
        let lookup = Lookup(
            catalogue: try Catalogue(path: path + "/catalogue.db"), settings: settings,
            logger: Logger(label: "ask") { _ in SwiftLogNoOpLogHandler() })
        let thread = AskThread(
            listening: try UnixSocket.listen(path + "/ask", mode: 0o600), inbox: inbox,
            playlists: playlists,
            answers: Answers(
                history: try History(path: path + "/orders.db"), figures: Figures(),
                progress: ScanProgress(), changes: changes),
            lookup: lookup)
        nonisolated(unsafe) let running = thread  // used on its thread only
        try NamedThread.start("ask") { running.run() }
        guard !playlistsHang else { return }
        let files = PlaylistThread(inbox: playlists, ask: inbox, lookup: lookup)
        nonisolated(unsafe) let reading = files  // used on its thread only
        try NamedThread.start("playlists") { reading.run() }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Commits records and orders as the intake does.
    @discardableResult
    func commit(
        _ records: [Record] = [], adopting orders: [Journal.Adopted] = []
    ) throws -> [Journal.Row] {
        let dated = records.map { DatedRecord($0, at: Clock.wall) }
        let rows = try journal.commit(
            dated, adopting: orders, at: Clock.wall, telling: changes.add)
        inbox.post(.committed)
        return rows
    }

    /// An order of music, as the intake adopts it.
    func adopted(_ ticket: UInt64) -> Journal.Adopted {
        Journal.Adopted(
            slotID: SlotID(epoch: 1, slot: 0, generation: UInt32(ticket)), ticket: ticket,
            submitted: Clock.wall, order: Order(.play(Order.Request(title: "t"))), bytes: [1])
    }

    func ask<Answer>(_ question: Question, _ read: (JSON) -> Answer?) throws -> Answer {
        try Asker.ask(question, read, in: path, within: .seconds(30)).get()
    }

    /// Fills the queue with entries whose paths have `pathBytes` bytes.
    func fillQueue(_ count: Int, pathBytes: Int) throws {
        let adopted = Journal.Adopted(
            slotID: SlotID(epoch: 1, slot: 0, generation: 1), ticket: 1, submitted: Clock.wall,
            order: Order(.play(Order.Request(title: "t"))), bytes: [1])
        let rows = try journal.commit([], adopting: [adopted], at: Clock.wall)
        guard let key = rows.first?.key else { return }
        let folder = "/" + String(repeating: "x", count: max(1, pathBytes - 12)) + "/"
        let entries = (1...count).map { number in
            let path = EscapedPath(bytes: (folder + "\(number).mp3").utf8)
            return Entry(
                id: EntryID(Int64(number)), order: key, track: Track(path: path),
                rank: Int64(number))
        }
        let record = DatedRecord(.entries(DestinationName("default"), entries), at: Clock.wall)
        _ = try journal.commit([record], adopting: [], at: Clock.wall)
    }

    func ask(_ question: Question, within seconds: Int64 = 30) -> Result<JSON, AskFailure> {
        Asker.ask(question, in: path, within: .seconds(seconds))
    }
}

/// A client that can break the protocol.
final class RawClient {
    let socket: Descriptor
    private var splitter = LineSplitter(limit: 64 << 20)
    private var lines: [[UInt8]] = []

    init(_ home: AskHome) throws {
        socket = try UnixSocket.connect(home.path + "/ask", within: .seconds(10))
    }

    func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty { rest = rest.dropFirst(try UnixSocket.send(rest, to: socket.number)) }
    }

    /// Waits for the next answer; nil at the end.
    func answer() -> JSON? {
        while lines.isEmpty {
            var bytes: [UInt8] = []
            guard case .bytes = readBytes(socket.number, into: &bytes, limit: 65_536) else {
                return nil
            }
            lines += splitter.feed(bytes)
        }
        return JSON(parsing: lines.removeFirst())
    }

    /// Closes its sending side; it can still read.
    func closeSending() { shutdown(socket.number, Int32(SHUT_WR)) }
}
