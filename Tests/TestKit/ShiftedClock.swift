// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// A library that shifts a program's calendar clock by some seconds; built with the machine's cc.
package struct ShiftedClock {
    /// Whether this machine has a compiler.
    package static let canBeBuilt = Programs.run("/usr/bin/env", ["cc", "--version"]).status == 0

    /// The environment that loads it.
    package let environment: [String: String]

    /// Builds the library in a folder, unless it is there already.
    package init(by seconds: Int, in folder: String) throws {
        let library = folder + "/shifted_clock.so"
        if !FileManager.default.fileExists(atPath: library) {
            let source = Programs.root.path + "/Tests/ShiftedClock/shifted_clock.c"
            let built = Programs.run(
                "/usr/bin/env", ["cc", "-shared", "-fPIC", "-O1", "-o", library, source])
            guard built.status == 0 else { throw Home.Failure(text: built.errors) }
        }
        environment = ["LD_PRELOAD": library, "CLOCK_SHIFT": "\(seconds)"]
    }
}
