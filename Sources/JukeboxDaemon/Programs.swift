// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem

/// The paths of the children's programs, which are in the same folder as ours.
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
