// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
internal import Glibc
internal import LinuxSystem

/// A mapped file of fixed size, guarded against being cut short; unmapped when dropped.
@safe final class MappedFile {
    let base: UnsafeMutableRawPointer
    let size: Int

    /// Maps `size` bytes.
    ///
    /// The descriptor may be closed afterwards: its locks stay with the map.
    init(_ fd: CInt, size: Int, writable: Bool, path: String) throws(RingError) {
        let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
        let base = unsafe mmap(nil, size, protection, MAP_SHARED, fd, 0)
        guard let base = unsafe base, unsafe base != MAP_FAILED else {
            throw .system(SystemError("mmap", path, code: errno))
        }
        // A forked child has no attachment.
        unsafe madvise(base, size, MADV_DONTFORK)
        unsafe or_guard(base, size)
        unsafe self.base = base
        self.size = size
    }

    deinit {
        unsafe or_unguard(base)
        unsafe munmap(base, size)
    }

    /// Whether the file was cut short while it was mapped; then its missing pages read as zero.
    var isTorn: Bool { unsafe or_torn(base) > 0 }

    /// The file as a C structure.
    func bound<T>(to type: T.Type) -> UnsafeMutablePointer<T> {
        unsafe base.assumingMemoryBound(to: type)
    }
}

/// A mapped file, and its description, which stays open as long as the map.
struct MappedAndOpen: ~Copyable {
    var map: MappedFile
    var file: Descriptor
}

extension UnsafeMutablePointer where Pointee == ring {
    /// The state word of a slot; `index` is 0...256.
    func state(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        unsafe (UnsafeMutableRawPointer(self) + 1024 + 8 * index)
            .assumingMemoryBound(to: UInt64.self)
    }

    /// A slot; `index` is 0...256.
    func slot(_ index: Int) -> UnsafeMutablePointer<ring_slot> {
        unsafe (UnsafeMutableRawPointer(self) + 4096 + RING_SLOT_BYTES * index)
            .assumingMemoryBound(to: ring_slot.self)
    }

    var nextTicket: UnsafeMutablePointer<UInt64> {
        unsafe (UnsafeMutableRawPointer(self) + 128).assumingMemoryBound(to: UInt64.self)
    }

    var doorbell: UnsafeMutablePointer<UInt32> {
        unsafe (UnsafeMutableRawPointer(self) + 256).assumingMemoryBound(to: UInt32.self)
    }
}

extension UnsafeMutablePointer where Pointee == board {
    var asleep: UnsafeMutablePointer<UInt32> {
        unsafe (UnsafeMutableRawPointer(self) + 256).assumingMemoryBound(to: UInt32.self)
    }

    var changes: UnsafeMutablePointer<UInt32> {
        unsafe (UnsafeMutableRawPointer(self) + 512).assumingMemoryBound(to: UInt32.self)
    }

    /// The word that counts changes of one subject.
    func counter(_ subject: Subject) -> UnsafeMutablePointer<UInt32> {
        unsafe (UnsafeMutableRawPointer(self) + 516 + 4 * subject.rawValue)
            .assumingMemoryBound(to: UInt32.self)
    }

    func outcome(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        unsafe (UnsafeMutableRawPointer(self) + 4096 + 8 * index)
            .assumingMemoryBound(to: UInt64.self)
    }

    func destination(_ index: Int) -> UnsafeMutablePointer<board_destination> {
        unsafe (UnsafeMutableRawPointer(self) + 4096 + 8192
            + index * MemoryLayout<board_destination>.stride)
            .assumingMemoryBound(to: board_destination.self)
    }

    var ringEpoch: UnsafeMutablePointer<UInt64> {
        unsafe (UnsafeMutableRawPointer(self) + 24).assumingMemoryBound(to: UInt64.self)
    }
}

/// The subjects of which the board counts the changes.
public enum Subject: Int, CaseIterable, Sendable {
    /// Playing, pausing, the position.
    case player = 0
    /// The content of the queues.
    case queue = 1
    /// Volumes.
    case mixer = 2
    /// Modes.
    case options = 3
    /// Devices.
    case outputs = 4
    /// The catalogue.
    case library = 5
    /// The playlist files.
    case playlists = 6
    /// Where tickets stand.
    case outcomes = 7
}
