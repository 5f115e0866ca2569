// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
internal import Glibc
public import JukeboxModel
internal import LinuxSystem
internal import Synchronization

/// The daemon's side of the ring: it owns the files, adopts orders and frees slots.
///
/// Only the intake thread may call its methods, except `wake`.
public final class RingHost: @unchecked Sendable {
    // Unchecked: after init, everything but `bell` is the intake thread's alone.
    private let directory: String
    private let lock: Descriptor
    private let board: MappedFile
    private let boardFile: Descriptor
    private var file: MappedFile {
        didSet { bell.withLock { [file] in $0 = Bell(file: file) } }
    }
    /// The ring whose bell another thread may ring; it stays mapped while it is rung.
    private let bell: Mutex<Bell>
    private var probe: Descriptor
    /// The epoch of the ring file, which is random and never zero.
    public private(set) var epoch: UInt64
    /// Why the ring was set aside when it was opened; nil if it was not.
    public private(set) var setAside: String?
    private var met: [Int: UInt64] = [:]

    /// Locks the directory for this process, and opens or creates its files.
    ///
    /// - Parameters:
    ///   - directory: The runtime directory; it is made if it is missing.
    ///   - mayLieOnDisk: Whether it need not be in memory.
    /// - Throws: `RingError` if the directory cannot be used, or another daemon uses it.
    public init(directory: String, mayLieOnDisk: Bool = true) throws(RingError) {
        self.directory = directory
        do {
            try Self.makeDirectory(directory, mayLieOnDisk: mayLieOnDisk)
            lock = try Self.takeLock(directory)
            let shown = try Self.openBoard(directory)
            board = shown.map
            boardFile = shown.file
            var why: String?
            // STEP openRing
            var opened = try? Self.openRing(directory)
            if opened == nil {
                if unsafe rename(directory + "/ring", directory + "/ring.bad") == 0 {
                    why = "the ring was damaged and lies in “\(directory)/ring.bad” now"
                }
                try Self.createRing(directory)
                opened = try Self.openRing(directory)
            }
            guard let found = opened.take() else { throw RingError.noJukebox(directory: directory) }
            file = found.map
            bell = Mutex(Bell(file: found.map))
            probe = found.file
            setAside = why
            epoch = unsafe file.bound(to: ring.self).pointee.epoch
        } catch let error as SystemError {
            throw .system(error)
        } catch let error as RingError {
            throw error
        } catch {
            throw .noJukebox(directory: directory)
        }
        publish()
    }

    /// The writer of the board.
    ///
    /// The writer may be used on another thread.
    public var boardWriter: BoardWriter { BoardWriter(map: board) }

    private func publish() {
        var facts = stat()
        unsafe fstat(probe.number, &facts)
        let header = unsafe board.bound(to: COrderRing.board.self)
        unsafe header.pointee.instance = UInt64.random(in: 1...UInt64.max)
        unsafe header.pointee.pid = UInt32(getpid())
        unsafe header.pointee.ring_inode = UInt64(facts.st_ino)
        if unsafe or_load64(header.ringEpoch) != epoch {
            // The old contents refer to slots of another ring.
            // STEP hideEpoch
            unsafe or_store64(header.ringEpoch, 0)
            for index in 0..<BOARD_OUTCOMES { unsafe or_store64(header.outcome(index), 0) }
        }
        // STEP publishEpoch
        unsafe or_store64(header.ringEpoch, epoch)
        unsafe header.pointee.disk_trouble = 0
        // STEP beAwake
        unsafe or_store32(header.asleep, 0)
        or_fence()
    }

    /// An order as it was found: copied out, not yet validated further than its frame.
    public struct Found: @unchecked Sendable {
        // Unchecked: the mapping that it names is only freed through, on the intake thread.

        /// The slot that it is in.
        public let slotID: SlotID
        /// The number that the client drew.
        public let ticket: UInt64
        /// When the client says that it sent it.
        public let submitted: WallTime
        /// The order; nil if its bytes are not a valid one.
        public let order: Order?
        let taken: SlotWord
        fileprivate let file: MappedFile
    }

    /// Takes every READY order that had returned to its client, in ticket order; two passes, for
    /// one alone could overtake an order in a slot that it had already passed.
    public func adopt() -> [Found] { adopt(from: file) }

