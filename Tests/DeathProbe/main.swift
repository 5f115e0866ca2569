// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// death-probe enqueue DIRECTORY TITLE: puts one order into the ring.
// death-probe adopt DIRECTORY DATABASE: adopts the ring's orders as a new daemon does, and ends.
// Before and after each part it raises SIGSTOP, for the tracer, unless the last argument is
// --unmarked.
// The traced code runs once before, elsewhere: otherwise most instructions would be the linker's.

import Glibc
import JukeboxModel
import LinuxSystem
import OrderRing
import Stores

let words = CommandLine.arguments
var isMarked = false

@MainActor func mark() { if isMarked { raise(SIGSTOP) } }

@MainActor func enqueue(_ directory: String, _ title: String) throws {
    let attachment = try Attachment(directory: directory)
    let order = Order(.play(Order.Request(title: title)))
    _ = try attachment.enqueue(Order(.play(Order.Request(title: "warm"))))
    isMarked = words.last != "--unmarked"
    mark()
    let result = try attachment.enqueue(order)
    mark()
    guard case .acknowledged = result else { exit(75) }
}

/// The intake's steps at a daemon's start, in one thread.
@MainActor func adopt(_ directory: String, _ database: String) throws {
    let host = try RingHost(directory: directory)
    let journal = try Journal(path: database)
    let board = host.boardWriter
    mark()
    let found = host.salvage() + host.adoptAtStart()
    mark()
    var fresh: [RingHost.Found] = []
    for found in found {
        if let outcome = try journal.outcome(at: found.slotID) {
            board.post(outcome, at: found.slotID)
            host.free(found)
        } else {
            fresh.append(found)
        }
    }
    let adopted = fresh.map { found in
        Journal.Adopted(
            slotID: found.slotID, ticket: found.ticket, submitted: found.submitted,
            order: found.order, bytes: found.order.flatMap(OrderCoding.encode) ?? [])
    }
    let rows = try journal.commit([], adopting: adopted, at: Clock.wall)
    mark()
    for (found, row) in zip(fresh, rows) {
        board.post(row.key == nil ? .refused : .accepted, at: found.slotID)
        host.free(found)
    }
    mark()
}

do {
    switch (words.dropFirst().first, words.count) {
    case ("enqueue", 4...): try enqueue(words[2], words[3])
    case ("adopt", 4...):
        if words.last != "--unmarked" {
            let warm = words[2] + "/../warm"
            try adopt(warm, words[3] + ".warm")
            _ = try Attachment(directory: warm).enqueue(Order(.play(Order.Request(title: "warm"))))
            try adopt(warm, words[3] + ".warm")
            isMarked = true
        }
        try adopt(words[2], words[3])
    default: exit(64)
    }
} catch {
    _ = writeBytes(2, Array("death-probe: \(error)\n".utf8)[...])
    exit(69)
}
