// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
internal import Synchronization

/// Work that any thread brings and several threads take, the oldest first.
public final class WorkQueue<Work: Sendable>: Sendable {
    private let work = Mutex<[Work]>([])
    private let count: Descriptor

    /// Makes an empty queue.
    ///
    /// The C function is `eventfd`.
    public init() throws(SystemError) {
        let number = eventfd(0, CInt(EFD_CLOEXEC | EFD_SEMAPHORE))
        guard number >= 0 else { throw .last("eventfd") }
        count = Descriptor(owning: number)
    }

    /// Brings work; some thread that waits takes it.
    public func put(_ one: Work) {
        work.withLock { $0.append(one) }
        _ = Wake.ring(count.number)
    }

    /// Waits for work.
    public func next() -> Work {
        while true {
            var one: UInt64 = 0
            guard unsafe read(count.number, &one, 8) == 8 else { continue }
            if let first = work.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return first }
        }
    }
}
