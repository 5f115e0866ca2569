// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

extension RingHost {
    /// Makes the directory if it is missing; refuses one on a disk unless that is allowed.
    static func makeDirectory(_ directory: String, mayLieOnDisk: Bool) throws(RingError) {
        if unsafe mkdir(directory, 0o750) != 0, errno != EEXIST {
            throw .system(SystemError("mkdir", directory, code: errno))
        }
        guard mayLieOnDisk || Filesystem.isInMemory(directory) else {
            throw .onDisk(directory: directory)
        }
    }

    /// Takes `lock`; waits up to two seconds for a predecessor that is ending.
    static func takeLock(_ directory: String) throws(RingError) -> Descriptor {
        let path = directory + "/lock"
        let lock = try opened(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
        for attempt in 0..<200 {
            if FileLock.takeFile(lock.number) { break }
            if attempt == 199 {
                var text: [UInt8] = []
                _ = readBytes(lock.number, into: &text, limit: 32)
                let pid = String(decoding: text, as: UTF8.self).filter(\.isNumber)
                throw .alreadyRunning(directory: directory, pid: pid)
            }
            Clock.sleep(.milliseconds(10))
        }
        ftruncate(lock.number, 0)
        _ = writeBytes(lock.number, Array("\(getpid())\n".utf8)[...])
        return lock
    }

    /// Opens or makes `board`, which keeps its inode, and takes the lock that shows that we live.
    static func openBoard(
        _ directory: String, isFirst: Bool = true
    ) throws(RingError) -> MappedAndOpen {
        let path = directory + "/board"
        let size = MemoryLayout<COrderRing.board>.size
        moveAway(path)
        try retireForeignBoard(path)
        let file = try opened(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o640)
        fchmod(file.number, 0o640)
        guard posix_fallocate(file.number, 0, off_t(size)) == 0,
            ftruncate(file.number, off_t(size)) == 0
        else { throw .system(SystemError("posix_fallocate", path, code: errno)) }
        let map = try MappedFile(file.number, size: size, writable: true, path: path)
        let header = unsafe map.bound(to: COrderRing.board.self)
        if unsafe header.pointee.magic != BOARD_MAGIC
            || header.pointee.major != UInt16(ABI_MAJOR)
        {
            unsafe memset(map.base, 0, size)
            unsafe header.pointee.major = UInt16(ABI_MAJOR)
            unsafe header.pointee.minor = UInt16(ABI_MINOR)
            unsafe header.pointee.size = UInt32(size)
            unsafe header.pointee.magic = BOARD_MAGIC
        }
        guard FileLock.takeByte(0, of: file.number) else {
            // We hold `lock`, so no daemon lives: a reader locks it to keep us out. It may keep the
            // old one.
            retire(map)
            guard isFirst, unsafe unlink(path) == 0 else {
                throw .notOurs(file: path, why: "another process holds the daemon's lock on it")
            }
            return try openBoard(directory, isFirst: false)
        }
        return MappedAndOpen(map: map, file: file)
    }

    /// Marks a board as retired so that attached clients reattach: they see an epoch that no ring
    /// has, always ring, and are woken.
    private static func retire(_ map: MappedFile) {
        let header = unsafe map.bound(to: COrderRing.board.self)
        unsafe or_store64(header.ringEpoch, UInt64.max)
        unsafe or_store32(header.asleep, 1)
        _ = unsafe or_add32(header.changes, 1)
        unsafe Futex.wake(header.changes)
    }

    /// Moves anything but a regular file out of the way: no client can be attached to it.
    private static func moveAway(_ path: String) {
        var facts = stat()
        guard unsafe lstat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG else { return }
        unsafe rename(path, path + ".bad")
    }

    /// Retires a board of another ABI, so that its name is free for ours.
    private static func retireForeignBoard(_ path: String) throws(RingError) {
        guard let file = try? Descriptor.open(path, O_RDWR | O_NOFOLLOW) else { return }
        var facts = stat()
        guard unsafe fstat(file.number, &facts) == 0, facts.st_size >= 4096 else { return }
        let map = try MappedFile(file.number, size: 4096, writable: true, path: path)
        let header = unsafe map.bound(to: COrderRing.board.self)
        guard unsafe header.pointee.magic == BOARD_MAGIC,
            unsafe header.pointee.major != UInt16(ABI_MAJOR)
        else { return }
        retire(map)
        unsafe unlink(path)
    }

    static func openRing(_ directory: String) throws(RingError) -> MappedAndOpen {
        let path = directory + "/ring"
        let size = MemoryLayout<ring>.size
        let file = try RuntimeFile.open(path, in: directory, O_RDWR, size: size)
        let map = try MappedFile(file.number, size: size, writable: true, path: path)
        let header = unsafe map.bound(to: ring.self)
        guard unsafe header.pointee.magic == RING_MAGIC,
            unsafe header.pointee.major == UInt16(ABI_MAJOR),
            unsafe header.pointee.epoch != 0
        else { throw .notOurs(file: path, why: "its header is damaged") }
        return MappedAndOpen(map: map, file: try opened(path, O_RDONLY | O_NOFOLLOW, 0))
    }

    /// Makes an empty ring under another name, and moves it into place when it is whole.
    static func createRing(_ directory: String) throws(RingError) {
        let path = directory + "/ring.new"
        unsafe unlink(path)
        let size = MemoryLayout<ring>.size
        let file = try opened(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o660)
        guard posix_fallocate(file.number, 0, off_t(size)) == 0, fchmod(file.number, 0o660) == 0
        else { throw .system(SystemError("posix_fallocate", path, code: errno)) }
        do {
            let map = try MappedFile(file.number, size: size, writable: true, path: path)
            let header = unsafe map.bound(to: ring.self)
            unsafe header.pointee.major = UInt16(ABI_MAJOR)
            unsafe header.pointee.minor = UInt16(ABI_MINOR)
            unsafe header.pointee.size = UInt32(size)
            unsafe header.pointee.epoch = UInt64.random(in: 1..<UInt64.max)
            unsafe header.pointee.next_ticket = 1
            unsafe header.pointee.magic = RING_MAGIC
        }
        guard unsafe rename(path, directory + "/ring") == 0 else {
            throw .system(SystemError("rename", path, code: errno))
        }
    }

    private static func opened(_ path: String, _ flags: CInt, _ mode: mode_t) throws(RingError)
        -> Descriptor
    {
        do {
            return try Descriptor.open(path, flags, mode: mode)
        } catch {
            throw .system(error)
        }
    }
}