    private func adopt(from file: MappedFile) -> [Found] {
        let ring = unsafe file.bound(to: ring.self)
        guard !file.isTorn else { return [] }
        var highest: UInt64?
        // STEP passOne
        for (index, _) in words(.ready, in: file) {
            // STEP passOneTicket
            let ticket = unsafe or_load64(ticketWord(ring.slot(index)))
            highest = max(highest ?? 0, ticket)
        }
        guard let highest else {
            reclaimDead()
            return []
        }
        var found: [Found] = []
        // STEP passTwo
        for (index, word) in words(.ready, in: file) {
            // STEP passTwoTicket
            guard unsafe or_load64(ticketWord(ring.slot(index))) <= highest else { continue }
            let taken = SlotWord(.taken, generation: word.generation, detail: word.detail)
            // STEP take
            guard unsafe or_cas64(ring.state(index), word.raw, taken.raw) == 1 else { continue }
            // STEP copy: no other process writes to a slot that is TAKEN.
            found.append(copy(index, taken, in: file))
        }
        return Self.inTicketOrder(found)
    }

    /// Returns the orders that an earlier daemon had taken but perhaps not journalled, and all that
    /// have come since, in ticket order: orders that it had not yet taken may be older.
    ///
    /// Only at the start.
    public func adoptAtStart() -> [Found] { adoptAtStart(from: file) }

    private func adoptAtStart(from file: MappedFile) -> [Found] {
        // STEP lookForTaken
        let taken = words(.taken, in: file).map { copy($0.0, $0.1, in: file) }
        return Self.inTicketOrder(taken + adopt(from: file))
    }

    private static func inTicketOrder(_ found: [Found]) -> [Found] {
        found.sorted { ($0.ticket, $0.slotID.slot) < ($1.ticket, $1.slotID.slot) }
    }

    /// The orders in a ring that was set aside; it is removed once it is empty.
    ///
    /// Only at the start.
    public func salvage() -> [Found] {
        let path = directory + "/ring.bad"
        let size = MemoryLayout<ring>.size
        guard let open = try? RuntimeFile.open(path, in: directory, O_RDWR, size: size),
            let old = try? MappedFile(open.number, size: size, writable: true, path: path)
        else { return [] }
        // Taken by the same swap as ever: a client may be about to take its order back.
        let left = adoptAtStart(from: old)
        if left.isEmpty { unsafe unlink(path) }
        return left
    }

    /// Frees the slot of an order that the journal now holds.
    public func free(_ found: Found) {
        let file = found.file
        // STEP free (SYNC free → claim): the outcome is posted and the row committed before FREE is seen.
        unsafe or_store64(file.bound(to: ring.self).state(found.slotID.slot), found.taken.freed.raw)
    }

    /// Frees slots that are TAKEN while no order is in hand: a hostile client has written that.
    public func freeWhatNobodyTook() {
        for (index, word) in words(.taken, in: file) {
            // STEP freeNobodys
            _ = unsafe or_cas64(
                file.bound(to: ring.self).state(index), word.raw, word.freed.raw)
        }
    }

    private func words(_ wanted: SlotWord.State, in file: MappedFile) -> [(Int, SlotWord)] {
        let states = unsafe file.bound(to: ring.self).state(0)
        var found: [(Int, SlotWord)] = []
        for index in 0..<Int(RING_ALL_SLOTS) {
            let word = unsafe SlotWord(raw: or_load64(states + index))
            if word.raw >> 60 == wanted.rawValue {
                found.append((index, word))
            } else if word.state == nil {
                // Not a state: a hostile client has written it. The slot is made usable again.
                _ = unsafe or_cas64(states + index, word.raw, word.freed.raw)
            }
        }
        return found
    }

    private func ticketWord(_ slot: UnsafeMutablePointer<ring_slot>) -> UnsafePointer<UInt64> {
        unsafe UnsafeRawPointer(slot).assumingMemoryBound(to: UInt64.self)
    }

