// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// storm-client DIRECTORY LOG NAME COUNT: orders COUNT songs that do not exist, and records each
// that was acknowledged. storm-client --hostile DIRECTORY SEED: does what a member of the group
// should not. storm-client --claim DIRECTORY: is in the middle of writing 256 orders until it is
// killed.

import Glibc
import JukeboxModel
import LinuxSystem
import OrderRing
import SeededDice

func order(_ directory: String, _ log: String, _ name: String, _ count: Int) throws {
    let file = try Descriptor.open(log, O_WRONLY | O_APPEND | O_CREAT, mode: 0o600)
    let attachment = try Attachment(directory: directory)
    for number in 0..<count {
        let title = "\(name)-\(number)"
        while true {
            let result = try attachment.enqueue(Order(.play(Order.Request(title: title))))
            if case .acknowledged(let receipt) = result {
                // Written at once and in one piece: a client that is killed now has its
                // acknowledgement.
                _ = writeBytes(file.number, Array("\(receipt.ticket) \(title)\n".utf8)[...])
                break
            }
            Clock.sleep(.milliseconds(1))
        }
    }
}

/// Overwrites the mapped ring, takes locks, rings without an order.
func scribble(_ directory: String, seed: UInt64) throws {
    var dice = Seeded(state: seed)
    let file = try Descriptor.open(directory + "/ring", O_RDWR)
    var facts = stat()
    fstat(file.number, &facts)
    let size = Int(facts.st_size)
    guard let base = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0),
        base != MAP_FAILED
    else { return }
    for _ in 0..<2000 {
        let word = Int.random(in: 0..<size / 8, using: &dice) * 8
        switch Int.random(in: 0..<8, using: &dice) {
        case 0: base.storeBytes(of: dice.next(), toByteOffset: word, as: UInt64.self)
        case 1: base.storeBytes(of: UInt64.max, toByteOffset: word, as: UInt64.self)
        case 2:  // a slot's state
            let state = 1024 + Int.random(in: 0..<257, using: &dice) * 8
            base.storeBytes(of: dice.next(), toByteOffset: state, as: UInt64.self)
        case 3:  // a slot's head: ticket, time, uid, pid, format, flags
            let head = 4096 + Int.random(in: 0..<257, using: &dice) * 2048
            for offset in stride(from: 0, to: 32, by: 8) {
                base.storeBytes(of: dice.next(), toByteOffset: head + offset, as: UInt64.self)
            }
        case 4: base.storeBytes(of: dice.next(), toByteOffset: 128, as: UInt64.self)
        case 5:  // shorter or longer, now and then
            guard Int.random(in: 0..<50, using: &dice) == 0 else { break }
            ftruncate(file.number, off_t(Int.random(in: 0...2 * size, using: &dice)))
            return
        case 6:  // a hole, if the system can make one, and the bell without an order
            madvise(base + (word & ~4095), 4096, 9)  // MADV_REMOVE
            SharedWord.wake(base.assumingMemoryBound(to: UInt32.self) + 64)
        default: _ = FileLock.takeByte(Int64.random(in: 1...1 << 40, using: &dice), of: file.number)
        }
    }
}

/// Claims every free slot, as a client in the middle of an enqueue does, reports it, and stops.
func claimAll(_ directory: String) throws {
    let file = try Descriptor.open(directory + "/ring", O_RDWR)
    let size = 530_432
    let token: UInt64 = 4711
    guard FileLock.takeByte(1 << 48 + Int64(token), of: file.number),
        let base = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0),
        base != MAP_FAILED
    else { exit(69) }
    for slot in 0..<256 {
        let word = base.load(fromByteOffset: 1024 + 8 * slot, as: UInt64.self)
        guard word >> 60 == 0 else { continue }
        base.storeBytes(of: word | 1 << 60 | token, toByteOffset: 1024 + 8 * slot, as: UInt64.self)
    }
    _ = writeBytes(1, Array("claimed\n".utf8)[...])
    while true { pause() }
}

let words = CommandLine.arguments
do {
    if words.count == 4, words[1] == "--hostile" {
        try scribble(words[2], seed: UInt64(words[3]) ?? 0)
    } else if words.count == 3, words[1] == "--claim" {
        try claimAll(words[2])
    } else if words.count == 5 {
        try order(words[1], words[2], words[3], Int(words[4]) ?? 0)
    } else {
        exit(64)
    }
} catch {
    _ = writeBytes(2, Array("storm-client: \(error)\n".utf8)[...])
    exit(69)
}
