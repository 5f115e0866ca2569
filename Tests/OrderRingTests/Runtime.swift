// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import OrderRing

/// A runtime directory that goes away with the test.
final class Runtime {
    let path: String

    init() throws {
        path = "/dev/shm/jukebox-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

func order(_ title: String) -> Order { Order(.play(Order.Request(title: title))) }

func titles(_ found: [RingHost.Found]) -> [String] {
    found.map { found in
        if case .play(let wanted)? = found.order?.verb { wanted.title ?? "" } else { "?" }
    }
}
