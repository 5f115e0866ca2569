// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
internal import Glibc
public import JukeboxModel
internal import LinuxSystem

/// A client's place at the ring: it puts orders in and reads the board, and never waits.
///
/// To be used by one thread at a time; several threads take one each.
public final class Attachment {
    private let directory: String
    private let board: MappedFile
    private let boardFile: Descriptor
    private var file: MappedFile
    private var inode: UInt64
    private var token: UInt32

    /// What became of an enqueue.
    public enum Enqueued: Equatable, Sendable {
        /// It is in the ring and survives any process.
        case acknowledged(Receipt)
        /// All slots are taken; nothing was put in.
        case full
        /// A command stands unread in the urgent slot.
        case commandStands
        /// The order takes more bytes than a slot holds.
        case tooLong
    }

    /// Attaches to the jukebox in a directory.
    public init(directory: String) throws(RingError) {
        self.directory = directory
        let shown = try Self.mapBoard(directory)
        board = shown.map
        boardFile = shown.file
        (file, inode, token) = try Self.mapRing(directory, askingFor: shown.map)
        reclaim(deadToken: token)
    }

    /// Reads what the daemon shows.
    public var view: BoardView { BoardView(map: board) }

    /// Whether a daemon holds its lock on the board.
    ///
    /// The C call is `F_OFD_GETLK`.
    public var daemonIsAlive: Bool { FileLock.byteIsTaken(0, of: boardFile.number) }

    /// Puts an order into the ring; with `urgent`, into the slot that is kept for commands, and
    /// where one stands there already, into an ordinary one.
    public func enqueue(_ order: Order, urgent: Bool = false) throws(RingError) -> Enqueued {
        guard let payload = OrderCoding.encode(order) else { return .tooLong }
        var result = try send(payload, urgent: urgent)
        if !daemonIsAlive, !ringIsCurrent {
            // Nobody will ever look into the ring that we were attached to: take it to the new one.
            try attachAgain()
            result = try send(payload, urgent: urgent)
        }
        if urgent, result == .commandStands { result = try send(payload, urgent: false) }
        return result
    }

    private func send(_ payload: [UInt8], urgent: Bool) throws(RingError) -> Enqueued {
        for _ in 0..<3 {
            let ring = unsafe file.bound(to: ring.self)
            guard !file.isTorn else {
                try attachAgain()
                continue
            }
            let ticket = unsafe or_add64(ring.nextTicket, 1)
            guard let claimed = claim(ticket, urgent: urgent) else {
                announce()
                return urgent ? .commandStands : .full
            }
            unsafe write(payload, ticket: ticket, to: ring.slot(claimed.slot))
            let ready = SlotWord(
                .ready, generation: claimed.word.generation, detail: UInt32(payload.count))
            // SYNC commit → adopt: the payload is written before the word says READY.
            guard unsafe or_cas64(ring.state(claimed.slot), claimed.word.raw, ready.raw) == 1
            else { continue }
            announce()
            let epoch = unsafe or_load64(board.bound(to: COrderRing.board.self).ringEpoch)
            let mine = unsafe ring.pointee.epoch
            if epoch != mine, epoch != 0,
                unsafe or_cas64(ring.state(claimed.slot), ready.raw, ready.freed.raw) == 1
            {
                // The ring was replaced and nobody has adopted ours: take it to the new one.
                try attachAgain()
                continue
            }
            return .acknowledged(
                Receipt(
                    ticket: ticket, epoch: mine, slot: claimed.slot,
                    generation: ready.generation))
        }
        return .full
    }

    private struct Claim {
        var slot: Int
        var word: SlotWord
    }

    private func claim(_ ticket: UInt64, urgent: Bool) -> Claim? {
        for attempt in 0..<2 {
            if attempt == 1 { reclaimAll() }
            if urgent {
                if let claim = claim(slot: RING_URGENT) { return claim }
                continue
            }
            for step in 0..<UInt64(RING_SLOTS) {
                if let claim = claim(slot: Int((ticket &+ step) & 255)) { return claim }
            }
        }
        return nil
    }

    private func claim(slot: Int) -> Claim? {
        let state = unsafe file.bound(to: ring.self).state(slot)
        let word = unsafe SlotWord(raw: or_load64(state))
        guard word.state == .free else { return nil }
        let mine = SlotWord(.writing, generation: word.generation, detail: token)
        return unsafe or_cas64(state, word.raw, mine.raw) == 1 ? Claim(slot: slot, word: mine) : nil
    }

