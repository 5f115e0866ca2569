// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem

/// Where the children's programs lie: beside our own.
struct Programs {
    var player: String
    var scanner: String

    init() {
        let own = OwnProgram.path
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        player = folder + "/jukebox-player"
        scanner = folder + "/jukebox-scanner"
    }
}
