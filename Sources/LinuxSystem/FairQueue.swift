// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
internal import Synchronization

/// Work from many threads for many threads: clients take turns, and each client's oldest piece
/// comes first.
public final class FairQueue<Client: Hashable & Sendable, Work: Sendable>: Sendable {
    private struct Lines {
        var turns: [Client] = []
        var waiting: [Client: [Work]] = [:]
    }

    private let lines = Mutex(Lines())
    private let count: Descriptor

    /// Makes an empty queue.
    ///
    /// The C function is `eventfd`.
    public init() throws(SystemError) {
        let number = eventfd(0, CInt(EFD_CLOEXEC | EFD_SEMAPHORE))
        guard number >= 0 else { throw .last("eventfd") }
        count = Descriptor(owning: number)
    }

    /// Brings work of a client; a waiting thread takes it.
    public func put(_ one: Work, of client: Client) {
        lines.withLock {
            if $0.waiting[client] == nil { $0.turns.append(client) }
            $0.waiting[client, default: []].append(one)
        }
        _ = Wake.ring(count.number)
    }

    /// Removes work that no thread has taken yet.
    public func remove(where isUnwanted: (Work) -> Bool) {
        lines.withLock { lines in
            for (client, work) in lines.waiting {
                let rest = work.filter { !isUnwanted($0) }
                lines.waiting[client] = rest.isEmpty ? nil : rest
            }
            lines.turns.removeAll { lines.waiting[$0] == nil }
        }
    }

    /// Waits for work.
    public func next() -> Work {
        while true {
            var one: UInt64 = 0
            guard unsafe read(count.number, &one, 8) == 8 else { continue }
            // Removed work leaves its count in the semaphore.
            if let first = lines.withLock({ Self.takeFirst(&$0) }) { return first }
        }
    }

    private static func takeFirst(_ lines: inout Lines) -> Work? {
        guard !lines.turns.isEmpty else { return nil }
        let client = lines.turns.removeFirst()
        guard var work = lines.waiting[client], !work.isEmpty else { return nil }
        let first = work.removeFirst()
        lines.waiting[client] = work.isEmpty ? nil : work
        if !work.isEmpty { lines.turns.append(client) }
        return first
    }
}
