// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

#if canImport(Testing)
    import Testing
#endif

/// Notes how long a test took, for the table at the end of `scripts/run-tests.sh`.
///
/// The runner counts from the moment at which a test was queued, and so includes the tests before
/// it. A stopwatch runs from its creation to its release: `Home` and `Proof` hold one.
package final class Stopwatch {
    private let start = Date()
    private let name = Stopwatch.currentTest
    private static let file = ProcessInfo.processInfo.environment["JUKEBOX_TEST_TIMES"].map {
        open($0, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    }

    package init() {}

    private static var currentTest: String {
        // A build without tests builds this target too, and has no testing library.
        #if canImport(Testing)
            Test.current.map { $0.displayName ?? $0.name } ?? "?"
        #else
            "?"
        #endif
    }

    deinit {
        guard let file = Self.file else { return }
        let span = [start, Date()].map { "\($0.timeIntervalSince1970)" }
        let line = Array((span + [name]).joined(separator: "\t").utf8) + [UInt8(ascii: "\n")]
        _ = write(file, line, line.count)
    }
}
