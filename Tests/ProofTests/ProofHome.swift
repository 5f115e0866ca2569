// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import GRDB
import JukeboxModel
import OrderRing
import TestKit
import Testing

/// A folder with settings for a daemon, and the daemon that runs there.
class ProofHome {
    let path: String
    private var daemon: RunningProgram?
    private let stopwatch = Stopwatch()

    /// Makes the folder; `PATH` in the destinations is replaced by it.
    init(
        destinations: String = "[[destination]]\nname = \"kitchen\"\ndevice = \"silent\"\n"
    ) throws {
        path = NSTemporaryDirectory() + "jukebox-proof-\(UUID().uuidString.prefix(8))"
        for folder in ["state", "music", "playlists"] {
            try FileManager.default.createDirectory(
                atPath: path + "/" + folder, withIntermediateDirectories: true)
        }
        try makeRuntime()
        try """
        [paths]
        runtime = "\(path)/run"
        runtime_on_disk = true
        state = "\(path)/state"
        music = ["\(path)/music"]
        playlists = "\(path)/playlists"
        \(destinations.replacing("PATH", with: path))
        """.write(toFile: path + "/jukebox.toml", atomically: true, encoding: .utf8)
    }

    var runtime: String { path + "/run" }
    var journal: String { path + "/state/orders.db" }
    var daemonID: Int32 { daemon?.pid ?? 0 }
    var logText: String { (try? String(contentsOfFile: path + "/log", encoding: .utf8)) ?? "" }

    /// Makes the runtime directory again, as after the machine has started.
    func makeRuntime() throws {
        try? FileManager.default.removeItem(atPath: runtime)
        try FileManager.default.createDirectory(
            atPath: runtime, withIntermediateDirectories: true)
        chmod(runtime, 0o750)
    }

    /// Starts a daemon, and waits until it is ready.
    func startDaemon(_ environment: [String: String] = [:]) throws {
        let daemon = try RunningProgram(
            Programs.folder + "/jukeboxd", ["--config", path + "/jukebox.toml"], in: path,
            environment: environment)
        self.daemon = daemon
        _ = daemon.waitUntilReady()
    }

    func killDaemon(_ signal: Int32 = SIGKILL) { daemon?.end(signal) }

    /// Reads the journal while a daemon may be writing it.
    func readJournal<T>(_ body: (Database) throws -> T) throws -> T {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: journal, configuration: configuration).read(body)
    }

    /// The titles of the newest orders in the journal, or of all, oldest first; “?” for an order
    /// without a title.
    func orderedTitles(newest count: Int = -1) throws -> [String] {
        try readJournal {
            try Data.fetchAll(
                $0, sql: "SELECT bytes FROM orders ORDER BY key DESC LIMIT ?", arguments: [count])
        }.reversed().map { Self.title(of: $0) ?? "?" }
    }

    /// The title that an order's bytes name.
    static func title(of bytes: Data) -> String? {
        guard case .play(let wanted)? = OrderCoding.decode([UInt8](bytes)[...])?.verb else {
            return nil
        }
        return wanted.title
    }

    func end() {
        killDaemon()
        try? FileManager.default.removeItem(atPath: path)
    }
}