    private func copy(_ index: Int, _ taken: SlotWord, in file: MappedFile) -> Found {
        var copy = ring_slot()
        unsafe or_copy(&copy, file.bound(to: ring.self).slot(index), RING_SLOT_BYTES)
        let length = Int(taken.detail)
        var order: Order?
        if length <= OrderCoding.limit, copy.format == OrderCoding.format {
            let bytes = unsafe withUnsafeBytes(of: &copy) { unsafe Array($0[32..<32 + length]) }
            order = OrderCoding.decode(bytes[...])
        }
        return Found(
            slotID: SlotID(
                epoch: unsafe file.bound(to: ring.self).pointee.epoch, slot: index,
                generation: taken.generation),
            ticket: copy.ticket,
            submitted: WallTime(nanoseconds: Int64(truncatingIfNeeded: copy.submitted)),
            order: order, taken: taken, file: file)
    }

    /// Frees slots whose writer has died: twice in the same WRITING, with a free lock.
    private func reclaimDead() {
        var now: [Int: UInt64] = [:]
        let ring = unsafe file.bound(to: ring.self)
        for (index, word) in words(.writing, in: file) {
            now[index] = word.raw
            if met[index] == word.raw,
                !FileLock.byteIsTaken(tokenByte(word.detail), of: probe.number)
            {
                // STEP reclaimDead
                _ = unsafe or_cas64(ring.state(index), word.raw, word.freed.raw)
            }
        }
        met = now
    }

    /// Makes sure that new tickets are above every one that was ever journalled.
    public func raiseNextTicket(above highest: UInt64) {
        let counter = unsafe file.bound(to: ring.self).nextTicket
        let next = unsafe or_load64(counter)
        if next <= highest || next > highest + (1 << 32) {
            // A client that draws at this moment wins; it is put right with the next batch.
            _ = unsafe or_cas64(counter, next, highest + 1)
        }
    }

    /// Waits until the bell rings, or for at most `span`; returns at once if an order is there.
    public func wait(atMost span: MonotonicTime.Span?) {
        let header = unsafe board.bound(to: COrderRing.board.self)
        let doorbell = unsafe file.bound(to: ring.self).doorbell
        // STEP fallAsleep
        unsafe or_store32(header.asleep, 1)
        // STEP readBell
        let bell = unsafe or_load32(doorbell)
        // STEP lastScan (SYNC bell → sleep): a missed order's client sees asleep = 1 and wakes us.
        if words(.ready, in: file).isEmpty, !rung() {
            // STEP sleep: the kernel compares the bell again.
            unsafe Futex.wait(doorbell, while: bell, atMost: span)
        }
        // STEP wakeUp
        unsafe or_store32(header.asleep, 0)
    }

    /// Asked between `asleep = 1` and the wait: whether work of another kind has come.
    public var rung: @Sendable () -> Bool = { false }

    /// Wakes the intake from another thread.
    public func wake() {
        bell.withLock { bell in
            let doorbell = unsafe bell.file.bound(to: ring.self).doorbell
            _ = unsafe or_add32(doorbell, 1)
            unsafe Futex.wake(doorbell)
        }
    }

    /// Unchecked: only its doorbell is used, which is atomic.
    private struct Bell: @unchecked Sendable {
        var file: MappedFile
    }

    /// Whether the size and the constant head of the ring are as they were made.
    private var isIntact: Bool {
        var facts = stat()
        guard unsafe fstat(probe.number, &facts) == 0, facts.st_size == MemoryLayout<ring>.size
        else { return false }
        let header = unsafe file.bound(to: ring.self)
        return unsafe header.pointee.magic == RING_MAGIC
            && header.pointee.major == UInt16(ABI_MAJOR)
            && header.pointee.size == UInt32(MemoryLayout<ring>.size)
            && header.pointee.epoch == epoch
    }

    /// Sets a ring that was cut short or overwritten aside, and starts a new one.
    ///
    /// - Returns: the orders that could be saved from it; nil if the ring is undamaged.
    public func replaceIfTorn() throws(RingError) -> [Found]? {
        guard file.isTorn || !isIntact else { return nil }
        let old = file
        // STEP setAside
        unsafe rename(directory + "/ring", directory + "/ring.bad")
        // STEP makeRing
        try Self.createRing(directory)
        let fresh = try Self.openRing(directory)
        file = fresh.map
        probe = fresh.file
        epoch = unsafe file.bound(to: ring.self).pointee.epoch
        met = [:]
        publish()
        // SYNC epoch → ready: a client that did not see the new epoch had finished before, and its
        // order is seen now; one that did see it takes its order to the new ring.
        return adopt(from: old)
    }
}
