// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

/// A daemon in one container and clients in others, which share the runtime directory alone.
@Suite(.enabled(if: Container.arePossible, "needs root, busybox and unshare"))
struct `A ring between containers` {
    @Test func `takes orders from another world, and a client killed there holds nothing up`()
        throws
    {
        let volume = NSTemporaryDirectory() + "jukebox-shared-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: volume, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: volume) }
        chmod(volume, 0o750)
        chown(volume, 4100, 4100)
        let house = try Container(sharing: volume, holdingPrograms: true)
        try house.write(
            "/jukebox.toml",
            """
            [paths]
            runtime = "/pipes"
            runtime_on_disk = true
            state = "/tmp/state"
            music = ["/tmp"]
            playlists = "/tmp"
            [[destination]]
            name = "kitchen"
            device = "silent"
            """)
        house.makeWritable("/tmp")
        try house.start(["/programs/jukeboxd", "--config", "/jukebox.toml"], as: "4100:4100")
        Home.wait { FileManager.default.fileExists(atPath: volume + "/ask") }
        let assistant = try Container(sharing: volume, holdingPrograms: true)
        func order() -> Home.Result {
            assistant.run(
                ["/programs/jukebox", "play", "--title", "canon", "--no-wait", "--json"],
                as: "4200:4100", ["JUKEBOX_RUNTIME_DIR": "/pipes"])
        }

        let first = order()
        #expect(first.status == 0, "\(first.output) \(first.errors)")

        // A client that is in the middle of writing lives: its slots are its own.
        let claimer = try Container(sharing: volume, holdingPrograms: true)
        try claimer.start(["/programs/StormClient", "--claim", "/pipes"], as: "4200:4100")
        var full = order()
        Home.wait {
            full = order()
            return full.status != 0
        }
        #expect(full.status == 75 && full.errors.contains("full"), "\(full.output) \(full.errors)")

        // It is killed, and no other client waits for it.
        claimer.end()
        let after = order()
        #expect(after.status == 0, "\(after.output) \(after.errors)")
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: volume))
        #expect(names == ["lock", "board", "ring", "ask"])
    }
}
