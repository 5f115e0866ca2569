// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import TestKit

/// How much is tried: seconds in `make test`, minutes in `make prove`.
enum Proof {
    private static let environment = ProcessInfo.processInfo.environment

    /// Whether everything is tried, as in `make prove`.
    static let isFull = environment["PROVE_SECONDS"] != nil

    static let repository = Programs.root.path
    static let programs = Programs.folder

    /// Runs a program to its end, quietly, and returns its status; -1 if it cannot be started.
    static func run(_ words: [String]) -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// How long each storm takes.
    static let seconds = environment["PROVE_SECONDS"].flatMap(Double.init) ?? 5

    /// The seed of all random choices; that of a failed run repeats them.
    static let seed =
        environment["PROVE_SEED"].flatMap(UInt64.init) ?? UInt64(Date().timeIntervalSince1970)
}
