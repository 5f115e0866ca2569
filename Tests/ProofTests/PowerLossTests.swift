// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import GRDB
import JukeboxModel
import OrderRing
import SeededDice
import Testing

/// The real daemon's writes to its journal, and the disks that a power failure could have left.
@Suite struct `When the power fails` {
    @Test(.enabled(if: Shim.canBeBuilt, "needs a C compiler"))
    func `what was reported durable is there, and nothing is half there`() throws {
        var dice = Seeded(state: Proof.seed)
        let home = try ProofHome()
        defer { home.end() }
        let log = try record(home, rounds: Proof.isFull ? 100 : 40)
        let disks = Proof.isFull ? 300 : 40
        var withOpenWrites = 0

        for number in 0..<disks {
            let end =
                number == 0
                ? log.records.count : Int.random(in: 1...log.records.count, using: &dice)
            let disk = log.disk(after: end, dice: &dice)
            if disk.hasLostWrites { withOpenWrites += 1 }
            try disk.put(into: home)
            try home.startDaemon()
            let orders = try home.orderedTitles()
            home.killDaemon()

            let text = "disk \(number), \(end) of \(log.records.count) records; seed \(Proof.seed)"
            let bad = home.journal + ".bad"
            #expect(!FileManager.default.fileExists(atPath: bad), "set aside: \(text)")
            #expect(Set(orders).count == orders.count, "twice: \(text)")
            let missing = disk.promised.subtracting(orders)
            #expect(missing.isEmpty, "\(missing.sorted().prefix(3)) lost: \(text)")
            #expect(orders.allSatisfy(log.sent.contains), "half there: \(text)")
        }
        print(
            "power: \(log.records.count) writes and syncs, \(log.promises) reports of durability; "
                + "\(disks) disks, \(withOpenWrites) with writes lost, moved or torn; "
                + "seed \(Proof.seed)")
        #expect(log.promises > 10 && withOpenWrites > disks / 4)
    }

    /// Lets a daemon carry out durable and other orders, and records its writes and its answers.
    private func record(_ home: ProofHome, rounds: Int) throws -> WriteLog {
        let path = home.path + "/writes"
        let shim = Shim.build(in: home.path)
        try home.startDaemon([
            "LD_PRELOAD": shim, "WRITE_LOG": path, "WRITE_LOG_FILES": "orders.db",
        ])
        let client = try Attachment(directory: home.runtime)
        var sent: Set<String> = []
        for round in 0..<rounds {
            var last = ""
            for number in 0..<3 {
                last = "order-\(round)-\(number)"
                sent.insert(last)
                // Long enough that the journal is checkpointed a few times.
                var order = Order(
                    .play(Order.Request(title: last, artist: String(repeating: "x", count: 1500))))
                order.durable = number == 2 && round % 2 == 0
                guard case .acknowledged = try client.enqueue(order) else { continue }
            }
            if round % 2 == 0 { try awaitDurable(last, home, notingIn: path) }
        }
        home.killDaemon()
        return try WriteLog(path, sent: sent)
    }

    /// Waits until the daemon reports an order durable, and records when it did.
    private func awaitDurable(_ title: String, _ home: ProofHome, notingIn log: String) throws {
        for _ in 0..<5000 {
            let isDurable = try home.readJournal {
                try Bool.fetchOne(
                    $0,
                    sql: """
                        SELECT durable IS NOT NULL FROM orders WHERE instr(bytes, ?) > 0
                        ORDER BY key DESC LIMIT 1
                        """, arguments: [Data((title + "a").utf8)])
            }
            if isDurable == true {
                let file = open(log, O_WRONLY | O_APPEND)
                defer { close(file) }
                let record = WriteLog.promise(title)
                #expect(record.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } > 0)
                return
            }
            usleep(1000)
        }
        Issue.record("“\(title)” was never reported durable")
    }
}

/// The changes that a daemon made to its files, in order.
private struct WriteLog {
    enum Record {
        case write(String, offset: Int, Data)
        case truncate(String, Int)
        case sync(String)
        case unlink(String)
        /// The daemon had reported that this order is durable.
        case promise(String)
    }

    let records: [Record]
    let sent: Set<String>
    var promises: Int {
        records.filter { if case .promise = $0 { true } else { false } }.count
    }

