// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Synchronization

/// The progress of the scan: written by the library thread, read by those that look names up.
final class ScanProgress: Sendable {
    private struct State {
        var counts: LibraryTotals.Scan?
        var isFirst = false
    }

    private let state = Mutex(State())

    /// Notes that a scan begins, or is about to: the first one if the library is empty.
    func begins(isFirst: Bool) { state.withLock { $0.isFirst = isFirst } }

    /// Notes the progress of a scan.
    func isNow(_ scan: Scan) {
        let fresh = LibraryTotals.Scan(
            seen: scan.seen, read: scan.read, toRead: scan.total, skipped: scan.problems)
        state.withLock { $0.counts = fresh }
    }

    /// Notes that the scan has ended.
    func ended() { state.withLock { $0 = State() } }

    /// The counts; nil if no scan runs.
    var scan: LibraryTotals.Scan? { state.withLock { $0.counts } }

    /// The counts of the first scan, while it runs or is about to begin.
    var firstScan: LibraryTotals.Scan? {
        state.withLock { state in
            guard state.isFirst else { return nil }
            return state.counts ?? LibraryTotals.Scan(seen: 0, read: 0, toRead: 0, skipped: 0)
        }
    }
}
