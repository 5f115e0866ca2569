// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines

/// A throw-away jukebox in a temporary directory; it ends and is deleted with this value.
package final class Home {
    /// The directory: settings, runtime directory, state, playlists and music.
    package let path: String
    private var daemon: RunningProgram?
    private let stopwatch = Stopwatch()

    package static let root = Programs.root
    package static let music = root.appendingPathComponent("demo/music").path
    package static let programs = Programs.folder

    /// Makes the directory; nothing runs yet.
    ///
    /// Destinations: `kitchen` writes a WAV file as fast as it can, `study` is silent in real time.
    package init(kitchen: String? = nil, study: String = "silent") throws {
        path = NSTemporaryDirectory() + "jukebox-home-\(UUID().uuidString.prefix(8))"
        for folder in ["", "/lists", "/music"] {
            try FileManager.default.createDirectory(
                atPath: path + folder, withIntermediateDirectories: true)
        }
        try write(
            "jukebox.toml",
            settings(kitchen: kitchen ?? "wav:\(path)/kitchen.wav?fast", study: study))
    }

    deinit {
        daemon?.end(SIGKILL)
        try? FileManager.default.removeItem(atPath: path)
    }

    package func settings(kitchen: String, study: String) -> String {
        """
        default_destination = "kitchen"
        [paths]
        runtime = "\(path)/run"
        runtime_on_disk = true
        state = "\(path)/state"
        music = ["\(Self.music)", "\(path)/music"]
        playlists = "\(path)/lists"
        [[destination]]
        name = "kitchen"
        device = "\(kitchen)"
        [[destination]]
        name = "study"
        device = "\(study)"
        nicknames = ["書斎"]
        [[playlist]]
        name = "morning"
        nicknames = ["朝の音楽"]
        """
    }

    package func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }

    /// Starts the daemon, and returns when it is ready and its catalogue knows `tracks` tracks; the
    /// demo music has five.
    package func start(
        expecting tracks: Int64 = 5, program: String? = nil, environment: [String: String] = [:]
    ) throws {
        let daemon = try RunningProgram(
            program ?? Self.programs + "/jukeboxd", ["--config", path + "/jukebox.toml"], in: path,
            environment: environment)
        self.daemon = daemon
        guard daemon.waitUntilReady() else {
            throw Failure(text: "the daemon did not come up: \(logText)")
        }
        // The scan says nowhere when it has come so far.
        Self.wait(30) { knownTracks >= tracks || !daemon.isRunning }
        guard knownTracks >= tracks else {
            throw Failure(text: "\(knownTracks) of \(tracks) tracks were found: \(logText)")
        }
    }

    private var knownTracks: Int64 {
        QuestionSocket(in: path + "/run")?.ask(["ask": "library"])?["tracks"]?.int ?? -1
    }

    /// Makes a folder with some of our programs; the test adds its own.
    package func programs(_ names: [String]) throws -> String {
        let folder = path + "/bin"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in names {
            try FileManager.default.copyItem(
                atPath: Home.programs + "/" + name, toPath: folder + "/" + name)
        }
        return folder
    }

    /// Polls a condition, for some seconds at most.
    ///
    /// This is for conditions without an event. Where there is an event, wait for the event.
    package static func wait(_ seconds: Double = 10, until isSo: () -> Bool) {
        let end = Date(timeIntervalSinceNow: seconds)
        while !isSo(), Date() < end { usleep(10_000) }
    }

    package struct Failure: Error {
        package var text: String

        package init(text: String) { self.text = text }
    }

    package var logText: String {
        (try? String(contentsOfFile: path + "/log", encoding: .utf8)) ?? ""
    }
    /// The daemon's process id; 0 before its start.
    package var pid: Int32 { daemon?.pid ?? 0 }

    /// Sends the daemon a signal and waits for its end; returns its exit status.
    @discardableResult
    package func end(_ signal: Int32) -> Int32 { daemon?.end(signal) ?? -1 }

    /// Stops the daemon with a signal, or lets it continue.
    package func pause(_ isHeld: Bool) {
        if let daemon { kill(daemon.pid, isHeld ? SIGSTOP : SIGCONT) }
    }

    /// The daemon's children, the oldest first.
    package func children() throws -> [Int32] {
        try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
            .split(separator: " ").compactMap { Int32($0) }
    }

    package typealias Result = Programs.Result

    /// Runs the command line, as a person would.
    @discardableResult
    package func jukebox(_ arguments: String...) -> Result {
        Self.run(Self.programs + "/jukebox", arguments, ["JUKEBOX_RUNTIME_DIR": path + "/run"])
    }

    package static func run(
        _ program: String, _ arguments: [String], _ environment: [String: String] = [:],
        input: String = ""
    ) -> Result {
        Programs.run(program, arguments, environment, input: input)
    }

    /// The samples of the kitchen's file.
    package func heard() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path + "/kitchen.wav")).dropFirst(44)
    }
}