    static func promise(_ title: String) -> Data {
        var data = Data([UInt8(ascii: "p"), UInt8(title.utf8.count), 0])
        data.append(Data(repeating: 0, count: 12))
        data.append(Data(title.utf8))
        return data
    }

    init(_ path: String, sent: Set<String>) throws {
        self.sent = sent
        var rest = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))[...]
        func number(_ bytes: Int) -> Int {
            let value = rest.prefix(bytes).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(bytes)
            return value
        }
        var records: [Record] = []
        while !rest.isEmpty {
            let kind = number(1)
            let (length, size, offset) = (number(2), number(4), number(8))
            let name = String(decoding: rest.prefix(length), as: UTF8.self)
            let bytes = Data(rest.dropFirst(length).prefix(size))
            rest = rest.dropFirst(length + size)
            let file = URL(fileURLWithPath: name).lastPathComponent
            switch UInt8(kind) {
            case UInt8(ascii: "w"): records.append(.write(file, offset: offset, bytes))
            case UInt8(ascii: "t"): records.append(.truncate(file, offset))
            case UInt8(ascii: "s"): records.append(.sync(file))
            case UInt8(ascii: "u"): records.append(.unlink(file))
            default: records.append(.promise(name))
            }
        }
        self.records = records
    }

    /// A disk as it could be found if the power failed after record `end`: synced data is there; of
    /// the rest, each 512 bytes are there or not, independently.
    func disk(after end: Int, dice: inout Seeded) -> Disk {
        var disk = Disk()
        var open: [String: [Record]] = [:]
        for record in records.prefix(end) {
            switch record {
            case .write(let file, _, _), .truncate(let file, _):
                open[file, default: []].append(record)
            case .sync(let file):
                for record in open.removeValue(forKey: file) ?? [] { disk.apply(record) }
            case .unlink(let file):
                open[file] = nil
                disk.files[file] = nil
            case .promise(let title): disk.promised.insert(title)
            }
        }
        for (_, records) in open.sorted(by: { $0.key < $1.key }) {
            disk.hasLostWrites = true
            // All of it, none of it, or a part.
            let chance: Double = [0, 0.1, 0.5, 0.9, 1].randomElement(using: &dice) ?? 0
            for record in records.shuffled(using: &dice) {
                guard case .write(let file, let offset, let bytes) = record else {
                    if Double.random(in: 0..<1, using: &dice) < chance { disk.apply(record) }
                    continue
                }
                for start in stride(from: 0, to: bytes.count, by: 512)
                where Double.random(in: 0..<1, using: &dice) < chance {
                    let piece = bytes[start..<min(start + 512, bytes.count)]
                    disk.apply(.write(file, offset: offset + start, Data(piece)))
                }
            }
        }
        return disk
    }
}

/// The content of a disk after a power failure, and the promises that were made before it.
private struct Disk {
    var files: [String: Data] = [:]
    var promised: Set<String> = []
    var hasLostWrites = false

    mutating func apply(_ record: WriteLog.Record) {
        switch record {
        case .write(let file, let offset, let bytes):
            let missing = offset + bytes.count - (files[file]?.count ?? 0)
            if missing > 0 {
                files[file, default: Data()].append(Data(repeating: 0, count: missing))
            }
            files[file]?.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        case .truncate(let file, let size):
            let data = files[file] ?? Data()
            files[file] =
                data.count > size
                ? data.prefix(size) : data + Data(repeating: 0, count: size - data.count)
        case .sync, .unlink, .promise: break
        }
    }

    /// Puts the files where the next daemon reads them; the runtime directory is empty.
    func put(into home: ProofHome) throws {
        let state = home.path + "/state"
        for name in try FileManager.default.contentsOfDirectory(atPath: state) {
            try FileManager.default.removeItem(atPath: state + "/" + name)
        }
        for (name, data) in files {
            try data.write(to: URL(fileURLWithPath: state + "/" + name))
        }
        try home.makeRuntime()
    }
}

/// The library that records a daemon's changes to its files.
private enum Shim {
    static let canBeBuilt = Proof.run(["cc", "--version"]) == 0

    static func build(in folder: String) -> String {
        let library = folder + "/write_log.so"
        let source = Proof.repository + "/Tests/WriteLog/write_log.c"
        let status = Proof.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"])
        #expect(status == 0)
        return library
    }
}
