// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// What makes a program's calendar clock wrong by some seconds; it is built with the machine's cc.
package struct ShiftedClock {
    /// Whether this machine has a compiler.
    package static let canBeBuilt = Programs.run("/usr/bin/env", ["cc", "--version"]).status == 0

    /// What such a program needs in its environment.
    package let environment: [String: String]

    /// Builds the library in a folder, where it is not there yet.
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