    private func write(
        _ payload: [UInt8], ticket: UInt64, to slot: UnsafeMutablePointer<ring_slot>
    ) {
        unsafe slot.pointee.ticket = ticket
        unsafe slot.pointee.submitted = UInt64(Clock.wall.nanoseconds)
        unsafe slot.pointee.uid = getuid()
        unsafe slot.pointee.pid = UInt32(getpid())
        unsafe slot.pointee.format = OrderCoding.format
        unsafe slot.pointee.flags = 0
        let place = unsafe UnsafeMutableRawPointer(slot) + 32
        unsafe payload.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe place.copyMemory(from: base, byteCount: source.count)
            }
        }
    }

    /// Rings the doorbell, and wakes the daemon if it sleeps: the only system call there is.
    private func announce() { Self.announce(file, board) }

    private static func announce(_ file: MappedFile, _ board: MappedFile) {
        let bell = unsafe file.bound(to: ring.self).doorbell
        _ = unsafe or_add32(bell, 1)
        if unsafe or_load32(board.bound(to: COrderRing.board.self).asleep) != 0 {
            unsafe Futex.wake(bell)
        }
    }

    /// Frees what writers that died have left behind.
    private func reclaimAll() {
        guard let probe = try? Descriptor.open(directory + "/ring", O_RDONLY | O_NOFOLLOW) else {
            return  // then the ring stays full, which the caller says
        }
        let ring = unsafe file.bound(to: ring.self)
        for index in 0..<RING_ALL_SLOTS {
            let word = unsafe SlotWord(raw: or_load64(ring.state(index)))
            guard word.state == .writing,
                !FileLock.byteIsTaken(tokenByte(word.detail), of: probe.number)
            else { continue }
            _ = unsafe or_cas64(ring.state(index), word.raw, word.freed.raw)
        }
    }

    /// Frees words that carry the token which is now ours: their owner is dead.
    private func reclaim(deadToken: UInt32) {
        let ring = unsafe file.bound(to: ring.self)
        for index in 0..<RING_ALL_SLOTS {
            let word = unsafe SlotWord(raw: or_load64(ring.state(index)))
            if word.state == .writing, word.detail == deadToken {
                _ = unsafe or_cas64(ring.state(index), word.raw, word.freed.raw)
            }
        }
    }

    /// Attaches to the ring file that now stands in the directory, if it is another.
    public func attachAgain() throws(RingError) {
        (file, inode, token) = try Self.mapRing(directory, askingFor: board)
        reclaim(deadToken: token)
    }

    /// Whether the ring in the directory is still the one that is attached.
    public var ringIsCurrent: Bool {
        var facts = stat()
        return unsafe stat(directory + "/ring", &facts) == 0 && UInt64(facts.st_ino) == inode
    }

    /// Whether the board in the directory is still the one that is attached.
    public var boardIsCurrent: Bool {
        var facts = stat()
        var ours = stat()
        return unsafe stat(directory + "/board", &facts) == 0
            && fstat(boardFile.number, &ours) == 0 && facts.st_ino == ours.st_ino
    }

    // MARK: Looking

    var epoch: UInt64 { unsafe file.bound(to: ring.self).pointee.epoch }
    var nextTicket: UInt64 { unsafe or_load64(file.bound(to: ring.self).nextTicket) }
    var intakeIsAsleep: Bool {
        unsafe or_load32(board.bound(to: COrderRing.board.self).asleep) != 0
    }

    /// The words of the slots that are not free.
    func slotWords() -> [(Int, SlotWord)] {
        let ring = unsafe file.bound(to: ring.self)
        return (0..<RING_ALL_SLOTS).compactMap { index in
            let word = unsafe SlotWord(raw: or_load64(ring.state(index)))
            return word.state == .free ? nil : (index, word)
        }
    }

    /// How many slots are not free.
    public var takenSlots: Int { slotWords().count }

    /// A private copy of a slot, decoded.
    func copied(_ index: Int, length: Int) -> (ticket: UInt64, order: Order?) {
        var copy = ring_slot()
        unsafe or_copy(&copy, file.bound(to: ring.self).slot(index), RING_SLOT_BYTES)
        guard length <= OrderCoding.limit else { return (copy.ticket, nil) }
        let bytes = unsafe withUnsafeBytes(of: &copy) { unsafe Array($0[32..<32 + length]) }
        return (copy.ticket, OrderCoding.decode(bytes[...]))
    }

    private static func mapBoard(
        _ directory: String
    ) throws(RingError) -> MappedAndOpen {
        let path = directory + "/board"
        let file = try RuntimeFile.open(
            path, in: directory, O_RDONLY, size: MemoryLayout<COrderRing.board>.size)
        let map = try MappedFile(
            file.number, size: MemoryLayout<COrderRing.board>.size, writable: false, path: path)
        let header = unsafe map.bound(to: COrderRing.board.self).pointee
        guard header.magic == BOARD_MAGIC, header.major == UInt16(ABI_MAJOR) else {
            throw .notOurs(file: path, why: "another kind or version of board")
        }
        return MappedAndOpen(map: map, file: file)
    }

    /// Maps the ring; where its head was scribbled over, rings for the daemon, which makes a new one.
    private static func mapRing(
        _ directory: String, askingFor board: MappedFile
    ) throws(RingError) -> (MappedFile, UInt64, UInt32) {
        for _ in 0..<20 {
            if let ring = try mapWholeRing(directory, board) { return ring }
            Clock.sleep(.milliseconds(5))
        }
        throw .notOurs(file: directory + "/ring", why: "another kind or version of ring")
    }

    private static func mapWholeRing(
        _ directory: String, _ board: MappedFile
    ) throws(RingError) -> (MappedFile, UInt64, UInt32)? {
        let path = directory + "/ring"
        let size = MemoryLayout<ring>.size
        let file = try RuntimeFile.open(path, in: directory, O_RDWR, size: size)
        let map = try MappedFile(file.number, size: size, writable: true, path: path)
        let header = unsafe map.bound(to: ring.self)
        guard unsafe header.pointee.magic == RING_MAGIC,
            unsafe header.pointee.major == UInt16(ABI_MAJOR)
        else {
            // The board is of our kind, and only the daemon writes it: so the ring was ours too.
            announce(map, board)
            return nil
        }
        var token: UInt32 = 0
        for _ in 0..<64 {
            token = UInt32.random(in: 1...UInt32.max)
            // The lock belongs to the description, and the mapping keeps that alive.
            if FileLock.takeByte(tokenByte(token), of: file.number) {
                var facts = stat()
                unsafe fstat(file.number, &facts)
                return (map, UInt64(facts.st_ino), token)
            }
        }
        throw .notOurs(file: path, why: "64 tokens in a row were taken")
    }
}
