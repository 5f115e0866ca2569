// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// A client's connection to ring and board; blocks only in the methods that take a span.
///
/// For one thread at a time; several threads take one each.
public final class Attachment {
    let directory: String
    private(set) var board: MappedFile
    private var boardFile: Descriptor
    private(set) var file: MappedFile
    private var inode: UInt64
    private(set) var token: UInt32
    /// The buffer for encoding an order; kept, so that nothing is allocated.
    var payload: [UInt8] = []
    /// Hints for the daemon's log, and asked for once: a forked child has no attachment.
    let user = getuid()
    let process = UInt32(getpid())

    /// The result of an enqueue.
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
        freeWhatDeadOwnerLeft()
    }

    /// The board.
    public var view: BoardView { BoardView(map: board) }

    /// Whether a daemon holds its lock on the board.
    ///
    /// The C call is `F_OFD_GETLK`.
    public var daemonIsAlive: Bool { FileLock.byteIsTaken(0, of: boardFile.number) }

    /// Attaches to the ring file that is now in the directory, if it is another one.
    public func attachAgain() throws(RingError) {
        if !boardIsCurrent {
            let shown = try Self.mapBoard(directory)
            board = shown.map
            boardFile = shown.file
        }
        (file, inode, token) = try Self.mapRing(directory, askingFor: board)
        freeWhatDeadOwnerLeft()
    }

    /// Frees words that carry the token which is now ours: their owner is dead.
    private func freeWhatDeadOwnerLeft() {
        let ring = unsafe file.bound(to: ring.self)
        for index in 0..<RING_ALL_SLOTS {
            let word = unsafe SlotWord(raw: or_load64(ring.state(index)))
            if word.state == .writing, word.detail == token {
                // STEP freeDeadToken
                _ = unsafe or_cas64(ring.state(index), word.raw, word.freed.raw)
            }
        }
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

    private static func mapBoard(
        _ directory: String
    ) throws(RingError) -> MappedAndOpen {
        let path = directory + "/board"
        let file = try RuntimeFile.open(
            path, in: directory, O_RDONLY, size: MemoryLayout<COrderRing.board>.size)
        let map = try MappedFile(
            file.number, size: MemoryLayout<COrderRing.board>.size, writable: false, path: path)
        let header = unsafe map.bound(to: COrderRing.board.self).pointee
        guard header.magic == BOARD_MAGIC else {
            throw .notOurs(file: path, why: "it is not the board of a jukebox")
        }
        try RuntimeFile.compareVersion(path, header.major, header.minor)
        return MappedAndOpen(map: map, file: file)
    }

    /// Maps the ring; if it is damaged, rings for the daemon, which makes a new one.
    private static func mapRing(
        _ directory: String, askingFor board: MappedFile
    ) throws(RingError) -> (MappedFile, UInt64, UInt32) {
        for _ in 0..<20 {
            if let ring = try mapWholeRing(directory, board) { return ring }
            Clock.sleep(.milliseconds(5))
        }
        throw .notOurs(
            file: directory + "/ring",
            why: "it is damaged, and no daemon has put a new one in its place")
    }

    private static func mapWholeRing(
        _ directory: String, _ board: MappedFile
    ) throws(RingError) -> (MappedFile, UInt64, UInt32)? {
        let path = directory + "/ring"
        let size = MemoryLayout<ring>.size
        let file = try RuntimeFile.open(path, in: directory, O_RDWR, size: nil)
        var facts = stat()
        unsafe fstat(file.number, &facts)
        // If it was truncated, there is no bell to ring: restore its length first.
        if facts.st_size < size { ftruncate(file.number, off_t(size)) }
        let map = try MappedFile(file.number, size: size, writable: true, path: path)
        let header = unsafe map.bound(to: ring.self)
        guard unsafe header.pointee.magic == RING_MAGIC, facts.st_size == size,
            unsafe header.pointee.major == UInt16(ABI_MAJOR)
        else {
            // The board is of our kind, and only the daemon writes it: so the ring was ours too.
            // (A ring of another version comes with a board of that version.)
            Doorbell.announce(map, board)
            return nil
        }
        var token: UInt32 = 0
        for _ in 0..<64 {
            token = UInt32.random(in: 1...UInt32.max)
            // The lock belongs to the description, and the mapping keeps that alive.
            if FileLock.takeByte(tokenByte(token), of: file.number) {
                return (map, UInt64(facts.st_ino), token)
            }
        }
        throw .notOurs(file: path, why: "64 tokens in a row were taken")
    }
}
