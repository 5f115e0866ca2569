// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// ring-bench consume awake|asleep DIRECTORY: a daemon that only takes orders out of the ring; awake, it
// works 10 us between two looks, as one does that journals what it found.
// ring-bench journal DIRECTORY FILE: a daemon that journals what it finds, and decides nothing; it
// only adopts where FILE is “-”.
// ring-bench send GAP_US COUNT DIRECTORY: what an enqueue costs its client.
// ring-bench adopted GAP_US COUNT DIRECTORY: how long until the journal has an order.
// ring-bench flood COUNT DIRECTORY: sends as fast as there is room.
// The samples are printed as one line of sorted nanoseconds: p50 p90 p99 p99.9 max.

import Glibc
import JukeboxModel
import LinuxSystem
import OrderRing
import Stores

let order = Order(
    .play(Order.Request(title: "天体観測", artist: "BUMP OF CHICKEN", album: "jupiter")),
    destination: DestinationName("kitchen"))

func spin(for microseconds: Int64) {
    let end = Clock.monotonic + MonotonicTime.Span(nanoseconds: microseconds * 1000)
    while Clock.monotonic < end {}
}

func report(_ samples: [Int64]) {
    let sorted = samples.sorted()
    let at = { (share: Double) in sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] }
    print(at(0.5), at(0.9), at(0.99), at(0.999), sorted[sorted.count - 1])
}

func consume(_ directory: String, awake: Bool) throws {
    let host = try RingHost(directory: directory)
    while true {
        let found = host.adopt()
        found.forEach(host.free)
        if awake { spin(for: 10) } else if found.isEmpty { host.wait(atMost: nil) }
    }
}

func keep(_ directory: String, _ file: String) throws {
    let host = try RingHost(directory: directory)
    let journal = file == "-" ? nil : try Journal(path: file)
    let board = host.boardWriter
    while true {
        let found = host.adopt()
        if found.isEmpty {
            host.wait(atMost: nil)
            continue
        }
        let adopted = found.map {
            Journal.Adopted(
                slotID: $0.slotID, ticket: $0.ticket, submitted: $0.submitted, order: $0.order,
                bytes: $0.order.flatMap(OrderCoding.encode) ?? [])
        }
        _ = try journal?.commit([], adopting: adopted, at: Clock.wall)
        for order in found {
            board.post(.accepted, at: order.slotID)
            host.free(order)
        }
        board.changed(.outcomes)
    }
}

func send(_ gap: Int64, _ count: Int, _ directory: String) throws {
    let client = try Attachment(directory: directory)
    var samples: [Int64] = []
    samples.reserveCapacity(count)
    for _ in 0..<count {
        spin(for: gap)
        let start = Clock.monotonic
        let result = try client.enqueue(order)
        samples.append((Clock.monotonic - start).nanoseconds)
        guard case .acknowledged = result else { exit(75) }
    }
    report(samples)
}

func adopted(_ gap: Int64, _ count: Int, _ directory: String) throws {
    let client = try Attachment(directory: directory)
    var samples: [Int64] = []
    for _ in 0..<count {
        spin(for: gap)
        let start = Clock.monotonic
        guard case .acknowledged(let receipt) = try client.enqueue(order) else { exit(75) }
        while client.view.outcome(receipt) == nil {}
        samples.append((Clock.monotonic - start).nanoseconds)
    }
    report(samples)
}

func flood(_ count: Int, _ directory: String) throws {
    let client = try Attachment(directory: directory)
    for _ in 0..<count {
        guard case .acknowledged = try client.enqueue(order, waitingUpTo: .seconds(30)) else {
            exit(75)
        }
    }
}

let words = CommandLine.arguments
do {
    switch (words.dropFirst().first, words.count) {
    case ("consume", 4): try consume(words[3], awake: words[2] == "awake")
    case ("journal", 4): try keep(words[2], words[3])
    case ("send", 5): try send(Int64(words[2]) ?? 0, Int(words[3]) ?? 0, words[4])
    case ("adopted", 5): try adopted(Int64(words[2]) ?? 0, Int(words[3]) ?? 0, words[4])
    case ("flood", 4): try flood(Int(words[2]) ?? 0, words[3])
    default: exit(64)
    }
} catch {
    _ = writeBytes(2, Array("ring-bench: \(error)\n".utf8)[...])
    exit(69)
}
