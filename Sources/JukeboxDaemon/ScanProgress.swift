// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Synchronization

/// The progress of the scan: written by the library thread, read by the ask thread.
final class ScanProgress: Sendable {
    private let counts = Mutex<LibraryTotals.Scan?>(nil)

    /// Notes the progress of a scan; nil if none runs.
    func isNow(_ scan: Scan?) {
        let fresh = scan.map {
            LibraryTotals.Scan(
                seen: $0.seen, read: $0.read, toRead: $0.total, skipped: $0.problems)
        }
        counts.withLock { $0 = fresh }
    }

    /// The counts; nil if no scan runs.
    var scan: LibraryTotals.Scan? { counts.withLock { $0 } }
}
