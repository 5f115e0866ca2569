// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import Synchronization

/// The progress of the scan: written by the library thread, read by the ask thread.
final class ScanProgress: Sendable {
    private struct Counts {
        var seen: Int
        var read: Int
        var toRead: Int
        var skipped: Int
    }

    private let counts = Mutex<Counts?>(nil)

    /// Notes the progress of a scan; nil if none runs.
    func isNow(_ scan: Scan?) {
        let fresh = scan.map {
            Counts(seen: $0.seen, read: $0.read, toRead: $0.total, skipped: $0.problems)
        }
        counts.withLock { $0 = fresh }
    }

    /// The counts; null if no scan runs.
    var json: JSON {
        counts.withLock { $0 }.map {
            [
                "seen": .int(Int64($0.seen)), "read": .int(Int64($0.read)),
                "to_read": .int(Int64($0.toRead)), "skipped": .int(Int64($0.skipped)),
            ]
        } ?? .null
    }
}
